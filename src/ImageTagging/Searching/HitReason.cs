using ImageTagging.Indexing;

namespace ImageTagging;

/// <summary>Why an image has a tag that a query asked for.</summary>
public sealed record HitReason
{
    /// <summary>The tag, with its effective confidence.</summary>
    public required Tag Tag { get; init; }

    /// <summary>The labels behind it, the surest first; empty where only a person added it.</summary>
    public required IReadOnlyList<LabelEvidence> Labels { get; init; }

    /// <summary>The correction that added it; null where nobody did.</summary>
    public Correction? Correction { get; init; }

    /// <summary>One reason for each tag that the query asks for, not for its absence, and the record has; in the order of the names.</summary>
    /// <param name="record">The record.</param>
    /// <param name="query">The query, aliases and parents rewritten.</param>
    /// <param name="vocabulary">The vocabulary that the tags were projected with.</param>
    /// <returns>The reasons, the strongest first.</returns>
    public static IReadOnlyList<HitReason> Of(ImageRecord record, TagQuery query, Vocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(vocabulary);
        QuerySemantics.Check(query);
        var asked = QuerySemantics.PositiveTags(query).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. record
                .Tags.Where(t => asked.Contains(t.Name))
                .OrderBy(t => t.Name, StringComparer.Ordinal)
                .Select(t => new HitReason
                {
                    Tag = t,
                    Labels =
                    [
                        .. record
                            .Taggers.SelectMany(s => s.SelectedLabels.Select(l => new LabelEvidence(s.Name, l)))
                            .Where(e => vocabulary.TagOf(e.Label.Name) == t.Name)
                            .OrderByDescending(e => e.Label.Confidence)
                            .ThenBy(e => e.Tagger, StringComparer.Ordinal),
                    ],
                    Correction = record.Edits.LastOrDefault(e =>
                        e is { IsAdded: true, Tag: { } said } && vocabulary.TagOf(said) == t.Name
                    ),
                }),
        ];
    }
}
