namespace ImageTagging.Elasticsearch.Tests;

/// <summary>One policy, two budgets: what a person waits for, and what a run does.</summary>
public sealed class RetryBudgetTests : IDisposable
{
    private static readonly ImageName s_dog = new("photos", "dog.jpg");
    private readonly FakeNode _node = new();
    private readonly SkippingTime _time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _node.Dispose();

    /// <summary>Each call, and whether a person waits for it.</summary>
    public static TheoryData<string, bool> Calls =>
        new()
        {
            { "open", true },
            { "search", true },
            { "similar", true },
            { "count", true },
            { "look up", true },
            { "read state", true },
            { "look up many", false },
            { "write", false },
            { "scan", false },
            { "read all", false },
            { "labels", false },
            { "refresh", false },
            { "write state", false },
        };

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_person_waits_a_few_seconds_and_a_run_minutes(string call, bool isPrompt)
    {
        var waited = await WaitedAsync(call, _ => { });
        // The defaults: 5 seconds and two minutes.
        Assert.InRange(waited.TotalSeconds, isPrompt ? 3 : 100, isPrompt ? 6 : 130);
    }

    [Theory]
    [InlineData("search", 20, 20)]
    [InlineData("write", 20, 40)]
    public async Task Both_budgets_are_as_they_are_said(string call, int seconds, int said)
    {
        var waited = await WaitedAsync(
            call,
            o => (o.InteractiveRetryFor, o.RetryFor) = (TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(40))
        );
        Assert.InRange(waited.TotalSeconds, Math.Max(seconds, said) * 0.6, Math.Max(seconds, said) * 1.2);
    }

    [Fact]
    public async Task Whoever_lets_nothing_be_tried_again_means_people_too()
    {
        // A run's index: the run waits by itself, and tells it at once.
        var waited = await WaitedAsync("look up", o => o.RetryFor = TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, waited);
    }

    [Fact]
    public async Task A_server_that_comes_back_in_time_is_not_noticed()
    {
        var failed = 0;
        using var index = _node.Open(_time);
        _node.Script = _ => failed++ < 2 ? throw FakeNode.Refused() : null;
        await index.GetManyAsync([s_dog], Cancel);
        Assert.Equal(3, failed);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_fault_of_the_server_is_tried_again_and_told_after_the_budget(int status)
    {
        var failed = 0;
        using var index = _node.Open(_time);
        await index.EnsureReadyAsync(Cancel);
        _node.Script = _ => failed++ < 2 ? FakeNode.Error(status, "node_closed_exception", "node closed") : null;
        await index.GetManyAsync([s_dog], Cancel);
        Assert.Equal(3, failed);

        _node.Script = _ => FakeNode.Error(status, "null_pointer_exception", "this never passes");
        var began = _time.Elapsed;
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () =>
            await index.SearchAsync(new() { Query = new HasTagQuery("dog") }, Cancel)
        );
        Assert.Equal((FailureKind.Transient, (int?)status), (fault.Kind, fault.StatusCode));
        Assert.Contains("this never passes", fault.Message, StringComparison.Ordinal);
        Assert.InRange((_time.Elapsed - began).TotalSeconds, 3, 6);
    }

    private async Task<TimeSpan> WaitedAsync(string call, Action<ElasticsearchIndexOptions> configure)
    {
        using var index = _node.Open(_time, configure);
        if (call != "open")
        {
            // The answers that are known by then are no part of what is measured.
            await index.EnsureReadyAsync(Cancel);
        }

        _node.Script = _ => throw FakeNode.Refused();
        var began = _time.Elapsed;
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(() => CallAsync(index, call));
        Assert.True(fault.IsWorthRetry, fault.Message);
        return _time.Elapsed - began;
    }

    private static async Task CallAsync(ElasticsearchTagIndex index, string call)
    {
        switch (call)
        {
            case "open":
                await index.EnsureReadyAsync(Cancel);
                break;
            case "search":
                await index.SearchAsync(new() { Query = TagQueryParser.Parse("dog") }, Cancel);
                break;
            case "similar":
                await index.SearchAsync(new() { Query = TagQueries.Everything, SimilarTo = SimilarTo.Images(s_dog) }, Cancel);
                break;
            case "count":
                await index.CountTagsAsync(new() { Size = 10 }, Cancel);
                break;
            case "look up":
                await index.GetManyAsync([s_dog], Cancel);
                break;
            case "look up many":
                await index.GetManyAsync([.. Enumerable.Range(0, 500).Select(i => new ImageName("photos", $"{i}.jpg"))], Cancel);
                break;
            case "read state":
                await index.ReadStateAsync("state", Cancel);
                break;
            case "write state":
                await index.TryWriteStateAsync(new() { Name = "state", Value = "{}" }, Cancel);
                break;
            case "write":
                await index.WriteAsync(BulkFaultTests.Creates(1), Cancel);
                break;
            case "scan":
                await index.ScanAsync("photos", KeyRange.All, Cancel).CountAsync(Cancel);
                break;
            case "read all":
                await index.ReadAllAsync(null, null, Cancel).CountAsync(Cancel);
                break;
            case "labels":
                await index.FindLabelsAsync([ContentId.FromSha256([1])], "rekognition", Cancel);
                break;
            case "refresh":
                await index.RefreshAsync(Cancel);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(call));
        }
    }
}
