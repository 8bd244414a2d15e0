using System.Globalization;

namespace ImageTagging.Indexing;

/// <summary>The one derivation of search terms from a record: what every engine indexes and counts.</summary>
public static class RecordTerms
{
    /// <summary>U+001F, which no name holds.</summary>
    public const char Separator = '\u001F';

    /// <summary><c>name␟09312</c>: with five digits, any threshold of a tag is one range of terms.</summary>
    /// <param name="tag">The tag.</param>
    /// <returns>The term.</returns>
    public static string TagConfidence(Tag tag) => TagConfidence(tag.Name, tag.Confidence);

    /// <inheritdoc cref="TagConfidence(Tag)" />
    /// <param name="name">The tag's name.</param>
    /// <param name="confidence">Its confidence.</param>
    public static string TagConfidence(string name, Confidence confidence) =>
        string.Create(CultureInfo.InvariantCulture, $"{name}{Separator}{confidence.Hundredths:D5}");

    /// <summary><c>name␟tag</c>, as alias and parent terms are written.</summary>
    /// <param name="relation">The relation.</param>
    /// <returns>The term.</returns>
    public static string Relation(TagRelation relation) => $"{relation.Name}{Separator}{relation.Tag}";

    /// <summary>Reads a term of <see cref="Relation"/>.</summary>
    /// <param name="term">The term.</param>
    /// <returns>The relation.</returns>
    /// <exception cref="FormatException">It is none.</exception>
    public static TagRelation ParseRelation(string term)
    {
        var at = term.IndexOf(Separator, StringComparison.Ordinal);
        return at < 0 ? throw new FormatException("Not a relation's term.") : new(term[..at], term[(at + 1)..]);
    }

    /// <summary>The month in UTC, such as <c>2024-06</c>.</summary>
    /// <param name="time">The time.</param>
    /// <returns>The month's term.</returns>
    public static string Month(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    /// <summary>The half-open time of a month.</summary>
    /// <param name="month">The month's term.</param>
    /// <returns>The range of times; null where the text is no month.</returns>
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
    /// <param name="status">The status.</param>
    /// <returns>The term.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such status.</exception>
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

    /// <summary>Reads a term of <see cref="Status"/>, in any case.</summary>
    /// <param name="text">The term.</param>
    /// <returns>The status; null where the text is none.</returns>
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
    /// <param name="record">The record.</param>
    /// <param name="band">One of <see cref="Confidence.Bands"/>, in percent.</param>
    /// <returns>Their names.</returns>
    public static IEnumerable<string> TagsAtOrOver(ImageRecord record, int band) =>
        record.Tags.Where(t => t.Confidence.Hundredths >= band * 100).Select(t => t.Name);

    /// <summary>The record's values of a field, each once; for tags those at or over a band where one is asked for.</summary>
    /// <param name="record">The record.</param>
    /// <param name="field">The field.</param>
    /// <param name="band">One of <see cref="Confidence.Bands"/>, in percent; null for all tags.</param>
    /// <returns>The values, as facets show them.</returns>
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

    /// <summary>Tells if a record has any of the selected values.</summary>
    /// <param name="record">The record.</param>
    /// <param name="selection">The selection.</param>
    /// <returns>Whether it has one.</returns>
    public static bool Has(ImageRecord record, FacetSelection selection) =>
        Values(record, selection.Field).Any(v => selection.Values.Contains(v, StringComparer.Ordinal));
}
