namespace ImageTagging.Conformance;

/// <summary>Compares look-ups of answers by content with what the records say.</summary>
public static class LabelCheck
{
    private const int MostFingerprints = 8;

    /// <summary>Fails where a look-up of any content that the model knows finds anything that is not there, or not the best of it first.</summary>
    public static async ValueTask AssertSameAsync(
        ITagIndex index,
        IndexOracle model,
        string context,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(model);
        var contents = model
            .Records.SelectMany(r => r.Contents.Concat(r.Previous?.Contents ?? []))
            .Distinct()
            .OrderBy(c => c.Text, StringComparer.Ordinal)
            .ToList();
        var matches = (await index.FindLabelsAsync(contents, SampleRecords.Tagger, cancellationToken)).Matches;
        Assert.All(matches, m => Assert.Contains(m.Content, contents));
        foreach (var content in contents)
        {
            Check(content, Holders(model, content), [.. matches.Where(m => m.Content == content)], context);
        }
    }

    private static void Check(ContentId content, List<Holder> holders, List<LabelMatch> found, string context)
    {
        var expected = holders.Select(h => h.State.Fingerprint).Distinct().Count();
        Assert.True(
            Math.Min(expected, MostFingerprints) == found.Select(m => m.State.Fingerprint).Distinct().Count(),
            $"{context}: {content} has answers of {expected} fingerprints, {found.Count} matches were found."
        );
        foreach (var match in found)
        {
            var holder = holders.Find(h => h.Name == match.Image && h.IsPrevious == match.IsPrevious);
            Assert.True(holder is not null, $"{context}: {match.Image} does not hold {content}.");
            Assert.Equal(holder.IsGone, match.IsGone);
            Assert.Equal(holder.State.Labels.Select(l => l.Name), match.State.Labels.Select(l => l.Name));
            Assert.Equal(holder.Edits, match.Edits);
        }

        if (found.Count > 0)
        {
            var best = holders.Min(h => h.Rank);
            var first = (found[0].IsPrevious ? 2 : 0) + (found[0].IsGone ? 1 : 0);
            Assert.True(
                first == best,
                $"{context}: the first match of {content} is {found[0].Image}, and there is a better one."
            );
        }
    }

    private static List<Holder> Holders(IndexOracle model, ContentId content) =>
        [
            .. model
                .Records.SelectMany(r =>
                    r.Taggers.Where(_ => r.Contents.Contains(content))
                        .Select(t => new Holder(r.Name, t, r.Edits, false, r.GoneAt is not null))
                        .Concat(
                            (r.Previous?.Taggers ?? [])
                                .Where(_ => r.Previous!.Contents.Contains(content))
                                .Select(t => new Holder(r.Name, t, r.Previous!.Edits, true, r.GoneAt is not null))
                        )
                )
                .Where(h => h.State is { Name: SampleRecords.Tagger, HasAnswer: true, IsListedContent: true }),
        ];

    private sealed record Holder(ImageName Name, TaggerState State, IReadOnlyList<Correction> Edits, bool IsPrevious, bool IsGone)
    {
        public int Rank => (IsPrevious ? 2 : 0) + (IsGone ? 1 : 0);
    }
}
