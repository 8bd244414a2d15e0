using ImageTagging.Leases;
using ImageTagging.Retry;
using ImageTagging.Tests.Running;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageTagging.Tests.Leases;

public sealed class RunLeaseTests
{
    private const string Source = "mem://store";
    private readonly FastTime _time = new();
    private readonly InMemoryTagIndex _index = new();

    [Fact]
    public async Task A_lease_that_cannot_be_renewed_holds_the_run_until_it_can()
    {
        var index = Leaving(out var leave);
        var hold = new PauseGate();
        var patient = Book(index, TimeSpan.FromDays(1));
        await using var lease = await patient.AcquireAsync(Source, KeyRange.All, default, hold, default);
        await Task.Delay(TimeSpan.FromSeconds(60), _time);
        Assert.False(hold.IsOn);

        leave(true);
        await UntilAsync(() => hold.IsOn);
        var passing = hold.PassAsync(default).AsTask();
        Assert.False(passing.IsCompleted || lease.Lost.IsCancellationRequested);
        leave(false);
        await passing.WaitAsync(World.Guard);
    }

    [Fact]
    public async Task A_lease_that_cannot_be_renewed_is_lost_when_patience_ends()
    {
        var index = Leaving(out var leave);
        var hold = new PauseGate();
        await using var lease = await Book(index).AcquireAsync(Source, KeyRange.All, default, hold, default);
        leave(true);
        await UntilAsync(() => lease.Lost.IsCancellationRequested && hold.IsOn);
        leave(false);
    }

    [Fact]
    public async Task A_run_bears_with_a_lease_that_cannot_be_renewed_for_a_while()
    {
        await using var world = new World();
        for (var i = 0; i < 200; i++)
        {
            world.Store.Put($"{i:0000}.jpg", $"thing{i}");
        }

        var lapsed = false;
        var lease = "write state " + LeaseSheet.NameOf(world.Store.Name);
        var calls = 0;
        var index = new FaultyIndex(world.Index)
        {
            OnAsk = asked =>
            {
                if (lapsed && asked == lease)
                {
                    throw new ImageTaggingException("Away.") { Kind = FailureKind.Transient, Code = "Away" };
                }
            },
        };
        world.Build(b => b.ConfigureCalls("words", new() { AttemptTimeout = TimeSpan.FromHours(1) }), index);
        world.Tagger.OnCall = async (_, _, token) =>
        {
            if (Interlocked.Increment(ref calls) == 50)
            {
                lapsed = true;
                // Longer than a lease lives without a beat.
                await Task.Delay(TimeSpan.FromSeconds(50), world.Time, token);
                lapsed = false;
            }

            await Task.Delay(TimeSpan.FromSeconds(2), world.Time, token);
        };
        var report = await world.RunAsync();
        Assert.Equal((RunEnd.Completed, 200, 0), (report.End, report.Counts.Tagged, report.Counts.Failed));
        Assert.Equal(200, calls);
    }

    [Fact]
    public async Task A_run_that_loses_its_lease_stops_calling_and_writing_and_the_next_one_goes_on()
    {
        await using var world = new World();
        for (var i = 0; i < 2_000; i++)
        {
            world.Store.Put($"{i:0000}.jpg", $"thing{i}");
        }

        var calls = 0;
        world.Tagger.OnCall = async (_, _, token) =>
        {
            if (Interlocked.Increment(ref calls) == 300)
            {
                // Somebody took the run for dead; its own beat may come in between.
                StateEntry entry;
                do
                {
                    entry = (await world.Index.ReadStateAsync(LeaseSheet.NameOf(world.Store.Name), token))!;
                } while (!await world.Index.TryWriteStateAsync(entry with { Value = null }, token));
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), world.Time, token);
        };
        var fault = await Assert.ThrowsAsync<RunFailedException>(() => world.RunAsync());
        Assert.Equal(("LeaseLost", FailureKind.Transient), (fault.Code, fault.Kind));
        Assert.True(world.Tagger.Calls.Count < 2_000);
        world.Tagger.OnCall = null;
        var next = await world.RunAsync();
        Assert.Equal(2_000, next.Counts.Unchanged + next.Counts.Tagged);
    }

    private FaultyIndex Leaving(out Action<bool> leave)
    {
        var isAway = false;
        var index = new FaultyIndex(_index)
        {
            OnAsk = _ =>
            {
                if (isAway)
                {
                    throw new ImageTaggingException("Away.") { Kind = FailureKind.Transient, Code = "Away" };
                }
            },
        };
        leave = away => Volatile.Write(ref isAway, away);
        return index;
    }

    private LeaseBook Book(ITagIndex index, TimeSpan? patience = null) =>
        new(
            index,
            _time,
            RetryPolicy.OfOutages(_time, patience ?? TimeSpan.FromMinutes(1), NullLogger.Instance),
            NullLogger.Instance
        );

    // The clock runs fast; the end is only a guard.
    private static async Task UntilAsync(Func<bool> holds)
    {
        for (var waited = System.Diagnostics.Stopwatch.StartNew(); !holds(); await Task.Delay(5))
        {
            Assert.True(waited.Elapsed < World.Guard, "It did not come to pass.");
        }
    }
}
