using ImageTagging.Testing;

namespace ImageTagging.AspNetCore.Tests;

/// <summary>Words that are no tag, and what is known of pictures beside their tags.</summary>
public sealed class FactReadingTests
{
    private static readonly DateTimeOffset s_time = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("vienna", "place:vienna", 1)]
    [InlineData("Ann", "people:ann", 1)]
    [InlineData("canon", "camera:canon", 1)]
    [InlineData("2019", "taken:2019", 2)]
    [InlineData("july 2019", "taken:july taken:2019", 1)]
    [InlineData("sea ann", "sea people:ann", 1)]
    [InlineData("img_1004", "key:*IMG_1004*", 1)]
    public async Task A_word_that_is_no_tag_is_proposed_as_the_fact_that_it_is(string typed, string proposed, int count)
    {
        await using var server = await StartAsync();
        var answer = await server.GetAsync("/api/search?q=" + Uri.EscapeDataString(typed));
        var first = answer.GetProperty("didYouMean")[0];
        Assert.Equal((proposed, count), (first.GetProperty("text").GetString(), first.GetProperty("count").GetInt32()));
    }

    [Theory]
    [InlineData("sea")]
    [InlineData("zeppelin")]
    [InlineData("vienna ann")]
    [InlineData("place:vienna")]
    [InlineData("-vienna")]
    public async Task What_is_known_or_is_no_fact_is_not_proposed(string typed)
    {
        await using var server = await StartAsync();
        var answer = await server.GetAsync("/api/search?q=" + Uri.EscapeDataString(typed));
        Assert.Equal(0, answer.GetProperty("didYouMean").GetArrayLength());
    }

    private static async Task<Server> StartAsync()
    {
        var server = await Server.StartAsync(new FakeImageSource(), new ScriptedTagger());
        await server.Index.WriteAsync(
            [
                RecordWrite.Create(
                    Record(
                        "IMG_1004.jpg",
                        new() { Taken = Taken(2019, 7), Place = new(new("Austria", "AT", null, "Vienna", null), FactSource.Xmp) }
                    )
                ),
                RecordWrite.Create(
                    Record("b.jpg", new() { Taken = Taken(2019, 8), People = [new(new("Ann", null), FactSource.Xmp)] })
                ),
                RecordWrite.Create(
                    Record(
                        "c.jpg",
                        new() { CameraMake = new("Canon", FactSource.Exif), CameraModel = new("EOS R6", FactSource.Exif) }
                    )
                ),
            ],
            TestContext.Current.CancellationToken
        );
        return server;
    }

    private static Fact<PhotoTime> Taken(int year, int month) =>
        new(new(new DateTime(year, month, 4, 12, 0, 0), null, TimeCertainty.Local), FactSource.Exif);

    private static ImageRecord Record(string key, PhotoFacts facts) =>
        new()
        {
            Source = "fake",
            Key = key,
            Location = "fake:" + key,
            Size = 1000,
            ModifiedAt = s_time,
            ListedAt = s_time,
            MediaType = "image/jpeg",
            Taggers =
            [
                new()
                {
                    Name = "metadata",
                    Fingerprint = new("0", 0, 0),
                    Facts = facts,
                },
            ],
            Tags = [new("sea", new(9000))],
        };
}
