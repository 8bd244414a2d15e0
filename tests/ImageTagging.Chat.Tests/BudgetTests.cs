using System.Net;
using ImageTagging.Testing;
using Microsoft.Extensions.AI;

namespace ImageTagging.Chat.Tests;

/// <summary>A pipeline with a model that is paid by the token.</summary>
public sealed class BudgetTests : IDisposable
{
    private readonly ChatDouble _client = new();
    private readonly FakeImageSource _source = new() { TellsContents = false };
    private readonly InMemoryTagIndex _index = new();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Tokens_are_counted_against_the_budget_which_is_never_exceeded_and_nearly_used_up()
    {
        for (var i = 0; i < 60; i++)
        {
            _source.Put($"{i:00}.jpg", [.. Pictures.Photo, (byte)i]);
        }

        // A call takes 0.0014 US dollars, and up to 0.0135 are reserved for one.
        var report = await RunAsync(Budget.OfMoney(0.05m));

        Assert.Equal(RunEnd.BudgetReached, report.End);
        Assert.Equal(_client.Asked.Count, report.Counts.PaidCalls);
        Assert.Equal(0.0014m * _client.Asked.Count, report.Counts.Cost);
        Assert.InRange(report.Counts.Cost, 0.05m - 0.0135m, 0.05m);
        Assert.Equal(_client.Asked.Count, report.Counts.Tagged);
        Assert.Equal(report.Counts.Cost, report.Taggers.Single().Cost);

        // The next run goes on with the rest.
        Assert.Equal(RunEnd.Completed, (await RunAsync(Budget.OfMoney(1))).End);
        Assert.Equal(60, _client.Asked.Count);
    }

    [Fact]
    public async Task A_plan_counts_the_most()
    {
        _source.Put("a.jpg", Pictures.Photo);
        using var tagger = Tagger();
        await using var pipeline = Pipeline(tagger, Budget.OfMoney(1));
        Assert.Equal(tagger.Info.PricePerCall, (await pipeline.PlanAsync()).Counts.Cost);
    }

    [Fact]
    public async Task Bad_answers_cost_throttles_do_not_and_each_picture_has_its_own_outcome()
    {
        _client.Then(new HttpRequestException("slow", null, HttpStatusCode.TooManyRequests));
        _client.Then("no json");
        _client.Then("""{"labels":[{"na""", ChatFinishReason.Length);
        _source.Put("a.jpg", [.. Pictures.Photo, 1]);
        _source.Put("b.jpg", [.. Pictures.Photo, 2]);

        var report = await RunAsync(Budget.OfMoney(1), o => o.MaxConcurrency = 1);

        Assert.Equal((4, 1, 1), (_client.Asked.Count, (int)report.Counts.Throttles, (int)report.Counts.Failed));
        Assert.Equal(0.0014m * 3, report.Counts.Cost);
        var records = await _index.GetManyAsync([new(_source.Name, "a.jpg"), new(_source.Name, "b.jpg")]);
        var (cut, good) = records[0]!.Taggers[0].Failure is null ? (records[1]!, records[0]!) : (records[0]!, records[1]!);
        Assert.Equal((ErrorCodes.AnswerCut, FailureKind.Refused), (cut.Taggers[0].Failure!.Code, cut.Taggers[0].Failure!.Kind));
        Assert.Contains(good.Tags, t => t.Name == "dog");
    }

    private ChatTagger Tagger(Action<ChatTaggerOptions>? configure = null)
    {
        var options = new ChatTaggerOptions { InputPrice = 1, OutputPrice = 10 };
        configure?.Invoke(options);
        return new(_client, Pictures.Codec, options);
    }

    private ImageTaggingPipeline Pipeline(ChatTagger tagger, Budget budget) =>
        ImageTaggingPipeline
            .CreateBuilder()
            .From(_source)
            .TagWith(tagger, new TaggerCallOptions { BaseDelay = TimeSpan.FromMilliseconds(1) })
            .IndexInto(_index)
            .UseBudget(budget)
            .Build();

    private async Task<RunReport> RunAsync(Budget budget, Action<ChatTaggerOptions>? configure = null)
    {
        using var tagger = Tagger(configure);
        await using var pipeline = Pipeline(tagger, budget);
        return await pipeline.RunAsync();
    }
}
