namespace ImageTagging.Tests.Calling;

/// <summary>A service that refuses everything for a while, as Amazon's do now and then: what is free afterwards is used again at once. In virtual time.</summary>
public sealed class RefusalTests(ITestOutputHelper output)
{
    private static readonly TimeSpan s_answer = TimeSpan.FromMilliseconds(300);

    /// <summary>How the pacers learn of the quota, and how many there are.</summary>
    public enum Workers
    {
        /// <summary>One, and the quota was told.</summary>
        One,

        /// <summary>One, and nobody told the quota.</summary>
        Untold,

        /// <summary>Four, each with its share of the quota.</summary>
        Shares,

        /// <summary>Four that know the quota and nothing of each other.</summary>
        Strangers,
    }

    public static TheoryData<double, double, Workers> Refusals()
    {
        var cases = new TheoryData<double, double, Workers>();
        foreach (var refused in (double[])[0.2, 0.5, 1, 1.3, 3, 10, 45])
        {
            foreach (var workers in (Workers[])[Workers.One, Workers.Untold, Workers.Shares])
            {
                cases.Add(refused, 50, workers);
                cases.Add(refused, 100, workers);
            }

            cases.Add(refused, 10, Workers.One);
            cases.Add(refused, 400, Workers.One);
        }

        foreach (var refused in (double[])[1, 3, 10])
        {
            cases.Add(refused, 50, Workers.Strangers);
            cases.Add(refused, 100, Workers.Strangers);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public void After_everything_was_refused_the_quota_is_used_again_within_5_seconds(
        double refused,
        double quota,
        Workers workers
    )
    {
        const double Start = 60;
        var end = Start + refused;
        var service = Play(quota, workers, s => s >= Start && s < end, end + 35);

        Report(service, Start - 5, end + 20);
        AssertUse(service, end + 5, end + 35, quota);
    }

    [Theory]
    [InlineData(100, Workers.One, 300)]
    [InlineData(100, Workers.Untold, 300)]
    [InlineData(100, Workers.Shares, 300)]
    [InlineData(100, Workers.Strangers, 300)]
    [InlineData(50, Workers.One, 300)]
    [InlineData(10, Workers.One, 300)]
    [InlineData(400, Workers.One, 300)]
    [InlineData(100, Workers.One, 800)]
    [InlineData(100, Workers.Untold, 800)]
    [InlineData(50, Workers.Shares, 800)]
    [InlineData(400, Workers.One, 800)]
    [InlineData(1, Workers.One, 300)]
    [InlineData(2, Workers.One, 300)]
    [InlineData(2.5, Workers.One, 800)]
    [InlineData(8, Workers.Shares, 300)]
    [InlineData(10, Workers.Shares, 800)]
    public void With_3_seconds_in_every_10_refused_what_is_free_is_used(double quota, Workers workers, int answerMs)
    {
        static bool Refuses(double s) => s >= 20 && s % 10 < 3;

        var service = Play(quota, workers, Refuses, 120, answerMs);

        Report(service, 15, 70);
        var free = service.Served.Where(s => s >= 20 && s % 10 >= 3).Count() / (100 * 0.7 * quota);
        var late = service.Throttled.Count(s => s >= 20 && s % 10 >= 8);
        output.WriteLine($"{free:P1} of what was free, {late} throttled later than 5 s after");
        Assert.True(free >= 0.9, $"{free:P1} of what was free");
        Assert.True(late <= 0.005 * service.Served.Count, $"{late} throttled");
    }

    /// <summary>Each knows the whole quota and nothing of the others; what one asks for, another is throttled by.</summary>
    [Theory]
    [InlineData(10, 0.02)]
    [InlineData(20, 0.01)]
    [InlineData(50, 0.01)]
    public void Strangers_use_a_quota_and_are_seldom_throttled(double quota, double mostThrottled)
    {
        var service = Play(quota, Workers.Strangers, _ => false, 400);

        AssertUse(service, 100, 400, quota, mostThrottled);
    }

    /// <summary>Who is back meets a service that is not: what is slow to refuse is no answer, and costs a few calls more, not a flood.</summary>
    [Fact]
    public void A_refusal_that_is_late_brings_no_flood()
    {
        var calls = 0;
        var run = new VirtualRun();
        var quota = SimulatedQuota.Refusing(SimulatedQuota.Bucket(100, _ => 100), s => s is >= 20 and < 50);
        var service = new SimulatedService(quota, run.Time, s_answer, TimeSpan.FromMilliseconds(20))
        {
            ThrottleTime = () => TimeSpan.FromMilliseconds(++calls % 40 == 0 ? 2000 : 20),
        };
        run.Tag(service, new() { CallsPerSecond = 100 }, workers: 100, (second, _) => second < 80);

        Report(service, 18, 60);
        // The second that was counted, and afterwards a tenth of the quota.
        Assert.InRange(Count(service.Throttled, 20, 50), 150, 100 + (29 * 10));
        AssertUse(service, 55, 80, 100);
    }

    [Theory]
    [InlineData(50, 0.005)]
    [InlineData(25, 0.01)]
    [InlineData(10, 0.02)]
    public void A_quota_that_is_lower_for_good_after_it_is_found_and_seldom_asked_for_more(double after, double mostThrottled)
    {
        var quota = SimulatedQuota.Bucket(100, s => s < 23 ? 100 : after);
        var service = Play(SimulatedQuota.Refusing(quota, s => s is >= 20 and < 23), 100, Workers.One, 120);

        Report(service, 15, 60);
        AssertUse(service, 33, 120, after, mostThrottled);
    }

    [Theory]
    [InlineData(1.2)]
    [InlineData(2)]
    [InlineData(5)]
    public void A_quota_that_is_raised_for_good_is_found(double factor)
    {
        var service = Play(SimulatedQuota.Bucket(50, s => s < 60 ? 40 : 40 * factor), 200, Workers.One, 140);

        Report(service, 50, 100);
        AssertUse(service, 90, 140, 40 * factor);
    }

    private void AssertUse(SimulatedService service, double from, double to, double free, double mostThrottled = 0.005)
    {
        var served = Count(service.Served, from, to);
        var throttled = Count(service.Throttled, from, to);
        output.WriteLine($"{served / (to - from) / free:P1} used, {(double)throttled / (served + throttled):P2} throttled");
        Assert.True(served >= 0.9 * free * (to - from), $"{served / (to - from) / free:P1} of what was free");
        Assert.True(throttled <= mostThrottled * (served + throttled), $"{throttled} throttled of {served + throttled}");
    }

    private static SimulatedService Play(
        double quota,
        Workers workers,
        Func<double, bool> refuses,
        double seconds,
        int answerMs = 300
    ) => Play(SimulatedQuota.Refusing(SimulatedQuota.Bucket(quota, _ => quota), refuses), quota, workers, seconds, answerMs);

    private static SimulatedService Play(SimulatedQuota bucket, double told, Workers workers, double seconds, int answerMs = 300)
    {
        var run = new VirtualRun();
        var answer = TimeSpan.FromMilliseconds(answerMs);
        var service = new SimulatedService(bucket, run.Time, answer, TimeSpan.FromMilliseconds(20))
        {
            Info = new()
            {
                Name = "simulated",
                Fingerprint = new("1", 50, 10),
                MaxConcurrency = 512,
            },
        };
        var processes = workers is Workers.Shares or Workers.Strangers ? 4 : 1;
        run.Tag(
            service,
            new() { CallsPerSecond = workers == Workers.Untold ? null : told, RateShare = workers == Workers.Shares ? 0.25 : 1 },
            workers: (int)Math.Max(8, told / processes * Math.Max(1, 2 * answer.TotalSeconds)),
            (second, _) => second < seconds,
            processes: processes
        );
        return service;
    }

    private void Report(SimulatedService service, double from, double to)
    {
        for (var s = from; s < to; s++)
        {
            output.WriteLine(
                $"{s:0.0}: {Count(service.Served, s, s + 1)} served, {Count(service.Throttled, s, s + 1)} throttled"
            );
        }
    }

    private static int Count(IEnumerable<double> seconds, double from, double to) => seconds.Count(s => s >= from && s < to);
}
