using ImageTagging.Retry;
using Microsoft.Extensions.Time.Testing;

namespace ImageTagging.Tests.Retry;

public sealed class RetryAttemptsTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Patience_begins_with_the_first_failure_or_from_now_where_that_is_asked()
    {
        var policy = new RetryPolicy(
            new(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1)) { MaxTime = TimeSpan.FromSeconds(10) },
            _time
        );
        var late = policy.NewAttempts();
        var early = policy.NewAttempts(fromNow: true);
        _time.Advance(TimeSpan.FromSeconds(11));

        Assert.NotNull(late.Next(Away()));
        Assert.Null(early.Next(Away()));
        _time.Advance(TimeSpan.FromSeconds(11));
        Assert.Null(late.Next(Away()));
    }

    [Fact]
    public void Progress_gives_all_attempts_and_all_of_the_time_back()
    {
        var policy = new RetryPolicy(
            new(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1))
            {
                MaxAttempts = 2,
                MaxTime = TimeSpan.FromSeconds(10),
            },
            _time
        );
        var attempts = policy.NewAttempts();
        Assert.NotNull(attempts.Next(Away()));
        Assert.Null(attempts.Next(Away()));
        _time.Advance(TimeSpan.FromSeconds(11));

        attempts.Succeeded();

        Assert.NotNull(attempts.Next(Away()));
    }

    [Fact]
    public async Task What_no_attempt_helps_is_thrown_at_once_and_as_it_was()
    {
        var attempts = new RetryPolicy(new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)), _time).NewAttempts();
        var refused = new ImageTaggingException("No.") { Kind = FailureKind.Refused };

        Assert.Same(
            refused,
            await Assert.ThrowsAsync<ImageTaggingException>(() => attempts.WaitOrThrowAsync(refused, default).AsTask())
        );
    }

    [Fact]
    public async Task A_wait_ends_with_its_time_or_its_cancellation()
    {
        var attempts = new RetryPolicy(new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)), _time).NewAttempts();
        var waiting = attempts.WaitAsync(Away(), default).AsTask();
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await waiting);

        using var cancel = new CancellationTokenSource();
        var cancelled = attempts.WaitAsync(Away(), cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
    }

    private static ImageTaggingException Away() => new("Away.") { Kind = FailureKind.Transient, Code = "Away" };
}
