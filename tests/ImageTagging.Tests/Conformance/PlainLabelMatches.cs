namespace ImageTagging.Tests.Conformance;

/// <summary>Who holds or held a content, the best first, by looking at every record.</summary>
internal static class PlainLabelMatches
{
    public static IEnumerable<LabelMatch> Of(IReadOnlyList<ImageRecord> records, ContentId content, string tagger) =>
        records
            .SelectMany(r =>
                r.Taggers.Where(_ => r.Contents.Contains(content))
                    .Select(t => Match(r, t, r.Edits, (r.Width, r.Height, r.MediaType), isPrevious: false))
                    .Concat(
                        (r.Previous?.Taggers ?? [])
                            .Where(_ => r.Previous!.Contents.Contains(content))
                            .Select(t =>
                                Match(
                                    r,
                                    t,
                                    r.Previous!.Edits,
                                    (r.Previous.Width, r.Previous.Height, r.Previous.MediaType),
                                    isPrevious: true
                                )
                            )
                    )
            )
            .Where(m => m.State.Name == tagger && m.State is { HasAnswer: true, IsListedContent: true })
            .Select(m => m with { Content = content })
            .OrderBy(m => m.IsPrevious)
            .ThenBy(m => m.IsGone);

    private static LabelMatch Match(
        ImageRecord record,
        TaggerState state,
        IReadOnlyList<Correction> edits,
        (int? Width, int? Height, string? MediaType) facts,
        bool isPrevious
    ) =>
        new()
        {
            Content = default,
            Image = record.Name,
            State = state,
            Edits = edits,
            Width = facts.Width,
            Height = facts.Height,
            MediaType = facts.MediaType,
            IsPrevious = isPrevious,
            IsGone = record.GoneAt is not null,
        };
}
