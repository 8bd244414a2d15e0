using ImageTagging.Leases;
using ImageTagging.Retry;
using ImageTagging.Tests.Budgets;
using ImageTagging.Tests.Running;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageTagging.Tests.Leases;

public class LeaseBookTests
{
    private const string Source = "mem://store";
    private readonly FastTime _time = new();
    private readonly InMemoryTagIndex _index = new();

    private LeaseBook Book(ITagIndex? index = null, TimeSpan? patience = null) =>
        new(
            index ?? _index,
            _time,
            RetryPolicy.OfOutages(_time, patience ?? TimeSpan.FromMinutes(1), NullLogger.Instance),
            NullLogger.Instance
        );

    [Fact]
    public async Task Overlapping_ranges_exclude_each_other_and_others_do_not()
    {
        await using var one = await Book().AcquireAsync(Source, KeyRange.WithPrefix("a/"), default, new(), default);
        await using var two = await Book().AcquireAsync(Source, KeyRange.WithPrefix("b/"), default, new(), default);
        await using var three = await Book().AcquireAsync("mem://other", KeyRange.All, default, new(), default);
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () =>
            await Book().AcquireAsync(Source, KeyRange.WithPrefix("a/b"), default, new(), default)
        );
        Assert.Equal("LeaseHeld", fault.Code);
    }

    [Fact]
    public async Task A_released_range_is_free_and_its_entry_goes()
    {
        await using (await Book().AcquireAsync(Source, KeyRange.All, default, new(), default)) { }
        Assert.Null(await _index.ReadStateAsync(LeaseSheet.NameOf(Source)));
        await using var _ = await Book().AcquireAsync(Source, KeyRange.All, default, new(), default);
    }

    [Fact]
    public async Task A_range_that_could_not_be_released_is_free_for_the_same_process()
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
        var lease = await Book(index).AcquireAsync(Source, KeyRange.All, default, new(), default);
        isAway = true;
        await lease.DisposeAsync();
        Assert.Single(LeaseSheet.Of(Source, await _index.ReadStateAsync(LeaseSheet.NameOf(Source))).Leases);
        await using (await Book().AcquireAsync(Source, KeyRange.All, default, new(), default)) { }
        Assert.Null(await _index.ReadStateAsync(LeaseSheet.NameOf(Source)));
    }

    /// <summary>The process lives on, as a host does, and beats a lease that it never heard of no more than anybody else.</summary>
    [Fact]
    public async Task A_lease_that_was_given_up_at_the_moment_of_its_write_is_free_for_the_same_process()
    {
        var index = new StateIndex();
        using var cancel = new CancellationTokenSource();
        index.AfterWrite = () =>
        {
            cancel.Cancel();
            cancel.Token.ThrowIfCancellationRequested();
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await Book(index).AcquireAsync(Source, KeyRange.All, default, new(), cancel.Token)
        );
        index.AfterWrite = null;
        Assert.Single(LeaseSheet.Of(Source, await index.ReadStateAsync(LeaseSheet.NameOf(Source))).Leases);
        await using (await Book(index).AcquireAsync(Source, KeyRange.All, default, new(), default)) { }
    }

    [Fact]
    public async Task One_waits_for_another_as_told()
    {
        var first = await Book().AcquireAsync(Source, KeyRange.All, default, new(), default);
        var second = Book().AcquireAsync(Source, KeyRange.All, TimeSpan.FromHours(1), new(), default).AsTask();
        await Task.Delay(TimeSpan.FromSeconds(10), _time);
        Assert.False(second.IsCompleted);
        await first.DisposeAsync();
        await using var _ = await second.WaitAsync(World.Guard);
    }

    [Fact]
    public async Task The_lease_of_a_dead_process_of_this_machine_counts_nothing()
    {
        await PutAsync(ProcessOwner.Current with { Started = "long ago" });
        await using var _ = await Book().AcquireAsync(Source, KeyRange.All, default, new(), default);
    }

    [Fact]
    public async Task The_lease_of_another_machine_is_dead_after_a_minute_without_a_beat()
    {
        await PutAsync(new("elsewhere", 1, "1"));
        var started = _time.GetTimestamp();
        await using var _ = await Book().AcquireAsync(Source, KeyRange.All, default, new(), default);
        Assert.InRange(_time.GetElapsedTime(started).TotalSeconds, 60, 600);
    }

    [Fact]
    public async Task The_lease_of_another_machine_that_beats_is_held()
    {
        await PutAsync(new("elsewhere", 1, "1"));
        var attempt = Book().AcquireAsync(Source, KeyRange.All, default, new(), default).AsTask();
        await Task.Delay(TimeSpan.FromSeconds(10), _time);
        Assert.True(await Book().BeatAsync(Source, "other", default));
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(() => attempt.WaitAsync(World.Guard));
        Assert.Equal("LeaseHeld", fault.Code);
    }

    [Fact]
    public async Task Who_holds_the_keys_is_told_in_plain_words()
    {
        await using var _ = await Book().AcquireAsync(Source, KeyRange.WithPrefix("a/"), default, new(), default);
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () =>
            await Book().AcquireAsync(Source, KeyRange.All, default, new(), default)
        );
        Assert.Equal(
            $"Another run is at work on the keys from 'a/' to before 'a0' of {Source} (process {Environment.ProcessId} on this machine); "
                + "wait for it to end, or let this one wait with RunOptions.WaitForOtherRun.",
            fault.Message
        );
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

    private async Task PutAsync(ProcessOwner owner)
    {
        var sheet = new LeaseSheet { Source = Source, Leases = [new("other", owner.ToString(), "", null, 1, 1)] };
        Assert.True(await _index.TryWriteStateAsync(sheet.ToEntry(null)));
    }
}
