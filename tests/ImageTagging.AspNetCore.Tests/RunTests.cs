using System.Net;
using System.Text.Json;
using ImageTagging.Testing;

namespace ImageTagging.AspNetCore.Tests;

public sealed class RunTests
{
    private static readonly TimeSpan s_guard = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_plan_says_what_a_run_would_do()
    {
        await using var server = await Server.StartAsync(Pictures(3), new ScriptedTagger());
        var plan = await server.GetAsync("/api/plan");
        Assert.Equal((3, 3), (plan.GetProperty("listed").GetInt32(), plan.GetProperty("new").GetInt32()));
        Assert.Equal(3, plan.GetProperty("taggers")[0].GetProperty("calls").GetInt64());
        Assert.Equal("idle", (await server.GetAsync("/api/runs/current")).GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_run_is_watched_live_to_its_end()
    {
        var gate = new GatedTagger();
        await using var server = await Server.StartAsync(Pictures(3), gate);
        using var stop = new CancellationTokenSource(s_guard);
        await using var events = await server.Client.GetStreamAsync("/api/runs/events", stop.Token);
        using var reader = new StreamReader(events);
        Assert.Equal("idle", (await NextAsync(reader, stop.Token)).View.GetProperty("state").GetString());

        var started = await server.PostAsync("/api/runs", expected: HttpStatusCode.Accepted);
        Assert.Equal("running", (await NextAsync(reader, stop.Token)).View.GetProperty("state").GetString());
        var second = await server.PostAsync("/api/runs", expected: HttpStatusCode.Conflict);
        Assert.Equal("RunGoing", second.GetProperty("code").GetString());
        gate.Open();

        JsonElement last;
        string kind;
        do
        {
            (kind, last) = await NextAsync(reader, stop.Token);
        } while (kind != "ended");

        Assert.Equal(started.GetProperty("id").GetString(), last.GetProperty("id").GetString());
        Assert.Equal("completed", last.GetProperty("report").GetProperty("end").GetString());
        Assert.Equal(3, last.GetProperty("report").GetProperty("tagged").GetInt64());
        // And it can be run again.
        await server.PostAsync("/api/runs", expected: HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task A_run_can_be_stopped_and_what_is_in_flight_finishes()
    {
        var gate = new GatedTagger();
        await using var server = await Server.StartAsync(Pictures(50), gate);
        using var stop = new CancellationTokenSource(s_guard);
        await server.PostAsync("/api/runs", expected: HttpStatusCode.Accepted);
        await gate.Called.WaitAsync(stop.Token);

        var stopping = await server.PostAsync("/api/runs/stop");
        Assert.True(stopping.GetProperty("stopping").GetBoolean());
        gate.Open();
        await using var events = await server.Client.GetStreamAsync("/api/runs/events", stop.Token);
        using var reader = new StreamReader(events);
        (string Kind, JsonElement View) news;
        do
        {
            news = await NextAsync(reader, stop.Token);
        } while (news.Kind != "ended");

        Assert.Equal("interrupted", news.View.GetProperty("report").GetProperty("end").GetString());
        Assert.InRange(news.View.GetProperty("report").GetProperty("tagged").GetInt64(), 1, 49);
    }

    [Fact]
    public async Task A_run_that_cannot_be_made_says_why()
    {
        var source = Pictures(1);
        source.ListingFault = _ => new ImageTaggingException("The bucket is not there.") { Code = "NoSuchBucket" };
        await using var server = await Server.StartAsync(source, new ScriptedTagger());
        using var stop = new CancellationTokenSource(s_guard);
        await server.PostAsync("/api/runs", expected: HttpStatusCode.Accepted);
        await using var events = await server.Client.GetStreamAsync("/api/runs/events", stop.Token);
        using var reader = new StreamReader(events);
        (string Kind, JsonElement View) news;
        do
        {
            news = await NextAsync(reader, stop.Token);
        } while (news.Kind != "ended");

        Assert.Equal("NoSuchBucket", news.View.GetProperty("error").GetProperty("code").GetString());
        var plan = await server.GetAsync("/api/plan", HttpStatusCode.ServiceUnavailable);
        Assert.Equal("NoSuchBucket", plan.GetProperty("code").GetString());
    }

    [Fact]
    public async Task The_server_stops_though_somebody_watches()
    {
        var server = await Server.StartAsync(Pictures(1), new ScriptedTagger());
        await using var events = await server.Client.GetStreamAsync("/api/runs/events");
        await server.DisposeAsync().AsTask().WaitAsync(s_guard);
    }

    private static FakeImageSource Pictures(int count)
    {
        var source = new FakeImageSource();
        for (var i = 0; i < count; i++)
        {
            source.Put($"{i:D3}.jpg", [(byte)i]);
        }

        return source;
    }

    private static async Task<(string Kind, JsonElement View)> NextAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        var kind = "";
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                kind = line[7..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                return (kind, JsonDocument.Parse(line[6..]).RootElement);
            }
        }

        throw new EndOfStreamException("The events ended.");
    }

    /// <summary>Answers nothing until it is opened.</summary>
    private sealed class GatedTagger : ITagger
    {
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _called = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaggerInfo Info { get; } = new() { Name = "gated", Fingerprint = new("gated", 0, 0) };

        public Task Called => _called.Task;

        public void Open() => _open.TrySetResult();

        public bool ReadsBytes(ImageToTag image) => false;

        public async ValueTask<TaggerResult> TagAsync(ImageToTag image, CancellationToken cancellationToken = default)
        {
            _called.TrySetResult();
            await _open.Task.WaitAsync(cancellationToken);
            return new() { Labels = [new() { Name = "Cat", Confidence = 90 }] };
        }
    }
}
