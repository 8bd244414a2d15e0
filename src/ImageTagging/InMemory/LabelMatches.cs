namespace ImageTagging.InMemory;

/// <summary>Which records' answers serve a content, the best first.</summary>
internal static class LabelMatches
{
    /// <summary>The most different fingerprints that are answered for one content.</summary>
    private const int MostFingerprints = 8;

    public static IEnumerable<LabelMatch> Of(ContentId content, string tagger, IReadOnlyList<ImageRecord> holders) =>
        holders
            .SelectMany(r => Matches(content, tagger, r))
            .OrderBy(m => m.IsPrevious)
            .ThenBy(m => m.IsGone)
            .DistinctBy(m => m.State.Fingerprint)
            .Take(MostFingerprints);

    private static IEnumerable<LabelMatch> Matches(ContentId content, string tagger, ImageRecord record)
    {
        if (record.Contents.Contains(content) && Serving(record.Taggers, tagger) is { } state)
        {
            yield return new()
            {
                Content = content,
                Image = record.Name,
                State = state,
                Edits = record.Edits,
                Width = record.Width,
                Height = record.Height,
                MediaType = record.MediaType,
                IsGone = record.GoneAt is not null,
            };
        }

        if (
            record.Previous is { } previous
            && previous.Contents.Contains(content)
            && Serving(previous.Taggers, tagger) is { } former
        )
        {
            yield return new()
            {
                Content = content,
                Image = record.Name,
                State = former,
                Edits = previous.Edits,
                Width = previous.Width,
                Height = previous.Height,
                MediaType = previous.MediaType,
                IsPrevious = true,
                IsGone = record.GoneAt is not null,
            };
        }
    }

    private static TaggerState? Serving(IReadOnlyList<TaggerState> taggers, string name) =>
        taggers.FirstOrDefault(t =>
            t is { HasAnswer: true, IsListedContent: true } && string.Equals(t.Name, name, StringComparison.Ordinal)
        );
}
