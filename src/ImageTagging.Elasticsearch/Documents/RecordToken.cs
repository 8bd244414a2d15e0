using System.Globalization;

namespace ImageTagging.Elasticsearch.Documents;

/// <summary>
/// A document's version in one concrete index: sequence number, primary term, the start of its id, because shards count each
/// for itself, and the index, so that none survives a migration.
/// </summary>
internal readonly record struct RecordToken(long Sequence, long Term, string Id, string Index)
{
    private const int IdLength = 12;

    /// <summary>The token of a document.</summary>
    public static string Of(long sequence, long term, ReadOnlySpan<char> id, string index) =>
        string.Create(CultureInfo.InvariantCulture, $"{sequence}.{term}.{id[..Math.Min(id.Length, IdLength)]}.{index}");

    /// <summary>Tells if it was given for the document with this id.</summary>
    public bool IsOf(ReadOnlySpan<char> id) => Id.Length == IdLength && id.StartsWith(Id, StringComparison.Ordinal);

    public static bool TryParse(string text, out RecordToken token)
    {
        var parts = text.Split('.', 4);
        var isGood =
            parts.Length == 4
            & long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            & long.TryParse(parts.ElementAtOrDefault(1), NumberStyles.None, CultureInfo.InvariantCulture, out var term);
        token = isGood ? new(sequence, term, parts[2], parts[3]) : default;
        return isGood;
    }
}
