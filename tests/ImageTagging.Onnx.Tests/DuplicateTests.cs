using ImageTagging.TestSupport;
using NetVips;

namespace ImageTagging.Onnx.Tests;

/// <summary>Near duplicates as the local tagger sees them.</summary>
public sealed class DuplicateTests
{
    private const int Each = 6;

    private static readonly DateTimeOffset s_time = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    // All of one second: what is alike is no burst for that.
    [Fact]
    public async Task Pictures_that_are_alike_and_yet_others_are_in_no_group_with_each_other()
    {
        var index = new InMemoryTagIndex();
        using var tagger = new LocalTagger();
        foreach (var kind in AlikePictures.Kinds)
        {
            for (var number = 0; number < Each; number++)
            {
                using var image = Made(kind, number);
                await AddAsync(index, tagger, $"{kind} {number:00}/original", image.JpegsaveBuffer(q: 92));
                if (kind == "page")
                {
                    using var half = image.Resize(0.5);
                    await AddAsync(index, tagger, $"{kind} {number:00}/half", half.JpegsaveBuffer(q: 80));
                    await AddAsync(index, tagger, $"{kind} {number:00}/coarse", image.JpegsaveBuffer(q: 40));
                }
            }
        }

        var groups = await new DuplicateFinder(index).FindAsync(cancellationToken: TestContext.Current.CancellationToken);
        var mixed = groups
            .Where(g => g.Members.Select(m => m.Name.Key.Split('/')[0]).Distinct().Count() > 1)
            .Select(g => string.Join(", ", g.Members.Select(m => m.Name.Key)));
        Assert.Empty(mixed);
        // Copies of a page are known all the same.
        Assert.Equal(Each, groups.Count(g => g.Members.Count == 3));
    }

    private static Image Made(string kind, int number) =>
        Image.NewFromMemory(
            AlikePictures.Rgb(kind, number),
            AlikePictures.Width,
            AlikePictures.Height,
            3,
            Enums.BandFormat.Uchar
        );

    private static async Task AddAsync(InMemoryTagIndex index, LocalTagger tagger, string key, byte[] bytes)
    {
        var answer = await tagger.TagAsync(bytes, TestContext.Current.CancellationToken);
        var record = new ImageRecord
        {
            Source = "made",
            Key = key,
            Location = "made:///" + key,
            Size = bytes.Length,
            ModifiedAt = s_time,
            ListedAt = s_time,
            Width = answer.Width,
            Height = answer.Height,
            Look = answer.Look,
            Taggers =
            [
                new()
                {
                    Name = tagger.Info.Name,
                    Fingerprint = tagger.Info.Fingerprint,
                    TaggedAt = s_time,
                    Embedding = answer.Embedding,
                },
            ],
        };
        await index.WriteAsync([RecordWrite.Create(record)], TestContext.Current.CancellationToken);
    }
}
