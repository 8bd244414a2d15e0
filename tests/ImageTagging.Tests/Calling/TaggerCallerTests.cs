using ImageTagging.Budgets;
using ImageTagging.Calling;
using ImageTagging.Leases;
using ImageTagging.Tests.Budgets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace ImageTagging.Tests.Calling;

public sealed class TaggerCallerTests
{
    private static readonly EmptySource s_source = new();
    private readonly FakeTimeProvider _time = new();
    private readonly Queue<Func<CancellationToken, Task<TaggerResult>>> _answers = new();
    private int _calls;

    [Fact]
    public async Task A_transient_fault_is_tried_again_until_it_is_served()
    {
        Throw(Fault(FailureKind.Transient, mayHaveCost: true));
        Throw(Fault(FailureKind.Transient));
        var (outcome, statistics) = await CallAsync();
        Assert.NotNull(outcome.Result);
        Assert.Equal((3, 2L, 2L, 0.002m), (outcome.Attempts, statistics.Calls, statistics.Retries, statistics.Cost));
    }

    [Fact]
    public async Task Attempts_end_and_the_failure_is_data()
    {
        for (var i = 0; i < 10; i++)
        {
            Throw(Fault(FailureKind.Transient));
        }

        var (outcome, _) = await CallAsync(new() { MaxAttempts = 3 });
        Assert.Equal((FailureKind.Transient, "Code", 3), (outcome.Failure!.Kind, outcome.Failure.Code, outcome.Attempts));
        Assert.Equal(3, _calls);
    }

    [Fact]
    public async Task Throttles_use_up_no_attempts()
    {
        for (var i = 0; i < 12; i++)
        {
            Throw(Fault(FailureKind.Throttled));
        }

        var (outcome, statistics) = await CallAsync(new() { MaxAttempts = 2, MaxThrottledTime = TimeSpan.FromMinutes(30) });
        Assert.NotNull(outcome.Result);
        Assert.Equal((12L, 1L), (statistics.Throttles, statistics.Calls));
    }

    [Fact]
    public async Task Throttling_that_does_not_end_fails_the_picture()
    {
        for (var i = 0; i < 1000; i++)
        {
            Throw(Fault(FailureKind.Throttled));
        }

        var (outcome, statistics) = await CallAsync(new() { MaxThrottledTime = TimeSpan.FromSeconds(30) });
        Assert.Equal((FailureKind.Throttled, 0L), (outcome.Failure!.Kind, statistics.Calls));
    }

    [Fact]
    public async Task Retry_after_is_waited_for()
    {
        Throw(Fault(FailureKind.Throttled, retryAfter: TimeSpan.FromSeconds(7)));
        var started = _time.GetUtcNow();
        await CallAsync();
        Assert.True(_time.GetUtcNow() - started >= TimeSpan.FromSeconds(7));
    }

    [Fact]
    public async Task A_service_that_asks_for_a_longer_wait_than_a_picture_has_ends_its_attempts()
    {
        Throw(Fault(FailureKind.Transient, retryAfter: TimeSpan.FromHours(1)));
        var (outcome, _) = await CallAsync();
        Assert.Equal((FailureKind.Transient, 1), (outcome.Failure!.Kind, outcome.Attempts));
    }

    [Theory]
    [InlineData(FailureKind.Refused)]
    [InlineData(FailureKind.Gone)]
    [InlineData(FailureKind.NeedsRestore)]
    public async Task What_no_attempt_can_help_is_not_tried_again(FailureKind kind)
    {
        Throw(Fault(kind));
        var (outcome, statistics) = await CallAsync();
        Assert.Equal((kind, 1, 0L), (outcome.Failure!.Kind, _calls, statistics.Calls));
    }

    [Fact]
    public async Task A_fault_of_the_set_up_is_thrown()
    {
        Throw(Fault(FailureKind.SetUp));
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(() => CallAsync());
        Assert.Equal(FailureKind.SetUp, fault.Kind);
    }

