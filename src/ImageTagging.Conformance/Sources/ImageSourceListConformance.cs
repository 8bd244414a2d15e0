namespace ImageTagging.Conformance;

/// <summary>Listings: order, ranges, scope, facts, gaps.</summary>
/// <typeparam name="TProvider">Makes the sources.</typeparam>
/// <param name="provider">Made by xunit.</param>
public abstract class ImageSourceListConformance<TProvider>(TProvider provider) : ImageSourceSuite<TProvider>(provider)
    where TProvider : ImageSourceProvider
{
    // A folder sorts as its name with a slash behind it, so between "a-b" and "a0".
    private static readonly string[] s_keys =
    [
        "a!.jpg",
        "a-b.jpg",
        "a.jpg",
        "a/1.jpg",
        "a/b/2.jpg",
        "a/b.jpg",
        "a0.jpg",
        "b/1.JPG",
        "b c/d e.png",
        "ä.jpg",
        "写真/一.jpg",
        "\uFF21.jpg",
        "😀.jpg",
        "😀/1.jpg",
        "Z.jpg",
    ];

    [Fact]
    public async Task Every_picture_is_listed_once_in_the_order_of_the_keys_UTF8_bytes()
    {
        var source = await CreateAsync(s_keys);
        Assert.Equal(s_keys.Order(Utf8Order.Instance), await KeysAsync(source));
    }

    [Fact]
    public async Task Many_pictures_are_listed_in_order_across_pages()
    {
        string[] keys = [.. Enumerable.Range(0, 1_200).Select(i => $"{i % 7}/{(i * 7919) % 1_200:0000}.jpg")];
        var source = await CreateAsync(keys);
        Assert.Equal(keys.Order(Utf8Order.Instance), await KeysAsync(source));
    }

    [Fact]
    public async Task A_range_holds_its_start_and_not_its_end()
    {
        var source = await CreateAsync(s_keys);
        KeyRange[] ranges =
        [
            new("a/", "a0"),
            new("a.jpg", "b"),
            new("a/b", null),
            new("", "a/1.jpg"),
            new("a/1.jpg", "a/1.jpg"),
            new("z", "a"),
            new("\uFF21", "😀"),
            new("😀", null),
            KeyRange.WithPrefix("a/"),
            KeyRange.WithPrefix("a/b"),
            KeyRange.WithPrefix("a/b/"),
            KeyRange.WithPrefix("none"),
            KeyRange.Single("a.jpg"),
            KeyRange.Single("a"),
            KeyRange.All.StrictlyAfter("a/b/2.jpg"),
            default,
        ];
        foreach (var range in ranges)
        {
            Assert.Equal(s_keys.Where(range.Contains).Order(Utf8Order.Instance), await KeysAsync(source, range));
        }
    }

    [Fact]
    public async Task Odd_names_are_listed_and_read_to_the_letter()
    {
        string[] keys = [.. OddTexts.Keys.Select(k => "odd/" + k + ".jpg").Where(Provider.CanHold)];
        Assert.NotEmpty(keys);
        var source = await CreateAsync(keys);
        Assert.Equal(keys.Order(Utf8Order.Instance), await KeysAsync(source));
        foreach (var entry in await ListAsync(source))
        {
            var listing = Assert.IsType<ImageListing>(entry);
            Assert.Equal(BytesOf(listing.Key), await ReadAsync(source, listing));
            Assert.Equal(listing.Key, (await source.FindAsync(listing.Key, Cancel))!.Key);
        }
    }

    [Fact]
    public async Task A_listing_tells_size_time_and_place()
    {
        var source = await CreateAsync("a/1.jpg", "b c.jpg");
        foreach (var entry in await ListAsync(source))
        {
            var listing = Assert.IsType<ImageListing>(entry);
            Assert.Equal(BytesOf(listing.Key).Length, listing.Size);
            Assert.Equal(0, listing.ModifiedAt.Ticks % TimeSpan.TicksPerMillisecond);
            Assert.InRange(listing.ModifiedAt, new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero), new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero));
            Assert.NotEqual(default, listing.ListedAt);
            Assert.True(Uri.TryCreate(listing.Location, UriKind.Absolute, out _), $"{listing.Location} is no URI.");
            Assert.Null(listing.Unreadable);
            Assert.All(listing.Contents, c => Assert.NotEmpty(c.Text));
        }
    }

    [Fact]
    public async Task The_name_and_the_facts_of_what_did_not_change_are_the_same_again()
    {
        var source = await CreateAsync(s_keys);
        var again = Track(await Provider.OpenAgainAsync(source));
        Assert.Equal(source.Name, again.Name);
        Assert.NotEmpty(source.Name);
        Assert.Equal(
            (await ListAsync(source)).Cast<ImageListing>().Select(Facts),
            (await ListAsync(again)).Cast<ImageListing>().Select(Facts)
        );

        static (string, string, long, DateTimeOffset, string?) Facts(ImageListing l) =>
            (l.Key, l.Location, l.Size, l.ModifiedAt, l.Version);
    }

    [Fact]
    public async Task A_source_with_a_prefix_lists_only_that_and_keeps_keys_and_name()
    {
        var source = await CreateAsync(s_keys);
        var below = await Provider.OpenWithPrefixAsync(source, "a/");
        if (below is null)
        {
            Assert.Equal(KeyRange.All, source.Scope.Range);
            return;
        }

        Track(below);
        Assert.Equal(source.Name, below.Name);
        Assert.Equal(KeyRange.WithPrefix("a/"), below.Scope.Range);
        Assert.Equal(["a/1.jpg", "a/b.jpg", "a/b/2.jpg"], await KeysAsync(below));
        Assert.Equal(["a/b.jpg", "a/b/2.jpg"], await KeysAsync(below, new("a/b", "b")));
        Assert.Empty(await KeysAsync(below, KeyRange.WithPrefix("b")));
    }

    [Fact]
    public async Task What_is_written_taken_away_and_replaced_shows_in_the_next_listing()
    {
        var source = await CreateAsync("a.jpg", "b.jpg");
        var before = await ListedAsync(source, "b.jpg");
        await Provider.DeleteAsync(source, "a.jpg");
        await Provider.PutAsync(source, "b.jpg", BytesOf("another picture, and longer"));
        await Provider.PutAsync(source, "c.jpg", BytesOf("c.jpg"));
        Assert.Equal(["b.jpg", "c.jpg"], await KeysAsync(source));
        var after = await ListedAsync(source, "b.jpg");
        Assert.True(after.DiffersFrom(before.Version, before.Size, before.ModifiedAt));
    }

    [Fact]
    public async Task Equal_contents_that_a_listing_names_are_equal_and_different_ones_are_not()
    {
        var source = await CreateAsync(
            new Dictionary<string, byte[]>(StringComparer.Ordinal)
            {
                ["a.jpg"] = BytesOf("one"),
                ["b.jpg"] = BytesOf("one"),
                ["c.jpg"] = BytesOf("two"),
            }
        );
        var (a, b, c) = (
            await ListedAsync(source, "a.jpg"),
            await ListedAsync(source, "b.jpg"),
            await ListedAsync(source, "c.jpg")
        );
        Assert.Equal(a.Contents.Count > 0 && b.Contents.Count > 0, ContentId.AnyEqual(a.Contents, b.Contents));
        Assert.False(ContentId.AnyEqual(a.Contents, c.Contents));
    }

    [Fact]
    public async Task What_cannot_be_listed_is_a_gap_in_key_order_and_the_rest_is_listed()
    {
        var source = await CreateAsync("a.jpg", "m/1.jpg", "m/2.jpg", "z.jpg");
        if (!await Provider.TryMakeGapAsync(source, "m/"))
        {
            Assert.Equal(["a.jpg", "m/1.jpg", "m/2.jpg", "z.jpg"], await KeysAsync(source));
            return;
        }

        var entries = await ListAsync(source);
        Assert.Equal("a.jpg", Assert.IsType<ImageListing>(entries[0]).Key);
        var gap = Assert.IsType<ListingGap>(entries[1]);
        Assert.StartsWith(gap.Prefix, "m/1.jpg", StringComparison.Ordinal);
        Assert.NotEmpty(gap.Reason);
        Assert.Equal("z.jpg", Assert.IsType<ImageListing>(entries[2]).Key);
        Assert.Equal(3, entries.Count);
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () => await source.FindAsync("m/1.jpg", Cancel));
        Assert.NotEqual(FailureKind.Gone, fault.Kind);
    }

    [Fact]
    public async Task A_listing_ends_when_it_is_cancelled()
    {
        var source = await CreateAsync([.. Enumerable.Range(0, 50).Select(i => $"{i:00}.jpg")]);
        using var cancel = new CancellationTokenSource();
        var seen = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in source.ListAsync(KeyRange.All, cancel.Token))
            {
                if (++seen == 3)
                {
                    await cancel.CancelAsync();
                }
            }
        });
        Assert.Equal(3, seen);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await source.ListAsync(KeyRange.All, cancel.Token).CountAsync(CancellationToken.None)
        );
    }
}
