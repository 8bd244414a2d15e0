using ImageTagging.Vocabularies;

namespace ImageTagging.Tool.Tests;

/// <summary>Pictures of a bucket in an embedded index, each with the labels Person and Clock of a tagger.</summary>
internal static class PictureRecords
{
    public const string Source = "s3://pictures";

    public static async Task WriteAsync(string file, Vocabulary vocabulary, params string[] keys)
    {
        var at = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await using var index = new SqliteTagIndex(file);
        foreach (var some in keys.Chunk(100))
        {
            await index.WriteAsync([
                .. some.Select(key =>
                    RecordWrite.Create(
                        RecordProjector.Project(
                            new()
                            {
                                Source = Source,
                                Key = key,
                                Location = Source + "/" + key,
                                Size = 1,
                                ModifiedAt = at,
                                ListedAt = at,
                                Taggers =
                                [
                                    new()
                                    {
                                        Name = "rekognition",
                                        Fingerprint = new("0a", 50, 0),
                                        Labels =
                                        [
                                            new() { Name = "Person", Confidence = 90 },
                                            new() { Name = "Clock", Confidence = 80 },
                                        ],
                                        TaggedAt = at,
                                    },
                                ],
                            },
                            vocabulary
                        )
                    )
                ),
            ]);
        }

        await index.RefreshAsync();
    }

    public static async Task<ImageRecord> ReadAsync(string file, string key)
    {
        await using var index = new SqliteTagIndex(file);
        return (await index.GetManyAsync([new(Source, key)]))[0]!;
    }
}
