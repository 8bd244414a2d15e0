using ImageTagging.Retry;
using ImageTagging.Tests.Running;

namespace ImageTagging.Tests.Retry;

public sealed class RetryPolicyTests
{
    private readonly FastTime _time = new();
    private readonly List<int> _retries = [];
    private int _answered;

    [Fact]
    public async Task It_is_tried_until_it_answers_and_the_end_of_it_is_reported_once()
    {
        var policy = Policy(new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(9)));
        var calls = 0;
        var answer = await policy.ExecuteAsync(
            _ =>
            {
                Assert.Equal(calls == 0 ? null : "Away.", policy.Reason);
                return ++calls < 5 ? throw Away() : ValueTask.FromResult(calls);
            },
            CancellationToken.None
        );
        Assert.Equal((5, 1, null), (answer, _answered, policy.Reason));
        Assert.Equal([1, 2, 3, 4], _retries);
        await policy.ExecuteAsync(_ => ValueTask.CompletedTask, CancellationToken.None);
        Assert.Equal(1, _answered);
    }

    [Fact]
    public async Task The_last_fault_is_thrown_when_no_attempt_is_left_and_nothing_is_waited_for_any_more()
    {
        var policy = Policy(new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(9)) { MaxAttempts = 4 });
        var faults = new List<ImageTaggingException>();
        var thrown = await Assert.ThrowsAsync<ImageTaggingException>(async () =>
            await policy.ExecuteAsync(
                _ =>
                {
                    faults.Add(Away());
                    throw faults[^1];
                },
                CancellationToken.None
            )
        );
        Assert.Equal((4, faults[^1], null, 0), (faults.Count, thrown, policy.Reason, _answered));
    }

    [Fact]
    public async Task Who_comes_further_has_all_of_the_patience_again()
    {
        var policy = Policy(new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(9)) { MaxAttempts = 3 });
        var attempts = policy.NewAttempts();
        for (var step = 0; step < 10; step++)
        {
            Assert.True(await attempts.WaitAsync(Away(), CancellationToken.None));
            Assert.True(await attempts.WaitAsync(Away(), CancellationToken.None));
            attempts.Succeeded();
        }

        Assert.True(await attempts.WaitAsync(Away(), CancellationToken.None));
        Assert.True(await attempts.WaitAsync(Away(), CancellationToken.None));
        Assert.False(await attempts.WaitAsync(Away(), CancellationToken.None));
        Assert.Equal(10, _answered);
    }

    private RetryPolicy Policy(Backoff backoff) => new(backoff, _time, (_, failed, _) => _retries.Add(failed), _ => _answered++);

    private static ImageTaggingException Away() => new("Away.") { Kind = FailureKind.Transient, Code = "Away" };
}
