using ImageTagging.Writing;
using Microsoft.Extensions.Time.Testing;

namespace ImageTagging.Tests.Writing;

public sealed class UpdateQueueTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<RecordUpdate> _batch = [];

    [Fact]
    public async Task A_batch_that_is_full_enough_waits_for_no_more()
    {
        var queue = Queue(flushCount: 2);
        await AddAsync(queue, "a", "b", "c");

        Assert.Null(await queue.TakeAsync(_batch, isHasty: false));
        Assert.Equal(["a", "b", "c"], Keys());
    }

    [Fact]
    public async Task One_that_is_not_waits_its_time_and_not_at_all_in_haste()
    {
        var queue = Queue(flushCount: 2);
        await AddAsync(queue, "a");
        var taking = queue.TakeAsync(_batch, isHasty: false).AsTask();
        Assert.False(taking.IsCompleted);

        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Null(await taking);
        Assert.Equal(["a"], Keys());
        _batch.Clear();
        await AddAsync(queue, "b");
        Assert.Null(await queue.TakeAsync(_batch, isHasty: true));
        Assert.Equal(["b"], Keys());
    }

    [Fact]
    public async Task No_picture_is_twice_in_a_batch_and_the_second_update_comes_with_the_next()
    {
        var queue = Queue(flushCount: 1);
        await AddAsync(queue, "a", "b", "a", "c");

        await queue.TakeAsync(_batch, isHasty: false);
        Assert.Equal(["a", "b"], Keys());
        _batch.Clear();
        await queue.TakeAsync(_batch, isHasty: false);

        Assert.Equal(["a", "c"], Keys());
    }

    [Fact]
    public async Task A_batch_has_a_thousand_at_the_most_and_so_many_wait_for_the_next()
    {
        var queue = Queue(flushCount: 1);
        await AddAsync(queue, [.. Enumerable.Range(0, 1_000).Select(i => $"{i}")]);
        var more = AddAsync(queue, [.. Enumerable.Range(1_000, 1_000).Select(i => $"{i}")]);
        Assert.False(more.IsCompleted);

        await queue.TakeAsync(_batch, isHasty: false);

        Assert.Equal(1_000, _batch.Count);
        await more;
        _batch.Clear();
        await queue.TakeAsync(_batch, isHasty: false);
        Assert.Equal(1_000, _batch.Count);
    }

    [Fact]
    public async Task A_flush_ends_the_batch_and_is_done_when_whoever_took_it_says_so()
    {
        var queue = Queue(flushCount: 100);
        await AddAsync(queue, "a");
        var flush = queue.FlushAsync();
        await AddAsync(queue, "b");

        var mark = await queue.TakeAsync(_batch, isHasty: false);

        Assert.Equal(["a"], Keys());
        Assert.False(flush.IsCompleted);
        mark!.SetResult();
        await flush;
    }

    [Fact]
    public async Task A_queue_that_is_complete_ends_when_it_is_empty()
    {
        var queue = Queue(flushCount: 100);
        await AddAsync(queue, "a");
        queue.Complete();

        Assert.True(await queue.WaitAsync());
        Assert.Null(await queue.TakeAsync(_batch, isHasty: false));

        Assert.Equal(["a"], Keys());
        Assert.False(await queue.WaitAsync());
    }

    private UpdateQueue Queue(int flushCount) => new(flushCount, TimeSpan.FromSeconds(5), _time);

    private static async Task AddAsync(UpdateQueue queue, params string[] keys)
    {
        foreach (var key in keys)
        {
            await queue.AddAsync(new NoUpdate(new("s", key)));
        }
    }

    private IEnumerable<string> Keys() => _batch.Select(u => u.Name.Key);

    private sealed class NoUpdate(ImageName name) : RecordUpdate(name, null)
    {
        public override UpdateDecision Apply(ImageRecord? stored) => UpdateDecision.Done;
    }
}
