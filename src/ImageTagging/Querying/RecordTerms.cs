using System.Globalization;

namespace ImageTagging.Querying;

/// <summary>The one derivation of search terms from a record: what every engine indexes and counts.</summary>
internal static class RecordTerms
{
    /// <summary>U+001F, which no name holds.</summary>
    public const char Separator = '\u001F';

    /// <summary><c>name␟09312</c>: with five digits, any threshold of a tag is one range of terms.</summary>
    public static string TagConfidence(Tag tag) => TagConfidence(tag.Name, tag.Confidence);

    /// <inheritdoc cref="TagConfidence(Tag)" />
    public static string TagConfidence(string name, Confidence confidence) =>
        string.Create(CultureInfo.InvariantCulture, $"{name}{Separator}{confidence.Hundredths:D5}");

    /// <summary><c>name␟tag</c>, as alias and parent terms are written.</summary>
    public static string Relation(TagRelation relation) => $"{relation.Name}{Separator}{relation.Tag}";

    /// <summary>Reads what <see cref="Relation"/> wrote.</summary>
    public static TagRelation ParseRelation(string term)
    {
        var at = term.IndexOf(Separator, StringComparison.Ordinal);
        return at < 0 ? throw new FormatException("Not a relation's term.") : new(term[..at], term[(at + 1)..]);
    }

    /// <summary>The month in UTC, such as <c>2024-06</c>.</summary>
    public static string Month(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    /// <summary>The half-open time of a month, or null where the text is none.</summary>
    public static ModifiedQuery? ParseMonth(string month) =>
        DateTimeOffset.TryParseExact(
            month,
            "yyyy-MM",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var from
        )
            ? new(from, from is { Year: 9999, Month: 12 } ? null : from.AddMonths(1))
            : null;

    /// <summary>A status by its lower-case name.</summary>
    public static string Status(ImageStatus status) =>
        status switch
        {
            ImageStatus.Tagged => "tagged",
            ImageStatus.Stale => "stale",
            ImageStatus.Failed => "failed",
            ImageStatus.Pending => "pending",
            ImageStatus.Gone => "gone",
            _ => throw new ArgumentOutOfRangeException(nameof(status)),
        };

    /// <summary>Reads what <see cref="Status"/> wrote, in any case; null where the text is none.</summary>
    public static ImageStatus? ParseStatus(string text) =>
        text.ToLowerInvariant() switch
        {
            "tagged" => ImageStatus.Tagged,
            "stale" => ImageStatus.Stale,
            "failed" => ImageStatus.Failed,
            "pending" => ImageStatus.Pending,
            "gone" => ImageStatus.Gone,
            _ => null,
        };

    /// <summary>The tags at or over a band.</summary>
    public static IEnumerable<string> TagsAtOrOver(ImageRecord record, int band) =>
        record.Tags.Where(t => t.Confidence.Hundredths >= band * 100).Select(t => t.Name);

    /// <summary>The record's values of a field, each once; for tags those at or over a band where one is asked for.</summary>
    public static IEnumerable<string> Values(ImageRecord record, FacetField field, int? band = null) =>
        field switch
        {
            FacetField.Tag => band is { } least ? TagsAtOrOver(record, least) : record.Tags.Select(t => t.Name),
            FacetField.Category => record.Categories,
            FacetField.Source => [record.Source],
            FacetField.Month => [Month(record.ModifiedAt)],
            FacetField.Status => [Status(record.Status)],
            FacetField.Alias => record.Aliases.Select(Relation),
            FacetField.Parent => record.Parents.Select(Relation),
            _ => FactTerms.Values(record, field),
        };

    /// <summary>Whether an image must have any of the selected values, and has one.</summary>
    public static bool Has(ImageRecord record, FacetSelection selection) =>
        Values(record, selection.Field).Any(v => selection.Values.Contains(v, StringComparer.Ordinal));
}
