namespace ImageTagging.Evaluation;

/// <summary>Predictions sorted by tag and confidence, checked against the truth.</summary>
internal sealed class GivenTags
{
    private readonly string[] _images;

    private GivenTags(string[] images, IReadOnlyList<RankedTag> tags, long outside) =>
        (_images, Tags, OutsideTruth) = (images, tags, outside);

    /// <summary>The tags by name (ordinal).</summary>
    public IReadOnlyList<RankedTag> Tags { get; }

    public long OutsideTruth { get; }

    public static GivenTags Read(
        GroundTruth truth,
        IEnumerable<Prediction> predictions,
        EvaluationOptions options,
        CancellationToken cancellationToken
    )
    {
        var images = truth.Images.ToArray();
        var book = new TagBook(options.Tags);
        for (var i = 0; i < images.Length; i++)
        {
            foreach (var tag in truth[images[i]].Where(t => !truth.Doubtful(images[i]).Contains(t)))
            {
                if (book.OfNormal(tag) is { } known)
                {
                    known.Truth.Add(i);
                }
            }
        }

        var outside = ReadPredictions(images, truth, predictions, book, cancellationToken);
        var entries = book.Entries.OrderBy(e => e.Tag, StringComparer.Ordinal).ToArray();
        var tags = new RankedTag[entries.Length];
        Parallel.For(
            0,
            tags.Length,
            new ParallelOptions { CancellationToken = cancellationToken },
            i => tags[i] = entries[i].Rank()
        );
        return new(images, tags, outside);
    }

    /// <summary>All tags as one: every image and tag a case of its own.</summary>
    public RankedTag Together()
    {
        var ranked = new Ranked[Tags.Sum(t => t.Ranked.Length)];
        var at = 0;
        foreach (var tag in Tags)
        {
            tag.Ranked.CopyTo(ranked, at);
            at += tag.Ranked.Length;
        }

        Array.Sort(ranked, Ranked.MostSureFirst);
        return new("", ranked, [.. Tags.SelectMany(t => t.Missed)], Tags.Sum(t => t.Support));
    }

    /// <summary>The worst mistakes: half of them wrong tags and half missing ones where there are so many.</summary>
    public IReadOnlyList<Mistake> Mistakes(EvaluationOptions options)
    {
        var (wrong, missing) = (new WorstItems(options.Mistakes), new WorstItems(options.Mistakes));
        for (var t = 0; t < Tags.Count && options.Mistakes > 0; t++)
        {
            foreach (var item in Tags[t].Ranked)
            {
                if (item.IsRight != item.Confidence >= options.Threshold)
                {
                    (item.IsRight ? missing : wrong).Add(t, item);
                }
            }

            foreach (var image in Tags[t].Missed)
            {
                missing.Add(t, new(0, image, true));
            }
        }

        var ofWrong = Math.Min(wrong.Count, Math.Max(options.Mistakes / 2, options.Mistakes - missing.Count));
        return
        [
            .. InOrder(wrong)
                .Take(ofWrong)
                .Concat(InOrder(missing).Take(options.Mistakes - ofWrong))
                .OrderByDescending(m => m.Weight)
                .ThenBy(m => m.Tag, StringComparer.Ordinal)
                .ThenBy(m => m.Image, StringComparer.Ordinal),
        ];

        IEnumerable<Mistake> InOrder(WorstItems items) =>
            items
                .Items.Select(m => new Mistake(_images[m.Item.Image], Tags[m.Tag].Tag, m.Item.Confidence, m.Item.IsRight))
                .OrderByDescending(m => m.Weight)
                .ThenBy(m => m.Tag, StringComparer.Ordinal)
                .ThenBy(m => m.Image, StringComparer.Ordinal);
    }

    private static long ReadPredictions(
        string[] images,
        GroundTruth truth,
        IEnumerable<Prediction> predictions,
        TagBook book,
        CancellationToken cancellationToken
    )
    {
        var numbers = new Dictionary<string, int>(images.Length, StringComparer.Ordinal);
        for (var i = 0; i < images.Length; i++)
        {
            numbers[images[i]] = i;
        }

        var words = new SpelledWords(truth);
        var outside = 0L;
        // Given tags mostly come image by image.
        var (last, number) = ("", -1);
        foreach (var prediction in predictions)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!ReferenceEquals(last, prediction.Image))
            {
                (last, number) = (prediction.Image, numbers.GetValueOrDefault(prediction.Image, -1));
            }

            if (number < 0)
            {
                outside++;
            }
            else
            {
                var right = truth[images[number]];
                var doubtful = truth.Doubtful(images[number]);
                var isTold = right.Contains(TagName.Normalize(prediction.Tag));
                foreach (var name in words.Judged(prediction))
                {
                    // A truth that says the tag itself says nothing against the names that follow from it.
                    if (
                        book.Of(name) is { } tag
                        && !doubtful.Contains(tag.Tag)
                        && (!isTold || right.Contains(tag.Tag) || name == prediction.Tag)
                    )
                    {
                        tag.Given.Add(new(prediction.Confidence, number, IsRight: false));
                    }
                }
            }
        }

        return outside;
    }
}
