using ImageTagging.Leases;
using ImageTagging.Planning;
using ImageTagging.Tests.Running;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageTagging.Tests.Leases;

public class LeaseTests
{
    private const string Source = "mem://store";
    private readonly FastTime _time = new();
    private readonly InMemoryTagIndex _index = new();

    private LeaseBook Book(ITagIndex? index = null) =>
        new(index ?? _index, _time, new Outage(_time, TimeSpan.FromMinutes(5), NullLogger.Instance), NullLogger.Instance);

    [Fact]
    public async Task Overlapping_ranges_exclude_each_other_and_others_do_not()
    {
        await using var one = await Book().AcquireAsync(Source, KeyRange.WithPrefix("a/"), default, default);
        await using var two = await Book().AcquireAsync(Source, KeyRange.WithPrefix("b/"), default, default);
        await using var three = await Book().AcquireAsync("mem://other", KeyRange.All, default, default);
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () =>
            await Book().AcquireAsync(Source, KeyRange.WithPrefix("a/b"), default, default)
        );
        Assert.Equal("LeaseHeld", fault.Code);
    }

    [Fact]
    public async Task A_released_range_is_free_and_its_entry_goes()
    {
        await using (await Book().AcquireAsync(Source, KeyRange.All, default, default)) { }
        Assert.Null(await _index.ReadStateAsync(LeaseSheet.NameOf(Source)));
        await using var _ = await Book().AcquireAsync(Source, KeyRange.All, default, default);
    }

    [Fact]
    public async Task One_waits_for_another_as_told()
    {
        var first = await Book().AcquireAsync(Source, KeyRange.All, default, default);
        var second = Book().AcquireAsync(Source, KeyRange.All, TimeSpan.FromHours(1), default).AsTask();
        await Task.Delay(TimeSpan.FromSeconds(10), _time);
        Assert.False(second.IsCompleted);
        await first.DisposeAsync();
        await using var _ = await second.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task The_lease_of_a_dead_process_of_this_machine_counts_nothing()
    {
        await PutAsync(ProcessOwner.Current with { Started = "long ago" });
        await using var _ = await Book().AcquireAsync(Source, KeyRange.All, default, default);
    }

    [Fact]
    public async Task The_lease_of_another_machine_is_dead_after_a_minute_without_a_beat()
    {
        await PutAsync(new("elsewhere", 1, "1"));
        var started = _time.GetTimestamp();
        await using var _ = await Book().AcquireAsync(Source, KeyRange.All, default, default);
        Assert.InRange(_time.GetElapsedTime(started).TotalSeconds, 60, 600);
    }

    [Fact]
    public async Task The_lease_of_another_machine_that_beats_is_held()
    {
        await PutAsync(new("elsewhere", 1, "1"));
        var attempt = Book().AcquireAsync(Source, KeyRange.All, default, default).AsTask();
        await Task.Delay(TimeSpan.FromSeconds(10), _time);
        Assert.True(await Book().BeatAsync(Source, "other", default));
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(() => attempt.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal("LeaseHeld", fault.Code);
    }

    [Fact]
    public async Task A_lease_that_cannot_be_renewed_for_forty_seconds_is_lost()
    {
        var down = false;
        var index = new FaultyIndex(_index)
        {
            OnAsk = _ =>
            {
                if (down)
                {
                    throw new ImageTaggingException("Away.") { Kind = FailureKind.Transient, Code = "Away" };
                }
            },
        };
        await using var lease = await Book(index).AcquireAsync(Source, KeyRange.All, default, default);
        await Task.Delay(TimeSpan.FromSeconds(60), _time);
        Assert.False(lease.Lost.IsCancellationRequested);
        down = true;
        await Task.Delay(Timeout.InfiniteTimeSpan, lease.Lost)
            .ContinueWith(_ => { }, TaskScheduler.Default)
            .WaitAsync(TimeSpan.FromSeconds(60));
        down = false;
    }

    [Fact]
    public async Task A_run_that_loses_its_lease_stops_calling_and_writing_and_the_next_one_goes_on()
    {
        await using var world = new World();
        for (var i = 0; i < 2_000; i++)
        {
            world.Store.Put($"{i:0000}.jpg", $"thing{i}");
        }

        world.Tagger.OnCall = async (_, _, token) =>
        {
            if (world.Tagger.Calls.Count == 300)
            {
                // Somebody took the run for dead.
                var entry = await world.Index.ReadStateAsync(LeaseSheet.NameOf(world.Store.Name), token);
                await world.Index.TryWriteStateAsync(entry! with { Value = null }, token);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), world.Time, token);
        };
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(() => world.RunAsync());
        Assert.Equal(("LeaseLost", FailureKind.Transient), (fault.Code, fault.Kind));
        Assert.True(world.Tagger.Calls.Count < 2_000);
        world.Tagger.OnCall = null;
        var next = await world.RunAsync();
        Assert.Equal(2_000, next.Counts.Unchanged + next.Counts.Tagged);
    }

    [Fact]
    public async Task Two_runs_at_once_on_overlapping_keys_are_one_after_the_other()
    {
        await using var world = new World();
        for (var i = 0; i < 100; i++)
        {
            world.Store.Put($"{i:0000}.jpg", $"thing{i}");
        }

        world.Tagger.OnCall = (_, _, token) => Task.Delay(TimeSpan.FromMilliseconds(100), world.Time, token);
        var other = ImageTaggingPipeline
            .CreateBuilder()
            .From(world.Store)
            .TagWith(world.Tagger)
            .IndexInto(world.Index)
            .UseTimeProvider(world.Time)
            .Build();
        await using var _ = other;
        var wait = new RunOptions { WaitForOtherRun = TimeSpan.FromHours(1) };
        var reports = await Task.WhenAll(world.RunAsync(wait), other.RunAsync(wait));
        Assert.Equal(100, world.Tagger.Calls.Count);
        Assert.Equal([0, 100], reports.Select(r => r.Counts.Unchanged).Order());
    }

    [Fact]
    public void A_process_knows_itself()
    {
        Assert.True(ProcessOwner.Current.IsAlive);
        Assert.Equal(ProcessOwner.Current, ProcessOwner.TryParse(ProcessOwner.Current.ToString()));
        Assert.True((ProcessOwner.Current with { ProcessId = int.MaxValue }).IsDead);
        Assert.False((ProcessOwner.Current with { Machine = "elsewhere" }).IsDead);
        Assert.Null(ProcessOwner.TryParse("x|y"));
    }

    private async Task PutAsync(ProcessOwner owner)
    {
        var sheet = new LeaseSheet { Source = Source, Leases = [new("other", owner.ToString(), "", null, 1, 1)] };
        Assert.True(await _index.TryWriteStateAsync(sheet.ToEntry(null)));
    }
}
