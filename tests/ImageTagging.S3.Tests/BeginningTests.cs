namespace ImageTagging.S3.Tests;

public sealed class BeginningTests
{
    [Theory]
    [InlineData(1_000_000, "bytes=0-262143")]
    [InlineData(262_145, "bytes=0-262143")]
    [InlineData(262_144, null)]
    [InlineData(5, null)]
    public async Task The_beginning_of_a_picture_is_one_request_for_a_range(long size, string? range)
    {
        using var store = new ScriptedStore(_ => new("start"));
        using var source = store.Source();
        using var image = new ImageToTag(
            source,
            new()
            {
                Key = "a.jpg",
                Location = "s3://pictures/a.jpg",
                Size = size,
                ModifiedAt = default,
                Version = "0123456789abcdef0123456789abcdef",
            }
        );
        Assert.True(source.PrefersBeginnings);
        var bytes = await image.GetBeginningAsync(256 << 10, TestContext.Current.CancellationToken);
        Assert.Equal("start"u8.ToArray(), bytes.ToArray());
        Assert.Equal(range, Assert.Single(store.Questions).Range);
        Assert.False(image.HasBytes);
    }
}