    [Fact]
    public async Task A_taggers_own_bug_is_one_pictures_failure_and_is_not_called_for_again_at_once()
    {
        Throw(new InvalidOperationException("oops"));
        var (outcome, statistics) = await CallAsync();
        Assert.Equal(("TaggerFault", 1L), (outcome.Failure!.Code, statistics.Calls));
        Assert.Contains("oops", outcome.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_attempt_that_hangs_ends_and_counts_as_one_that_may_have_been_served()
    {
        _answers.Enqueue(async cancellation =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
            throw new InvalidOperationException("Nobody comes here.");
        });
        var (outcome, statistics) = await CallAsync(new() { AttemptTimeout = TimeSpan.FromSeconds(5) });
        Assert.NotNull(outcome.Result);
        Assert.Equal((2L, 1L), (statistics.Calls, statistics.Retries));
    }

    [Fact]
    public async Task Waits_between_attempts_grow_from_the_base_to_the_longest()
    {
        var times = new List<DateTimeOffset>();
        for (var i = 0; i < 20; i++)
        {
            _answers.Enqueue(_ =>
            {
                times.Add(_time.GetUtcNow());
                return Task.FromException<TaggerResult>(Fault(FailureKind.Transient));
            });
        }

        await CallAsync(
            new()
            {
                MaxAttempts = 20,
                BaseDelay = TimeSpan.FromSeconds(1),
                MaxDelay = TimeSpan.FromSeconds(3),
            }
        );
        double[] waits = [.. times.Zip(times.Skip(1), (a, b) => (b - a).TotalSeconds)];
        Assert.Equal(19, waits.Length);
        // The clock goes on in steps of a tenth.
        Assert.All(waits.Select((wait, i) => (wait, i)), w => Assert.InRange(w.wait, 0, Math.Min(3, Math.Pow(2, w.i)) + 0.2));
        Assert.Contains(waits, w => w > 1);
    }

    [Fact]
    public async Task As_many_calls_are_in_flight_as_is_said()
    {
        var release = new TaskCompletionSource();
        var (now, most) = (0, 0);
        await using var caller = Caller(new() { MaxConcurrency = 3, CallsPerSecond = 10_000 });
        for (var i = 0; i < 10; i++)
        {
            _answers.Enqueue(async _ =>
            {
                most = Math.Max(most, ++now);
                await release.Task;
                now--;
                return new() { Labels = [] };
            });
        }

        var images = Enumerable.Range(1, 10).Select(s_source.Image).ToArray();
        var calls = images.Select(image => caller.CallAsync(image, CancellationToken.None).AsTask()).ToArray();
        for (var i = 0; i < 100; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        Assert.Equal((3, 3), (now, most));
        release.SetResult();
        for (var i = 0; !calls.All(c => c.IsCompleted) && i < 100_000; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        await Task.WhenAll(calls);
        Assert.InRange(most, 1, 3);
        Array.ForEach(images, image => image.Dispose());
    }

    [Fact]
    public async Task No_more_calls_a_second_go_out_than_is_said_and_a_share_is_a_part_of_them()
    {
        var usual = await SecondsAsync(new() { CallsPerSecond = 10 });
        Assert.InRange(usual, 5, 15);
        var faster = await SecondsAsync(new() { CallsPerSecond = 20 });
        var shared = await SecondsAsync(new() { CallsPerSecond = 10, RateShare = 0.5 });
        Assert.True(
            faster < 0.7 * usual && shared > 1.5 * usual,
            $"{usual} s, {faster} s at twice the rate, {shared} s at half of it"
        );

        async Task<double> SecondsAsync(TaggerCallOptions options)
        {
            await using var caller = Caller(options);
            var started = _time.GetTimestamp();
            var images = Enumerable.Range(1, 100).Select(s_source.Image).ToArray();
            var calls = images.Select(image => caller.CallAsync(image, CancellationToken.None).AsTask()).ToArray();
            for (var i = 0; !calls.All(c => c.IsCompleted) && i < 100_000; i++)
            {
                _time.Advance(TimeSpan.FromMilliseconds(10));
                await Task.Yield();
            }

            await Task.WhenAll(calls);
            Array.ForEach(images, image => image.Dispose());
            return _time.GetElapsedTime(started).TotalSeconds;
        }
    }

    [Fact]
    public async Task Cancellation_is_thrown_on_and_a_call_in_flight_counts()
    {
        using var cancelled = new CancellationTokenSource();
        _answers.Enqueue(async cancellation =>
        {
            await cancelled.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
            throw new InvalidOperationException("Nobody comes here.");
        });
        await using var caller = Caller(new());
        using var image = s_source.Image(1);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => caller.CallAsync(image, cancelled.Token).AsTask());
        Assert.Equal(1, caller.Statistics.Calls);
    }

    [Fact]
    public async Task A_call_that_was_held_back_over_midnight_is_one_of_the_new_days_budget()
    {
        _time.Advance(TimeSpan.FromHours(23));
        Budget[] budgets = [Budget.OfCalls(2, BudgetPeriod.UtcDay)];
        await using var budget = await RunBudget.OpenAsync(
            budgets,
            new StateIndex(),
            "run1",
            sharedRun: false,
            _time,
            NullLogger.Instance
        );
        var hold = new PauseGate();
        await using var caller = new TaggerCaller(
            new ScriptedTagger(AnswerAsync),
            new(),
            budget,
            _time,
            NullLogger.Instance,
            resumeInline: true,
            hold: hold
        );
        using var image = s_source.Image(1);
        hold.Set();
        var held = Enumerable.Range(0, 2).Select(_ => caller.CallAsync(image, CancellationToken.None).AsTask()).ToArray();
        _time.Advance(TimeSpan.FromHours(2));
        hold.Lift();
        Assert.All(await Task.WhenAll(held), outcome => Assert.NotNull(outcome.Result));
        Assert.True((await caller.CallAsync(image, CancellationToken.None)).BudgetReached);
        Assert.Equal(2, _calls);
    }

    [Fact]
    public void Options_out_of_range_are_refused_all_at_once()
    {
        var fault = Assert.Throws<ImageTaggingException>(() => Caller(new() { RateShare = 2, MaxConcurrency = 0 }));
        Assert.Contains("RateShare", fault.Message, StringComparison.Ordinal);
        Assert.Contains("MaxConcurrency is 1 to 1,024, not 0.", fault.Message, StringComparison.Ordinal);
    }

    private void Throw(Exception fault) => _answers.Enqueue(_ => Task.FromException<TaggerResult>(fault));

    private static ImageTaggingException Fault(FailureKind kind, bool mayHaveCost = false, TimeSpan? retryAfter = null) =>
        new("A sentence.")
        {
            Kind = kind,
            Code = "Code",
            MayHaveCost = mayHaveCost,
            RetryAfter = retryAfter,
        };

    private TaggerCaller Caller(TaggerCallOptions options) =>
        new(new ScriptedTagger(AnswerAsync), options, budget: null, _time, NullLogger.Instance, resumeInline: true);

    private async Task<(CallResult Outcome, CallStatistics Statistics)> CallAsync(TaggerCallOptions? options = null)
    {
        await using var caller = Caller(options ?? new());
        using var image = s_source.Image(1);
        var call = caller.CallAsync(image, CancellationToken.None).AsTask();
        for (var i = 0; !call.IsCompleted && i < 100_000; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        return (await call, caller.Statistics);
    }

    private Task<TaggerResult> AnswerAsync(CancellationToken cancellationToken)
    {
        _calls++;
        return _answers.TryDequeue(out var answer)
            ? answer(cancellationToken)
            : Task.FromResult<TaggerResult>(new() { Labels = [] });
    }

    private sealed class ScriptedTagger(Func<CancellationToken, Task<TaggerResult>> answer) : ITagger
    {
        public TaggerInfo Info { get; } =
            new()
            {
                Name = "scripted",
                Fingerprint = new("1", 50, 10),
                IsMetered = true,
                PricePerCall = 0.001m,
            };

        public async ValueTask<TaggerResult> TagAsync(ImageToTag image, CancellationToken cancellationToken = default) =>
            await answer(cancellationToken);
    }
}
