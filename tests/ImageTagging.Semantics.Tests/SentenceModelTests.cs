namespace ImageTagging.Semantics.Tests;

public sealed class SentenceModelTests : IDisposable
{
    private static readonly string[] s_names =
    [
        "sea",
        "dog",
        "tower",
        "computer",
        "child",
        "forest",
        "car",
        "cat",
        "horse",
        "cake",
        "peach",
        "tie",
        "candy",
        "mountain",
        "bread",
        "airplane",
    ];

    private readonly SentenceModel _model = new();

    [Theory]
    [InlineData("ocean", "sea")]
    [InlineData("puppy", "dog")]
    [InlineData("skyscraper", "tower")]
    [InlineData("laptop", "computer")]
    [InlineData("kids", "child")]
    [InlineData("woods", "forest")]
    [InlineData("a walk in the woods", "forest")]
    [InlineData("kitten", "cat")]
    [InlineData("automobile", "car")]
    [InlineData("jet plane", "airplane")]
    public async Task The_nearest_name_comes_first_and_stands_for_the_text(string text, string name)
    {
        var near = await NearAsync(text, s_names);
        Assert.Equal(name, near[0].Name);
        Assert.InRange(near[0].Similarity, 0.55, 1);
        Assert.Equal(near.OrderByDescending(n => n.Similarity), near);
        Assert.All(near, n => Assert.InRange(n.Similarity, 0.1, 1));
    }

    [Theory]
    [InlineData("fog", "dog")]
    [InlineData("house", "horse")]
    [InlineData("lake", "cake")]
    [InlineData("garden", "warden")]
    [InlineData("beach", "peach")]
    [InlineData("economics", "dog")]
    [InlineData("birthday", "mountain")]
    [InlineData("xyzzyplugh", "puzzle")]
    [InlineData("asdfgh", "illustration")]
    [InlineData("chien", "tabby")]
    [InlineData("garten", "garpike")]
    [InlineData("agua", "agama")]
    [InlineData("", "dog")]
    [InlineData("\U0001F600\u200D", "dog")]
    public async Task What_only_looks_alike_is_not_near(string text, string name) => Assert.Empty(await NearAsync(text, [name]));

    [Fact]
    public async Task It_is_loaded_when_the_first_question_comes_that_names_could_answer()
    {
        Assert.False(_model.IsLoaded);
        Assert.Empty(await _model.FindNearestAsync([], s_names, 5, Cancel));
        Assert.Empty((await _model.FindNearestAsync(["ocean"], [], 5, Cancel))[0]);
        Assert.False(_model.IsLoaded);
        await NearAsync("ocean", s_names);
        Assert.True(_model.IsLoaded);
    }

    [Fact]
    public void A_text_means_the_same_alone_and_in_any_company()
    {
        using var encoder = SentenceEncoder.Load();
        string[] texts = [.. s_names, .. s_names.Select(n => n + " at the sea"), "sea"];
        var together = encoder.Encode(texts, Cancel);
        for (var i = 0; i < texts.Length; i++)
        {
            var alone = encoder.Encode([texts[i]], Cancel)[0].Vector;
            Assert.Equal(SentenceEncoder.Width, alone.Length);
            Assert.All(alone.ToArray().Zip(together[i].Vector.ToArray()), p => Assert.Equal(p.First, p.Second, 1e-4f));
        }
    }

    [Fact]
    public async Task Names_are_worked_out_once_also_where_the_list_changes_and_the_last_ones_follow_behind()
    {
        string[] many = [.. Enumerable.Range(0, 1_500).Select(i => $"thing {i}"), "sea"];
        Assert.DoesNotContain(await NearAsync("ocean", many), n => n.Name == "sea");
        await _model.FilledAsync();
        Assert.Equal("sea", (await NearAsync("ocean", many))[0].Name);
        Assert.Equal(many.Length, _model.Kept);

        string[] changed = ["coast", .. many[1..]];
        await NearAsync("ocean", changed);
        await _model.FilledAsync();
        Assert.Equal(many.Length + 1, _model.Kept);
    }

    [Fact]
    public async Task As_many_names_as_are_wanted_come_and_equal_ones_in_their_order()
    {
        var near = (await _model.FindNearestAsync(["ocean"], ["sea", "coast", "beach", "sea"], 3, Cancel))[0];
        Assert.Equal(["sea", "sea"], near.Take(2).Select(n => n.Name));
        Assert.Equal(3, near.Count);
        Assert.Empty((await _model.FindNearestAsync(["ocean"], ["sea"], 0, Cancel))[0]);
    }

    [Fact]
    public async Task A_very_long_text_is_cut()
    {
        var near = await NearAsync("ocean waves " + string.Concat(Enumerable.Repeat("sea ", 20_000)), s_names);
        Assert.Equal("sea", near[0].Name);
    }

    [Fact]
    public async Task Threads_share_it()
    {
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => Task.Run(async () => await NearAsync("ocean", s_names), Cancel))
        );
        Assert.All(answers, a => Assert.Equal(answers[0], a));
    }

    [Fact]
    public async Task A_question_that_is_cancelled_ends_and_the_next_one_is_answered()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await _model.FindNearestAsync(["ocean"], s_names, 5, cancelled.Token)
        );
        Assert.Equal("sea", (await NearAsync("ocean", s_names))[0].Name);
    }

    [Fact]
    public async Task It_may_be_disposed_twice_and_while_names_are_worked_out()
    {
        var model = new SentenceModel();
        await model.FindNearestAsync(["ocean"], [.. Enumerable.Range(0, 5_000).Select(i => $"thing {i}")], 5, Cancel);
        model.Dispose();
        model.Dispose();
        await model.FilledAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () =>
            await model.FindNearestAsync(["ocean"], s_names, 5, Cancel)
        );
    }

    public void Dispose() => _model.Dispose();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private async Task<IReadOnlyList<NearName>> NearAsync(string text, IReadOnlyList<string> names) =>
        (await _model.FindNearestAsync([text], names, 24, Cancel))[0];
}
