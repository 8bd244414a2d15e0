using System.Globalization;

namespace ImageTagging.Conformance;

/// <summary>Small named state: compare and swap.</summary>
/// <typeparam name="TProvider">Makes the indexes.</typeparam>
/// <param name="provider">Made by xunit.</param>
public abstract class TagIndexStateConformance<TProvider>(TProvider provider) : TagIndexSuite<TProvider>(provider)
    where TProvider : TagIndexProvider
{
    [Fact]
    public async Task An_entry_is_written_where_none_is_and_read_back()
    {
        var index = await CreateAsync();
        Assert.Null(await index.ReadStateAsync("leases/a", Cancel));
        Assert.True(await SwapAsync(index, "leases/a", "one", null));
        var read = await index.ReadStateAsync("leases/a", Cancel);
        Assert.Equal(("leases/a", "one"), (read!.Name, read.Value));
        Assert.False(string.IsNullOrEmpty(read.Token));
        Assert.False(await SwapAsync(index, "leases/a", "two", null));
        Assert.Equal("one", (await index.ReadStateAsync("leases/a", Cancel))!.Value);
    }

    [Fact]
    public async Task Only_the_present_token_swaps_or_deletes()
    {
        var index = await CreateAsync();
        await SwapAsync(index, "a", "one", null);
        var first = (await index.ReadStateAsync("a", Cancel))!.Token;
        Assert.True(await SwapAsync(index, "a", "two", first));
        Assert.False(await SwapAsync(index, "a", "three", first));
        Assert.False(await SwapAsync(index, "a", null, first));
        var second = (await index.ReadStateAsync("a", Cancel))!;
        Assert.Equal("two", second.Value);
        Assert.True(await SwapAsync(index, "a", null, second.Token));
        Assert.Null(await index.ReadStateAsync("a", Cancel));
        Assert.False(await SwapAsync(index, "a", "four", second.Token));
        Assert.False(await SwapAsync(index, "a", null, second.Token));
        Assert.Null(await index.ReadStateAsync("a", Cancel));
    }

    [Fact]
    public async Task A_token_is_dead_when_an_entry_was_deleted_and_came_back()
    {
        var index = await CreateAsync();
        await SwapAsync(index, "a", "one", null);
        var first = (await index.ReadStateAsync("a", Cancel))!.Token;
        Assert.True(await SwapAsync(index, "a", null, first));
        Assert.True(await SwapAsync(index, "a", "one", null));
        Assert.False(await SwapAsync(index, "a", "two", first));
        Assert.Equal("one", (await index.ReadStateAsync("a", Cancel))!.Value);
    }

    [Fact]
    public async Task Entries_are_listed_by_prefix_in_the_order_of_their_names()
    {
        var index = await CreateAsync();
        string[] names =
        [
            "budget/day",
            "lease/b",
            "lease/a",
            "lease/a/1",
            "lease",
            "leases/x",
            "a%b_c/1",
            "a*b?c/2",
            "odd \"'\\😀/3",
        ];
        foreach (var name in names)
        {
            Assert.True(await SwapAsync(index, name, "value of " + name, null));
        }

        Assert.Equal(["lease/a", "lease/a/1", "lease/b"], await ListAsync(index, "lease/"));
        Assert.Equal(["lease", "lease/a", "lease/a/1", "lease/b", "leases/x"], await ListAsync(index, "lease"));
        Assert.Equal(["a%b_c/1"], await ListAsync(index, "a%b"));
        Assert.Equal(["a*b?c/2"], await ListAsync(index, "a*"));
        Assert.Equal(["odd \"'\\😀/3"], await ListAsync(index, "odd \"'\\"));
        Assert.Empty(await ListAsync(index, "none"));
        Assert.Equal(names.Order(Utf8Order.Instance), await ListAsync(index, ""));
        await foreach (var entry in index.ListStatesAsync("", Cancel))
        {
            Assert.Equal("value of " + entry.Name, entry.Value);
            Assert.Equal((await index.ReadStateAsync(entry.Name, Cancel))!.Token, entry.Token);
        }
    }

    [Fact]
    public async Task Listing_sees_every_acknowledged_write_after_a_refresh_and_no_deleted_entry()
    {
        var index = await CreateAsync();
        for (var i = 0; i < 150; i++)
        {
            await SwapAsync(index, string.Create(CultureInfo.InvariantCulture, $"many/{i:000}"), "x", null);
        }

        await index.RefreshAsync(Cancel);
        Assert.Equal(150, (await ListAsync(index, "many/")).Count);
        var one = await index.ReadStateAsync("many/077", Cancel);
        Assert.True(await SwapAsync(index, "many/077", null, one!.Token));
        await index.RefreshAsync(Cancel);
        Assert.DoesNotContain("many/077", await ListAsync(index, "many/"));
    }

    [Fact]
    public async Task Values_of_any_text_up_to_64_KiB_are_kept()
    {
        var index = await CreateAsync();
        string[] values = ["", "{\"a\":[1,2,\"x\"]}", "\u0000\u0001\u001F\n\"\\'😀", new('x', 64 * 1024)];
        for (var i = 0; i < values.Length; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"value/{i}");
            Assert.True(await SwapAsync(index, name, values[i], null));
            Assert.Equal(values[i], (await index.ReadStateAsync(name, Cancel))!.Value);
        }

        var longest = "long/" + new string('n', 507);
        Assert.True(await SwapAsync(index, longest, "x", null));
        Assert.Equal("x", (await index.ReadStateAsync(longest, Cancel))!.Value);
    }

    [Fact]
    public async Task State_is_no_record()
    {
        var index = await CreateAsync([SampleRecords.Of("a")]);
        await SwapAsync(index, "b", "x", null);
        await index.RefreshAsync(Cancel);
        Assert.Equal(["a"], await FindAsync(index, new EverythingQuery()));
        Assert.Single(await index.ReadAllAsync(cancellationToken: Cancel).ToListAsync(Cancel));
    }

    [Fact]
    public async Task Sixty_four_writers_lose_no_update()
    {
        var index = await CreateAsync();
        var again = await OpenAgainAsync(index);
        await Task.WhenAll(
            Enumerable.Range(0, 64).Select(i => Task.Run(async () => await AddAsync(i % 2 == 0 ? index : again), Cancel))
        );
        Assert.Equal("64", (await index.ReadStateAsync("counter", Cancel))!.Value);

        static async Task AddAsync(ITagIndex index)
        {
            while (true)
            {
                var entry = await index.ReadStateAsync("counter", Cancel);
                var next = int.Parse(entry?.Value ?? "0", CultureInfo.InvariantCulture) + 1;
                if (await SwapAsync(index, "counter", next.ToString(CultureInfo.InvariantCulture), entry?.Token))
                {
                    return;
                }
            }
        }
    }

    private static ValueTask<bool> SwapAsync(ITagIndex index, string name, string? value, string? token) =>
        index.TryWriteStateAsync(
            new()
            {
                Name = name,
                Value = value,
                Token = token,
            },
            Cancel
        );

    private static async ValueTask<List<string>> ListAsync(ITagIndex index, string prefix) =>
        await index.ListStatesAsync(prefix, Cancel).Select(e => e.Name).ToListAsync(Cancel);
}
