namespace ImageTagging.Conformance;

/// <summary>Reading listed pictures, and looking one up again.</summary>
/// <typeparam name="TProvider">Makes the sources.</typeparam>
/// <param name="provider">Made by xunit.</param>
public abstract class ImageSourceReadConformance<TProvider>(TProvider provider) : ImageSourceSuite<TProvider>(provider)
    where TProvider : ImageSourceProvider
{
    [Fact]
    public async Task The_bytes_are_those_that_were_put()
    {
        var random = new Random(5);
        var pictures = new Dictionary<string, byte[]>(StringComparer.Ordinal) { ["empty.jpg"] = [], ["one.jpg"] = [7] };
        var large = new byte[3_000_000];
        random.NextBytes(large);
        pictures["long.jpg"] = large;
        var source = await CreateAsync(pictures);
        foreach (var (key, bytes) in pictures)
        {
            var listing = await ListedAsync(source, key);
            Assert.Equal(bytes.Length, listing.Size);
            Assert.Equal(bytes, await ReadAsync(source, listing));
        }
    }

    [Fact]
    public async Task Several_are_read_at_once_and_one_several_times()
    {
        var source = await CreateAsync("a.jpg", "b.jpg", "c.jpg");
        var listings = (await ListAsync(source)).Cast<ImageListing>().ToList();
        await Task.WhenAll(
            Enumerable
                .Range(0, 24)
                .Select(i =>
                    Task.Run(
                        async () => Assert.Equal(BytesOf(listings[i % 3].Key), await ReadAsync(source, listings[i % 3])),
                        Cancel
                    )
                )
        );
    }

    [Fact]
    public async Task A_picture_that_went_away_is_told_as_gone()
    {
        var source = await CreateAsync("a.jpg", "b.jpg");
        var listing = await ListedAsync(source, "a.jpg");
        await Provider.DeleteAsync(source, "a.jpg");
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () => await ReadAsync(source, listing));
        Assert.Equal(FailureKind.Gone, fault.Kind);
        Assert.Equal(BytesOf("b.jpg"), await ReadAsync(source, await ListedAsync(source, "b.jpg")));
    }

    [Fact]
    public async Task A_picture_that_changed_since_it_was_listed_is_never_taken_for_the_listed_one()
    {
        var source = await CreateAsync("a.jpg", "b.jpg");
        var listing = await ListedAsync(source, "a.jpg");
        await Provider.PutAsync(source, "a.jpg", BytesOf("another picture, and longer"));
        using var image = new ImageToTag(source, listing);
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () => await image.GetBytesAsync(Cancel));
        Assert.Equal(FailureKind.Gone, fault.Kind);
        Assert.False(image.HasBytes);
    }

    [Fact]
    public async Task A_picture_is_looked_up_as_it_is_now()
    {
        var source = await CreateAsync("a.jpg", "folder/b.jpg");
        var listed = await ListedAsync(source, "folder/b.jpg");
        var found = await source.FindAsync("folder/b.jpg", Cancel);
        Assert.Equal(
            (listed.Key, listed.Location, listed.Size, listed.ModifiedAt, listed.Version),
            (found!.Key, found.Location, found.Size, found.ModifiedAt, found.Version)
        );
        Assert.Equal(BytesOf("folder/b.jpg"), await ReadAsync(source, found));
        await Provider.DeleteAsync(source, "folder/b.jpg");
        Assert.Null(await source.FindAsync("folder/b.jpg", Cancel));
    }

    [Fact]
    public async Task What_is_not_there_is_not_found_whatever_its_name()
    {
        var source = await CreateAsync("a.jpg", "folder/b.jpg");
        string[] keys =
        [
            "none.jpg",
            "folder",
            "folder/",
            "folder/b.jp",
            "folder/b.jpg/c",
            "../a.jpg",
            "/a.jpg",
            "A.JPG",
            "folder//b.jpg",
        ];
        foreach (var key in keys)
        {
            Assert.Null(await source.FindAsync(key, Cancel));
        }
    }

    [Fact]
    public async Task A_forged_listing_leads_nowhere_outside()
    {
        var source = await CreateAsync("folder/b.jpg");
        var listing = await ListedAsync(source, "folder/b.jpg");
        foreach (var key in new[] { "../../../../../../etc/passwd", "/etc/passwd", "folder/../../x" })
        {
            var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () =>
                await ReadAsync(source, listing with { Key = key, Location = "file:///etc/passwd" })
            );
            Assert.True(fault.Kind is FailureKind.Gone or FailureKind.Refused, $"{key}: {fault.Kind} {fault.Message}");
        }
    }

    [Fact]
    public async Task A_cancelled_read_throws()
    {
        var source = await CreateAsync("a.jpg");
        var listing = await ListedAsync(source, "a.jpg");
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await source.OpenReadAsync(listing, cancel.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await source.FindAsync("a.jpg", cancel.Token));
        Assert.Equal(BytesOf("a.jpg"), await ReadAsync(source, listing));
    }
}
