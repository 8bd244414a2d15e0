namespace ImageTagging.Conformance;

/// <summary>Writing new pictures: whole, never in place of another, never outside.</summary>
/// <typeparam name="TProvider">Makes the sources.</typeparam>
/// <param name="provider">Made by xunit.</param>
public abstract class ImageSourceWriteConformance<TProvider>(TProvider provider) : ImageSourceSuite<TProvider>(provider)
    where TProvider : WritableImageSourceProvider
{
    [Fact]
    public async Task A_new_picture_is_listed_found_and_read_as_the_listing_that_came_back()
    {
        var source = await CreateWritableAsync();
        var written = await WriteAsync(source, "new/picture one.jpg", "bytes");
        Assert.Equal(("new/picture one.jpg", 5), (written.Key, written.Size));
        var listed = await ListedAsync(source, "new/picture one.jpg");
        Assert.False(listed.DiffersFrom(written.Version, written.Size, written.ModifiedAt));
        Assert.Equal(written.Location, listed.Location);
        Assert.Equal("bytes"u8.ToArray(), await ReadAsync(source, written));
    }

    [Fact]
    public async Task The_content_is_read_from_its_present_place_to_its_end_and_left_open()
    {
        var source = await CreateWritableAsync();
        using var content = new MemoryStream("0123456789"u8.ToArray()) { Position = 4 };
        var written = await source.WriteAsync("a.jpg", content, "image/jpeg", Cancel);
        Assert.Equal("456789"u8.ToArray(), await ReadAsync(source, written));
        Assert.True(content.CanRead);
    }

    [Fact]
    public async Task A_content_that_cannot_seek_is_taken()
    {
        var source = await CreateWritableAsync();
        var bytes = new byte[300_000];
        new Random(9).NextBytes(bytes);
        await using var content = new ForwardStream(bytes);
        var written = await source.WriteAsync("a.jpg", content, "image/jpeg", Cancel);
        Assert.Equal(bytes, await ReadAsync(source, written));
    }

    [Fact]
    public async Task A_key_that_is_taken_is_never_replaced()
    {
        var source = await CreateWritableAsync();
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () => await WriteAsync(source, "there.jpg", "other"));
        Assert.Equal("KeyTaken", fault.Code);
        Assert.Equal(BytesOf("there.jpg"), await ReadAsync(source, await ListedAsync(source, "there.jpg")));
    }

    [Fact]
    public async Task Of_many_writers_of_one_key_exactly_one_writes()
    {
        var source = await CreateWritableAsync();
        var written = 0;
        await Task.WhenAll(
            Enumerable
                .Range(0, 12)
                .Select(i =>
                    Task.Run(
                        async () =>
                        {
                            try
                            {
                                await WriteAsync(source, "race.jpg", $"writer {i:00}");
                                Interlocked.Increment(ref written);
                            }
                            catch (ImageTaggingException fault) when (fault.Code == "KeyTaken")
                            {
                                // As it should be for all but one.
                            }
                        },
                        Cancel
                    )
                )
        );
        Assert.Equal(1, written);
        Assert.Equal(9, (await ListedAsync(source, "race.jpg")).Size);
    }

    [Fact]
    public async Task Keys_that_are_not_allowed_are_refused_and_nothing_is_written()
    {
        var source = await CreateWritableAsync();
        var before = await KeysAsync(source);
        foreach (var key in Provider.RefusedKeys)
        {
            var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () => await WriteAsync(source, key, "bytes"));
            Assert.Equal("KeyRefused", fault.Code);
        }

        Assert.Equal(before, await KeysAsync(source));
    }

    [Fact]
    public async Task A_write_that_is_cancelled_or_fails_leaves_nothing_under_the_key()
    {
        var source = await CreateWritableAsync();
        using var cancel = new CancellationTokenSource();
        await using (var content = new ForwardStream(new byte[200_000]) { AfterRead = cancel.Cancel })
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
                await source.WriteAsync("cancelled.jpg", content, "image/jpeg", cancel.Token)
            );
        }

        await using (
            var content = new ForwardStream(new byte[200_000]) { AfterRead = () => throw new IOException("the upload broke off") }
        )
        {
            await Assert.ThrowsAnyAsync<Exception>(async () =>
                await source.WriteAsync("broken.jpg", content, "image/jpeg", Cancel)
            );
        }

        Assert.Equal(["there.jpg"], await KeysAsync(source));
        await WriteAsync(source, "cancelled.jpg", "now");
        await WriteAsync(source, "broken.jpg", "now");
        Assert.Equal(["broken.jpg", "cancelled.jpg", "there.jpg"], await KeysAsync(source));
    }

    private static async ValueTask<ImageListing> WriteAsync(IWritableImageSource source, string key, string bytes)
    {
        using var content = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(bytes));
        return await source.WriteAsync(key, content, "image/jpeg", Cancel);
    }

    private async ValueTask<IWritableImageSource> CreateWritableAsync() =>
        Assert.IsAssignableFrom<IWritableImageSource>(await CreateAsync("there.jpg"));
}
