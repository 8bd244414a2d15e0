using System.Globalization;

namespace ImageTagging.Spark.Tests;

/// <summary>Made-up records that have something of everything, the same for the same seed.</summary>
internal static class ManyRecords
{
    public static readonly string[] OddTags =
    [
        "cat",
        "=1+1",
        "semi;colon",
        "back\\slash",
        "quo\"te",
        "comma, tag",
        "@cmd",
        "日本 😀",
        "a'b",
    ];

    public static IReadOnlyList<ImageRecord> Make(int count, int seed = 1)
    {
#pragma warning disable CA5394 // Made-up data.
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i => One(i, random))];
    }

    public static async Task WriteAsync(string index, IReadOnlyList<ImageRecord> records)
    {
        await using var to = new SqliteTagIndex(index);
        await to.EnsureReadyAsync();
        foreach (var chunk in records.Chunk(1_000))
        {
            var results = await to.WriteAsync([.. chunk.Select(RecordWrite.Create)]);
            Assert.All(results, r => Assert.Equal(WriteOutcome.Written, r.Outcome));
        }
    }

    private static ImageRecord One(int i, Random random)
    {
        var at = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(random.Next(1_000_000)).AddMilliseconds(7);
        var labels = OddTags
            .Where(_ => random.Next(3) == 0)
            .Select(name => new ImageLabel
            {
                Name = name,
                Confidence = random.Next(3_000, 10_000) / 100d,
                Parents = random.Next(2) == 0 ? ["Thing", "Other, thing"] : [],
                Aliases = random.Next(3) == 0 ? ["Kitty"] : [],
                Categories = random.Next(2) == 0 ? ["Animals"] : [],
                Boxes =
                    random.Next(3) == 0
                        ? [new(0.25, 0.5, 0.125, 0.0625, random.Next(2) == 0 ? 91.5 : null), new(0, 0, 1, 1)]
                        : [],
            })
            .ToArray();
        var failed = random.Next(10) == 0;
        var record = new ImageRecord
        {
            Source = "s3://pictures",
            Key = string.Create(CultureInfo.InvariantCulture, $"{i:00000} ä,\"{(i % 7 == 0 ? "=" : "")}.jpg"),
            Location = string.Create(
                CultureInfo.InvariantCulture,
                $"{(i % 5 == 0 ? "=cmd" : "s3://pictures")}/{i:00000} ä,\"{(i % 7 == 0 ? "=" : "")}.jpg"
            ),
            Size = 1_000 + i,
            ModifiedAt = at,
            ListedAt = at.AddDays(1),
            Version = i % 3 == 0 ? null : $"etag{i}",
            Contents = i % 3 == 0 ? [] : [ContentId.FromMd5(BitConverter.GetBytes((long)i).Concat(new byte[8]).ToArray())],
            Width = i % 4 == 0 ? null : 100 + i,
            Height = i % 4 == 0 ? null : 200,
            MediaType = i % 4 == 0 ? null : "image/jpeg",
            GoneAt = i % 20 == 19 ? at.AddDays(2) : null,
            Taggers =
            [
                new()
                {
                    Name = "rekognition",
                    Fingerprint = new("0a", 30, 0),
                    ModelVersion = i % 2 == 0 ? "3.0" : null,
                    Labels = labels,
                    TaggedAt = at.AddDays(1),
                    Failure = failed
                        ? new()
                        {
                            Kind = FailureKind.Transient,
                            Code = "TimedOut",
                            Message = "It took \"too\" long.",
                            Attempts = 2,
                            At = at.AddDays(2),
                            DueAt = at.AddDays(3),
                        }
                        : null,
                },
            ],
            Edits =
                i % 11 == 0
                    ?
                    [
                        new()
                        {
                            Tag = "by hand",
                            IsAdded = true,
                            By = "ann",
                            At = at.AddDays(2),
                            Batch = "b1",
                        },
                    ]
                    : [],
        };
        return ImageTagging.Vocabularies.RecordProjector.Project(record, Vocabulary.Empty);
    }
}
