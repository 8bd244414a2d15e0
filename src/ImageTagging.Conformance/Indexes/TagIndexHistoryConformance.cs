namespace ImageTagging.Conformance;

/// <summary>Histories of writes: swaps, shifts by one, moves and random ones; the index equals the model at every step.</summary>
/// <typeparam name="TProvider">Makes the indexes.</typeparam>
/// <param name="provider">Made by xunit.</param>
public abstract class TagIndexHistoryConformance<TProvider>(TProvider provider) : TagIndexSuite<TProvider>(provider)
    where TProvider : TagIndexProvider
{
    [Fact]
    public async Task After_a_swap_both_contents_are_found_where_they_are_now_and_where_they_were()
    {
        var index = await CreateAsync();
        var history = new IndexHistory(index, "swap", ConformanceTrials.Seed, Cancel);
        await history.CreateAsync("a.jpg", "bytes a");
        await history.CreateAsync("b.jpg", "bytes b");
        await history.SwapAsync("a.jpg", "b.jpg");
        await history.CheckAsync("swap");
        var (first, second) = (await BestAsync(index, "bytes a"), await BestAsync(index, "bytes b"));
        Assert.Equal(("b.jpg", false), (first.Image.Key, first.IsPrevious));
        Assert.Equal(("a.jpg", false), (second.Image.Key, second.IsPrevious));
        await history.SwapAsync("a.jpg", "b.jpg");
        await history.CheckAsync("swapped back");
        Assert.Equal("a.jpg", (await BestAsync(index, "bytes a")).Image.Key);
    }

    [Fact]
    public async Task After_a_shift_by_one_every_content_is_found_at_its_new_place()
    {
        var index = await CreateAsync();
        var history = new IndexHistory(index, "shift", ConformanceTrials.Seed, Cancel);
        string[] keys = [.. Enumerable.Range(0, 60).Select(i => $"{i:00}.jpg")];
        foreach (var key in keys)
        {
            await history.CreateAsync(key, "bytes " + key);
        }

        // One by one, as a run meets them: the later picture's labels are by then only in "previous".
        await history.ShiftAsync(keys, "bytes new", inOneBatch: false);
        await history.CheckAsync("shift");
        for (var i = 0; i + 1 < keys.Length; i++)
        {
            var best = await BestAsync(index, "bytes " + keys[i]);
            Assert.Equal((keys[i + 1], false), (best.Image.Key, best.IsPrevious));
        }

        var last = await BestAsync(index, "bytes " + keys[^1]);
        Assert.Equal((keys[^1], true), (last.Image.Key, last.IsPrevious));
    }

    [Fact]
    public async Task While_a_shift_goes_on_each_content_is_still_found()
    {
        var index = await CreateAsync();
        var history = new IndexHistory(index, "midway", ConformanceTrials.Seed, Cancel);
        string[] keys = ["0.jpg", "1.jpg", "2.jpg"];
        foreach (var key in keys)
        {
            await history.CreateAsync(key, "bytes " + key);
        }

        await history.ShiftAsync(keys[..1], "bytes new", inOneBatch: true);
        await index.RefreshAsync(Cancel);
        var former = await BestAsync(index, "bytes 0.jpg");
        Assert.Equal(("0.jpg", true), (former.Image.Key, former.IsPrevious));
        Assert.Equal("1.jpg", (await BestAsync(index, "bytes 1.jpg")).Image.Key);
    }

    [Fact]
    public async Task After_a_move_the_content_is_found_at_the_new_name_before_the_gone_one()
    {
        var index = await CreateAsync();
        var history = new IndexHistory(index, "move", ConformanceTrials.Seed, Cancel);
        await history.CreateAsync("a.jpg", "bytes");
        await history.MoveAsync("a.jpg", "z.jpg");
        await history.CheckAsync("move");
        var matches = (await index.FindLabelsAsync([SampleRecords.Content("bytes")], SampleRecords.Tagger, Cancel)).Matches;
        Assert.Equal(("z.jpg", false), (matches[0].Image.Key, matches[0].IsGone));
        Assert.Equal(["z.jpg"], await FindAsync(index, new EverythingQuery()));
        Assert.Equal(["a.jpg"], await FindAsync(index, new GoneQuery()));
    }

    [Fact]
    public async Task After_random_histories_the_index_equals_the_model()
    {
        var index = await CreateAsync();
        for (var trial = 0; trial < Trials(100); trial++)
        {
            var seed = ConformanceTrials.Seed + trial;
            var history = new IndexHistory(index, $"s3://history-{trial}", seed, Cancel);
            for (var step = 0; step < 12; step++)
            {
                await history.StepAsync();
                if (step % 4 == 3)
                {
                    await history.CheckAsync($"IMAGETAGGING_SEED={ConformanceTrials.Seed}, trial {trial}, step {step}");
                }
            }
        }
    }

    private static async ValueTask<LabelMatch> BestAsync(ITagIndex index, string bytes) =>
        (await index.FindLabelsAsync([SampleRecords.Content(bytes)], SampleRecords.Tagger, Cancel)).Matches[0];
}
