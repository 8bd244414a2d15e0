namespace ImageTagging.Tests.Calling;

/// <summary>How well a quota is used: 50 calls a second, 300 ms answers, in virtual time.</summary>
public sealed class QuotaUseTests(ITestOutputHelper output)
{
    private const double Quota = 50;
    private static readonly TimeSpan s_answer = TimeSpan.FromMilliseconds(300);
    private static readonly TaggerCallOptions s_options = new() { CallsPerSecond = Quota };

    [Theory]
    [InlineData(0)]
    [InlineData(300)]
    public void A_token_bucket_that_starts_empty_is_used_to_99_percent(int throttleMs)
    {
        var run = new VirtualRun();
        var service = Service(run, SimulatedQuota.Bucket(50, _ => Quota), throttleMs);

        run.Tag(service, s_options, images: 3000, workers: 64);

        Assert.Equal(3000, service.Served.Count);
        AssertUse(service, from: 2, to: 58, quota: Quota, least: 0.99);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.37)]
    [InlineData(0.93)]
    public void A_fixed_second_is_used_to_98_percent(double offset)
    {
        var run = new VirtualRun();
        var service = Service(run, SimulatedQuota.FixedSecond(50, offset));

        run.Tag(service, s_options, images: 3000, workers: 64);

        AssertUse(service, from: 2, to: 58, quota: Quota, least: 0.98);
    }

    [Fact]
    public void Answers_of_any_length_leave_the_quota_in_use()
    {
        var run = new VirtualRun();
        var random = new Random(7);
        var service = new SimulatedService(SimulatedQuota.Bucket(50, _ => Quota), run.Time, s_answer, TimeSpan.Zero)
        {
            AnswerTime = (_, second) => TimeSpan.FromMilliseconds((second < 30 ? 20 : 800) * (0.5 + (2 * random.NextDouble()))),
        };

        run.Tag(service, s_options, images: 3000, workers: 128);

        AssertUse(service, from: 2, to: 29, quota: Quota, least: 0.99);
        AssertUse(service, from: 34, to: 58, quota: Quota, least: 0.99);
    }

    [Theory]
    [InlineData(20.0)]
    [InlineData(22.9)]
    [InlineData(26.3)]
    public void A_quota_that_is_halved_and_restored_is_found_within_10_seconds(double half)
    {
        var run = new VirtualRun();
        const double There = 30;
        var back = half + There;
        var service = Service(run, SimulatedQuota.Bucket(50, s => s < half || s >= back ? 50 : 25));

        run.Tag(service, s_options, workers: 64, (second, _) => second < back + There);

        Report(service, half - 10, back + There);
        Assert.True(Rate(service.Served, half + 10, back) > 0.95 * 25);
        Assert.True(Rate(service.Served, back + 10, back + There) > 0.95 * 50);
        // What is throttled within 10 s of a change is not counted.
        var counted = service.Throttled.Count(s => !(s >= half && s < half + 10) && !(s >= back && s < back + 10));
        Assert.True(counted < 0.005 * service.Served.Count, $"{counted} throttled");
    }

    /// <summary>A slow quota is found in as many calls as a fast one, and so later; the longer it was low, the less often it is asked for.</summary>
    [Theory]
    [InlineData(10, 20.0, 30, 10)]
    [InlineData(10, 22.9, 30, 10)]
    [InlineData(10, 26.3, 50, 10)]
    [InlineData(4, 22.9, 30, 20)]
    [InlineData(100, 26.3, 30, 10)]
    [InlineData(10, 20.0, 120, 15)]
    [InlineData(10, 22.9, 120, 15)]
    [InlineData(4, 22.9, 120, 20)]
    [InlineData(50, 22.9, 120, 10)]
    [InlineData(10, 20.0, 300, 25)]
    public void A_quota_of_any_size_that_is_halved_and_restored_is_found(double quota, double half, double there, double within)
    {
        var run = new VirtualRun();
        var back = half + there;
        var service = Service(run, SimulatedQuota.Bucket(quota, s => s < half || s >= back ? quota : quota / 2));

        run.Tag(service, new() { CallsPerSecond = quota }, workers: 64, (second, _) => second < back + 60, mostSeconds: 900);

        Report(service, half - 10, back + 60);
        Assert.True(Rate(service.Served, half + 10, back) > 0.95 * quota / 2);
        Assert.True(Rate(service.Served, back + within, back + 60) > 0.95 * quota);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(25)]
    [InlineData(40)]
    public void A_limit_below_the_one_that_was_told_is_used_and_touched_lightly(double limit)
    {
        var run = new VirtualRun();
        var service = Service(run, SimulatedQuota.Bucket(50, _ => limit));

        run.Tag(service, s_options, workers: 64, (second, _) => second < 200);

        Report(service, 40, 200);
        Assert.True(Rate(service.Served, 40, 200) > 0.99 * limit);
        // It is asked for more every five seconds, and one call is told no.
        var throttled = service.Throttled.Count(s => s > 40);
        Assert.InRange(throttled, 1, 160 / 4);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(40)]
    [InlineData(200)]
    public void A_quota_that_nobody_told_is_found(double quota)
    {
        var run = new VirtualRun();
        var service = Service(run, SimulatedQuota.Bucket(quota, _ => quota));

        run.Tag(service, new(), workers: 256, (second, _) => second < 60);

        Report(service, 10, 60);
        Assert.True(Rate(service.Served, 15, 60) > 0.93 * quota);
        Assert.True(service.Throttled.Count(s => s > 15) < 0.02 * service.Served.Count);
    }

    private static SimulatedService Service(VirtualRun run, SimulatedQuota quota, int throttleMs = 20) =>
        new(quota, run.Time, s_answer, TimeSpan.FromMilliseconds(throttleMs));

    private void AssertUse(SimulatedService service, double from, double to, double quota, double least)
    {
        Report(service, from, to);
        var use = Rate(service.Served, from, to) / quota;
        Assert.True(use >= least, $"{use:P2} of the quota");
        Assert.True(service.Throttled.Count < 0.005 * service.Served.Count, $"{service.Throttled.Count} throttled");
    }

    private void Report(SimulatedService service, double from, double to)
    {
        for (var s = from; s < to; s += 5)
        {
            output.WriteLine(
                $"{s:0.0}: {Rate(service.Served, s, s + 5):0.00} served/s, {Rate(service.Throttled, s, s + 5):0.00} throttled/s"
            );
        }

        output.WriteLine($"{service.Served.Count} served, {service.Throttled.Count} throttled");
    }

    private static double Rate(IEnumerable<double> seconds, double from, double to) =>
        seconds.Count(s => s >= from && s < to) / (to - from);
}
