namespace ImageTagging.Tests.Running;

public class EndTests
{
    [Fact]
    public async Task A_budget_ends_the_calls_and_the_next_run_goes_on()
    {
        await using var world = new World();
        Fill(world, 100);
        world.Build(b => b.UseBudget(Budget.OfCalls(30)));
        var first = await world.RunAsync();
        Assert.Equal(RunEnd.BudgetReached, first.End);
        Assert.Equal((30, 30, 70, 100), (first.Counts.PaidCalls, first.Counts.Tagged, first.Counts.Left, first.Counts.Listed));
        Assert.Equal(30, world.Tagger.Calls.Count);
        var second = await world.RunAsync();
        Assert.Equal((30, 30, 40), (second.Counts.PaidCalls, second.Counts.Unchanged, second.Counts.Left));
    }

    [Fact]
    public async Task A_reached_budget_still_lets_known_contents_and_removals_through()
    {
        await using var world = new World();
        Fill(world, 10);
        await world.RunAsync();
        world.Build(b => b.UseBudget(Budget.OfCalls(0)));
        world.Store.Put("copy.jpg", "thing3");
        world.Store.Put("new.jpg", "new");
        world.Store.Remove("0005.jpg");
        var report = await world.RunAsync();
        Assert.Equal((1, 1, 1), (report.Counts.Tagged, report.Counts.Left, report.Counts.Gone));
        Assert.Equal("thing3", await world.TagsAsync("copy.jpg"));
    }

    [Fact]
    public async Task Cancelled_it_starts_no_call_saves_what_is_in_flight_and_tells_what_is_left()
    {
        await using var world = new World();
        Fill(world, 300);
        using var cancel = new CancellationTokenSource();
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var started = 0;
        world.Tagger.OnCall = async (_, _, token) =>
        {
            var number = Interlocked.Increment(ref started);
            if (number == 50)
            {
                await cancel.CancelAsync();
                cancelled.SetResult();
            }
            else if (number > 50)
            {
                await cancelled.Task.WaitAsync(token);
            }
        };
        var report = await world.Pipeline.RunAsync(cancellationToken: cancel.Token).WaitAsync(World.Guard);
        Assert.Equal(RunEnd.Interrupted, report.End);
        var calls = world.Tagger.Calls.Count;
        // The fiftieth, and those that were on their way beside it.
        Assert.InRange(calls, 50, 50 + world.Tagger.Info.MaxConcurrency);
        Assert.Equal((calls, calls), (report.Counts.Tagged, report.Counts.PaidCalls));
        Assert.Equal(report.Counts.Listed, report.Counts.Tagged + report.Counts.Left);
        Assert.Equal(0, report.Counts.Failed);

        world.Tagger.OnCall = null;
        var next = await world.RunAsync();
        Assert.Equal((calls, 300 - calls), (next.Counts.Unchanged, next.Counts.PaidCalls));
        Assert.Equal(300, world.Tagger.Calls.Count);
    }

    [Fact]
    public async Task Cancelled_it_gives_a_call_that_hangs_a_grace_only()
    {
        await using var world = new World();
        Fill(world, 10);
        using var cancel = new CancellationTokenSource();
        world.Build(b => b.Configure(new() { Grace = TimeSpan.FromSeconds(2) }));
        world.Tagger.OnCall = async (_, _, token) =>
        {
            await cancel.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, world.Time, token);
        };
        var report = await world.Pipeline.RunAsync(cancellationToken: cancel.Token).WaitAsync(World.Guard);
        Assert.Equal((RunEnd.Interrupted, 0L), (report.End, report.Counts.Tagged));
    }

    [Fact]
    public async Task Never_more_calls_go_out_unsaved_than_allowed()
    {
        await using var world = new World();
        Fill(world, 200);
        var index = new FaultyIndex(world.Index);
        var tagger = new WordTagger();
        tagger.Info = tagger.Info with { MaxConcurrency = 64 };
        world.Build(b => b.Configure(new() { MaxUnsaved = 16, Workers = 64 }), index, [tagger]);
        var saved = 0;
        index.OnWritten = count => Interlocked.Add(ref saved, count);
        var most = 0;
        tagger.OnCall = (_, _, _) =>
        {
            most = Math.Max(most, tagger.Calls.Count - Volatile.Read(ref saved));
            return Task.CompletedTask;
        };
        Assert.Equal(200, (await world.RunAsync()).Counts.Tagged);
        Assert.InRange(most, 1, 16);
    }

    [Fact]
    public async Task Progress_ends_with_the_reports_counts()
    {
        await using var world = new World();
        Fill(world, 50);
        var told = new Told();
        world.Tagger.OnCall = (_, _, token) => told.Queue.WaitAsync(token);
        var report = await world.Pipeline.RunAsync(progress: told).WaitAsync(World.Guard);
        var last = told.All[^1];
        Assert.Equal(report.Counts, last.Counts);
        Assert.True(last.ListingEnded);
        Assert.Equal(0, last.Queued);
        Assert.Equal(report.RunId, last.RunId);
        Assert.Contains(told.All, p => p.Queued > 0);
        Assert.Contains(report.Steps, s => s.Step == "words" && s.Count == 50);
    }

    private static void Fill(World world, int count)
    {
        for (var i = 0; i < count; i++)
        {
            world.Store.Put($"{i:0000}.jpg", $"thing{i}");
        }
    }

    private sealed class Told : IProgress<RunProgress>
    {
        private readonly TaskCompletionSource _queue = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<RunProgress> All { get; } = [];

        /// <summary>Done once a queue was told.</summary>
        public Task Queue => _queue.Task;

        public void Report(RunProgress value)
        {
            lock (All)
            {
                All.Add(value);
            }

            if (value.Queued > 0)
            {
                _queue.TrySetResult();
            }
        }
    }
}
