using ImageTagging.Indexing;
using ImageTagging.Leases;
using ImageTagging.Tests.Running;
using Microsoft.Extensions.Time.Testing;

namespace ImageTagging.Tests.Indexing;

public sealed class IndexLockTests
{
    [Fact]
    public async Task A_lock_that_cannot_be_renewed_is_lost_before_others_count_it_as_dead()
    {
        var isAway = false;
        var index = new FaultyIndex(new InMemoryTagIndex())
        {
            OnAsk = _ =>
            {
                if (isAway)
                {
                    throw new ImageTaggingException("Away.") { Kind = FailureKind.Transient, Code = "Away" };
                }
            },
        };
        var time = new FakeTimeProvider();
        var began = time.GetUtcNow();
        DateTimeOffset? lost = null;
        var run = IndexLock.RunAsync(
            index,
            "lock",
            async stop =>
            {
                isAway = true;
                using var noted = stop.Register(() => lost = time.GetUtcNow());
                await Task.Delay(Timeout.InfiniteTimeSpan, stop);
                return true;
            },
            time,
            cancellationToken: TestContext.Current.CancellationToken
        );
        while (!run.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal("LeaseLost", (await Assert.ThrowsAsync<ImageTaggingException>(() => run)).Code);
        Assert.True(lost - began < LeaseBook.DeadAfter, $"lost after {lost - began}");
    }
}
