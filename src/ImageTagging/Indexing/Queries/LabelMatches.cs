namespace ImageTagging.Indexing;

/// <summary>The one rule of <see cref="ITagIndex.FindLabelsAsync"/>: which records' answers serve a content, the best first.</summary>
public static class LabelMatches
{
    /// <summary>The most different fingerprints that are answered for one content.</summary>
    public const int MostFingerprints = 8;

    /// <summary>The answers that a record has for a content: as its current one, as its former one, or both.</summary>
    /// <param name="content">The content that is looked for.</param>
    /// <param name="tagger">The tagger's name.</param>
    /// <param name="record">The record.</param>
    /// <returns>None, one or two matches.</returns>
    public static IEnumerable<LabelMatch> Of(ContentId content, string tagger, ImageRecord record) =>
        new[] { Current(content, tagger, record), Former(content, tagger, record) }.OfType<LabelMatch>();

    /// <summary>The answer that a record has for its current content.</summary>
    /// <param name="content">The content that is looked for.</param>
    /// <param name="tagger">The tagger's name.</param>
    /// <param name="record">The record.</param>
    /// <returns>The match; null where the content is another or was not answered for.</returns>
    public static LabelMatch? Current(ContentId content, string tagger, ImageRecord record) =>
        record.Contents.Contains(content) && Serving(record.Taggers, tagger) is { } state
            ? new()
            {
                Content = content,
                Image = record.Name,
                State = state,
                Edits = record.Edits,
                Width = record.Width,
                Height = record.Height,
                MediaType = record.MediaType,
                Look = record.Look,
                IsGone = record.GoneAt is not null,
            }
            : null;

    /// <summary>The answer that a record has for its former content.</summary>
    /// <param name="content">The content that is looked for.</param>
    /// <param name="tagger">The tagger's name.</param>
    /// <param name="record">The record.</param>
    /// <returns>The match; null where the content is another or was not answered for.</returns>
    public static LabelMatch? Former(ContentId content, string tagger, ImageRecord record) =>
        record.Previous is { } previous && previous.Contents.Contains(content) && Serving(previous.Taggers, tagger) is { } state
            ? new()
            {
                Content = content,
                Image = record.Name,
                State = state,
                Edits = previous.Edits,
                Width = previous.Width,
                Height = previous.Height,
                MediaType = previous.MediaType,
                IsPrevious = true,
                IsGone = record.GoneAt is not null,
            }
            : null;

    /// <summary>The best of matches: one a fingerprint, of current contents before former ones, of pictures that are there before gone ones.</summary>
    /// <param name="matches">The matches.</param>
    /// <returns>At most <see cref="MostFingerprints"/>.</returns>
    public static IEnumerable<LabelMatch> Best(IEnumerable<LabelMatch> matches) =>
        matches
            .OrderBy(m => m.IsPrevious)
            .ThenBy(m => m.IsGone)
            .ThenBy(m => m.Image)
            .DistinctBy(m => m.State.Fingerprint)
            .Take(MostFingerprints);

    private static TaggerState? Serving(IReadOnlyList<TaggerState> taggers, string name) =>
        taggers.FirstOrDefault(t =>
            t is { HasAnswer: true, IsListedContent: true } && string.Equals(t.Name, name, StringComparison.Ordinal)
        );
}
