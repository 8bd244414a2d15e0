namespace ImageTagging.Evaluation;

/// <summary>Predictions sorted by tag and confidence, checked against the truth.</summary>
internal sealed class GivenTags
{
    private readonly GroundTruth _truth;
    private readonly string[] _images;

    private GivenTags(GroundTruth truth, string[] images, IReadOnlyList<RankedTag> tags, long outside) =>
        (_truth, _images, Tags, OutsideTruth) = (truth, images, tags, outside);

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
        var numbers = new Dictionary<string, int>(images.Length, StringComparer.Ordinal);
        for (var i = 0; i < images.Length; i++)
        {
            numbers[images[i]] = i;
        }

        var wanted = options.Tags is null
            ? null
            : new HashSet<string>(options.Tags.Select(TagName.Normalize), StringComparer.Ordinal);
        var byTag = new Dictionary<string, Dictionary<int, double>>(StringComparer.Ordinal);
        var normal = new Dictionary<string, string>(StringComparer.Ordinal);
        var outside = 0L;
        foreach (var prediction in predictions)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!numbers.TryGetValue(prediction.Image, out var image))
            {
                outside++;
                continue;
            }

            if (!normal.TryGetValue(prediction.Tag, out var tag))
            {
                normal[prediction.Tag] = tag = TagName.Normalize(prediction.Tag);
            }

            if (tag.Length == 0 || wanted?.Contains(tag) == false)
            {
                continue;
            }

            if (!byTag.TryGetValue(tag, out var given))
            {
                byTag[tag] = given = [];
            }

            given[image] = Math.Max(given.GetValueOrDefault(image), prediction.Confidence);
        }

        var support = Support(truth, images, wanted);
        var tags = byTag
            .Keys.Union(support.Keys, StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .Select(t => Rank(truth, images, t, byTag.GetValueOrDefault(t) ?? [], support.GetValueOrDefault(t) ?? []))
            .ToArray();
        return new(truth, images, tags, outside);
    }

    /// <summary>All tags as one: every image and tag a case of its own.</summary>
    public RankedTag Together()
    {
        var ranked = Tags.SelectMany(t => t.Ranked).ToArray();
        Array.Sort(ranked, static (a, b) => b.Confidence.CompareTo(a.Confidence));
        return new("", ranked, [.. Tags.SelectMany(t => t.Missed)], Tags.Sum(t => t.Support));
    }

    public IReadOnlyList<Mistake> Mistakes(EvaluationOptions options)
    {
        var worst = new PriorityQueue<Mistake, double>();
        foreach (var tag in Tags)
        {
            foreach (var item in tag.Ranked)
            {
                if (item.IsRight != item.Confidence >= options.Threshold)
                {
                    Keep(new(_images[item.Image], tag.Tag, item.Confidence, item.IsRight));
                }
            }

            foreach (var image in tag.Missed)
            {
                Keep(new(_images[image], tag.Tag, 0, true));
            }
        }

        return
        [
            .. worst
                .UnorderedItems.Select(m => m.Element)
                .OrderByDescending(m => m.Weight)
                .ThenBy(m => m.Tag, StringComparer.Ordinal)
                .ThenBy(m => m.Image, StringComparer.Ordinal),
        ];

        void Keep(Mistake mistake)
        {
            worst.Enqueue(mistake, mistake.Weight);
            if (worst.Count > options.Mistakes)
            {
                worst.Dequeue();
            }
        }
    }

    private static Dictionary<string, List<int>> Support(GroundTruth truth, string[] images, HashSet<string>? wanted)
    {
        var support = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (var i = 0; i < images.Length; i++)
        {
            foreach (var tag in truth[images[i]])
            {
                if (wanted?.Contains(tag) == false)
                {
                    continue;
                }

                if (!support.TryGetValue(tag, out var held))
                {
                    support[tag] = held = [];
                }

                held.Add(i);
            }
        }

        return support;
    }

    private static RankedTag Rank(
        GroundTruth truth,
        string[] images,
        string tag,
        Dictionary<int, double> given,
        List<int> support
    )
    {
        var ranked = new Ranked[given.Count];
        var at = 0;
        foreach (var (image, confidence) in given)
        {
            ranked[at++] = new(confidence, image, truth[images[image]].Contains(tag));
        }

        Array.Sort(
            ranked,
            static (a, b) => b.Confidence.CompareTo(a.Confidence) is var c and not 0 ? c : a.Image.CompareTo(b.Image)
        );
        return new(tag, ranked, [.. support.Where(i => !given.ContainsKey(i))], support.Count);
    }
}
