namespace ImageTagging.Tool.Tests.Sights;

/// <summary>An index file of made-up records: tags that go together, confidences of every band, months over three years.</summary>
internal static class MadeUpIndex
{
    public const int Images = 600;

    private static readonly string[] s_words =
    [
        "person",
        "tree",
        "sky",
        "building",
        "car",
        "dog",
        "water",
        "mountain",
        "flower",
        "street",
        "cat",
        "food",
        "bird",
        "beach",
        "table",
        "chair",
        "boat",
        "snow",
        "child",
        "horse",
        "grass",
        "road",
        "bridge",
        "window",
        "book",
        "bicycle",
        "cloud",
        "sunset",
        "forest",
        "river",
        "night",
        "fire",
        "train",
        "airplane",
        "garden",
        "fruit",
        "coffee",
        "bottle",
        "phone",
        "laptop",
        "clock",
        "umbrella",
        "guitar",
        "statue",
        "church",
        "market",
        "fish",
        "elephant",
        "motorcycle",
        "traffic light",
        "potted plant",
        "a rather long tag of several words",
        "sheep",
        "tower",
        "kite",
    ];

    public static int Tags => s_words.Length;

    public static IReadOnlyList<ImageRecord> Records()
    {
        var random = new Random(7);
        var records = new List<ImageRecord>();
        for (var i = 0; i < Images; i++)
        {
            // A picture's tags lie near each other, the first words far more often.
            var centre = (int)(s_words.Length * Math.Pow(random.NextDouble(), 2.2));
            var tags = Enumerable
                .Range(0, 1 + random.Next(6))
                .Select(_ => s_words[Math.Abs(centre + random.Next(-4, 5)) % s_words.Length])
                .Distinct()
                .Select(t => new Tag(t, new Confidence(random.Next(2_000, 10_001))))
                .OrderByDescending(t => t.Confidence)
                .ThenBy(t => t.Name, StringComparer.Ordinal)
                .ToArray();
            records.Add(
                new()
                {
                    Source = "made-up",
                    Key = $"{i:000}.jpg",
                    Location = $"made-up:{i:000}.jpg",
                    Size = 1_000 + i,
                    ModifiedAt = new DateTimeOffset(2023, 1, 1, 0, 0, 0, TimeSpan.Zero).AddDays(random.Next(1_000)),
                    ListedAt = DateTimeOffset.UnixEpoch,
                    Taggers =
                    [
                        new()
                        {
                            Name = "made-up",
                            Fingerprint = new("0", 0, 0),
                            TaggedAt = DateTimeOffset.UnixEpoch,
                            Labels = [.. tags.Select(t => new ImageLabel { Name = t.Name, Confidence = t.Confidence.Percent })],
                        },
                    ],
                    Tags = tags,
                }
            );
        }

        return records;
    }

    public static async Task WriteAsync(string file, IEnumerable<ImageRecord>? records = null)
    {
        await using var index = new SqliteTagIndex(new SqliteIndexOptions { Path = file });
        await index.EnsureReadyAsync();
        await index.WriteAsync([.. (records ?? Records()).Select(RecordWrite.Create)]);
    }
}
