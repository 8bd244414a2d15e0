using ImageTagging.Retry;

namespace ImageTagging.Tests.Retry;

public sealed class BackoffTests
{
    private static readonly Backoff s_backoff = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5)) { Random = new(3) };

    [Fact]
    public void Waits_are_anywhere_between_nothing_and_an_end_that_doubles_up_to_the_longest()
    {
        for (var failed = 1; failed < 40; failed++)
        {
            var end = Math.Min(100 * Math.Pow(2, failed - 1), 5_000);
            var waits = Enumerable.Range(0, 300).Select(_ => Wait(s_backoff, failed: failed)!.Value.TotalMilliseconds).ToArray();
            Assert.All(waits, wait => Assert.InRange(wait, 1, end));
            Assert.True(waits.Min() < end / 4);
            Assert.True(waits.Max() > end * 3 / 4);
        }
    }

    [Fact]
    public void A_service_that_asks_to_wait_is_never_called_sooner_and_not_by_all_at_once()
    {
        var waits = Enumerable
            .Range(0, 50)
            .Select(_ => Wait(s_backoff, asked: TimeSpan.FromSeconds(7))!.Value.TotalMilliseconds)
            .ToArray();
        Assert.All(waits, wait => Assert.InRange(wait, 7_001, 7_100));
        Assert.True(waits.Distinct().Count() > 10);
        Assert.Null(Wait(s_backoff with { MaxRetryAfter = TimeSpan.FromSeconds(6) }, asked: TimeSpan.FromSeconds(7)));
    }

    [Fact]
    public void Attempts_and_time_end_it_and_the_last_attempt_is_at_the_end_of_the_time()
    {
        var three = s_backoff with { MaxAttempts = 3 };
        Assert.NotNull(Wait(three, failed: 2));
        Assert.Null(Wait(three, failed: 3));
        var minute = s_backoff with { MaxTime = TimeSpan.FromMinutes(1) };
        Assert.NotNull(Wait(minute, failed: 30, elapsed: TimeSpan.FromSeconds(59.999)));
        Assert.All(
            Enumerable.Range(0, 50),
            _ => Assert.InRange(Wait(minute, 30, TimeSpan.FromSeconds(59))!.Value, TimeSpan.Zero, TimeSpan.FromSeconds(1))
        );
        Assert.Null(Wait(minute, failed: 1, elapsed: TimeSpan.FromMinutes(1)));
        Assert.Null(Wait(minute, failed: 1, elapsed: TimeSpan.FromSeconds(50), asked: TimeSpan.FromSeconds(11)));
    }

    [Fact]
    public void A_migration_has_a_time_of_its_own()
    {
        var runs = s_backoff with { MaxTime = TimeSpan.FromMinutes(1), MaxMigrationTime = TimeSpan.FromHours(1) };
        Assert.NotNull(Wait(runs, elapsed: TimeSpan.FromMinutes(59), code: "Migrating"));
        Assert.Null(Wait(runs, elapsed: TimeSpan.FromMinutes(59)));
        Assert.Null(Wait(s_backoff with { MaxMigrationTime = TimeSpan.Zero }, code: "Migrating"));
    }

    [Theory]
    [InlineData(FailureKind.SetUp)]
    [InlineData(FailureKind.Refused)]
    [InlineData(FailureKind.Gone)]
    public void What_would_fail_again_is_not_tried_again(FailureKind kind) =>
        Assert.Null(s_backoff.Next(new("No.") { Kind = kind }, failed: 1, TimeSpan.Zero));

    private static TimeSpan? Wait(
        Backoff backoff,
        int failed = 1,
        TimeSpan elapsed = default,
        TimeSpan? asked = null,
        string code = "Reset"
    ) =>
        backoff.Next(
            new("Reset.")
            {
                Kind = FailureKind.Transient,
                Code = code,
                RetryAfter = asked,
            },
            failed,
            elapsed
        );
}
