using ImageTagging.Planning;

namespace ImageTagging.Tests.Planning;

public sealed class MissingImagesTests
{
    private static readonly DateTimeOffset s_listed = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task What_was_added_comes_back_whole_in_its_order_and_in_batches()
    {
        MissingImage[] all =
        [
            new("a.jpg", s_listed, IsExpired: false),
            new("", s_listed.AddTicks(7), IsExpired: true),
            // A file system's name may be no text.
            new("\ud800/half.jpg", s_listed, IsExpired: false, IsPaired: true),
            new("😀\0\n", DateTimeOffset.MaxValue.ToUniversalTime(), IsExpired: true),
            new(new string('x', 100_000), s_listed, IsExpired: false),
        ];
        await using var missing = new MissingImages();
        Assert.Empty(missing.ReadBatches(2));
        foreach (var image in all)
        {
            missing.Add(image);
        }

        Assert.Equal((3L, 2L), (missing.Missing, missing.Expired));
        var batches = missing.ReadBatches(2).ToArray();
        Assert.Equal([2, 2, 1], batches.Select(b => b.Count));
        Assert.Equal(all, batches.SelectMany(b => b));
    }

    [Fact]
    public async Task Ranges_add_at_once_without_mixing_their_keys()
    {
        await using var missing = new MissingImages();
        Parallel.For(0, 2_000, i => missing.Add(new($"{i:0000}" + new string('k', i % 50), s_listed, IsExpired: i % 2 == 0)));

        var read = missing.ReadBatches(256).SelectMany(b => b).ToArray();
        Assert.Equal(
            Enumerable.Range(0, 2_000).Select(i => $"{i:0000}" + new string('k', i % 50)),
            read.Select(m => m.Key).Order(StringComparer.Ordinal)
        );
        Assert.Equal((1_000L, 1_000L), (missing.Missing, missing.Expired));
    }
}
