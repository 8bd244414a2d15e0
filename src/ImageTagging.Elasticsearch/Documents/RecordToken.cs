using System.Globalization;

namespace ImageTagging.Elasticsearch.Documents;

/// <summary>A document's version in one concrete index: sequence number, primary term, and the index, so that none survives a migration.</summary>
internal readonly record struct RecordToken(long Sequence, long Term, string Index)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Sequence}.{Term}.{Index}");

    public static bool TryParse(string text, out RecordToken token)
    {
        var parts = text.Split('.', 3);
        var isGood =
            parts.Length == 3
            & long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            & long.TryParse(parts.ElementAtOrDefault(1), NumberStyles.None, CultureInfo.InvariantCulture, out var term);
        token = isGood ? new(sequence, term, parts[2]) : default;
        return isGood;
    }
}
