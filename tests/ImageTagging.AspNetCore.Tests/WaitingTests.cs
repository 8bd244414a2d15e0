using ImageTagging.AspNetCore.Guarding;
using ImageTagging.AspNetCore.Runs;
using ImageTagging.AspNetCore.Uploads;
using ImageTagging.Testing;

namespace ImageTagging.AspNetCore.Tests;

/// <summary>What waits for each other, and for how long.</summary>
public sealed class WaitingTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_finds_no_place_in_time_is_told_to_come_again()
    {
        // No patience at all: a free place is had all the same, and nothing else.
        using var slots = new Slots(1, TimeSpan.Zero, TimeProvider.System, "Full.");
        await slots.EnterAsync(Cancel);

        var fault = await Assert.ThrowsAsync<WebProblemException>(() => slots.EnterAsync(Cancel));

        Assert.Equal((503, "Busy", "Full."), (fault.Problem.Status, fault.Problem.Code, fault.Problem.Detail));
        slots.Leave();
        await slots.EnterAsync(Cancel);
    }

    [Fact]
    public async Task Works_on_the_same_content_never_overlap_whenever_they_come()
    {
        var gates = new ContentGates();
        var (first, second) = (new TaskCompletionSource<int>(), new TaskCompletionSource<int>());
        var secondBegan = new TaskCompletionSource();
        var a = gates.RunAsync("x", () => first.Task);
        var b = gates.RunAsync(
            "x",
            () =>
            {
                secondBegan.SetResult();
                return second.Task;
            }
        );
        first.SetResult(1);
        await secondBegan.Task.WaitAsync(Cancel);

        // The first has gone and the second is at work when the third comes.
        var thirdBegan = false;
        var c = gates.RunAsync(
            "x",
            () =>
            {
                thirdBegan = true;
                return Task.FromResult(3);
            }
        );
        Assert.False(thirdBegan);
        Assert.Equal(9, await gates.RunAsync("y", () => Task.FromResult(9)));

        second.SetResult(2);
        var all = await Task.WhenAll(a, b, c);
        Assert.Equal([1, 2, 3], all);
    }

    [Fact]
    public async Task All_who_ask_for_a_plan_meanwhile_get_the_same()
    {
        var source = new GatedSource();
        await using var server = await Server.StartAsync(source, new ScriptedTagger());
        var plan = new SharedPlan(server.Pipeline, Cancel);

        var asked = new[] { plan.AskAsync(Cancel), plan.AskAsync(Cancel), plan.AskAsync(Cancel) };
        source.Gate.SetResult();
        var answers = await Task.WhenAll(asked);

        Assert.Same(answers[0], answers[1]);
        Assert.Same(answers[0], answers[2]);
        Assert.NotSame(answers[0], await plan.AskAsync(Cancel));
    }

    /// <summary>An empty source whose listing waits.</summary>
    private sealed class GatedSource : IImageSource
    {
        public TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Name => "fake://gated";

        public async IAsyncEnumerable<SourceEntry> ListAsync(
            KeyRange range,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default
        )
        {
            await Gate.Task.WaitAsync(cancellationToken);
            yield break;
        }

        public ValueTask<Stream> OpenReadAsync(ImageListing image, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();
    }
}
