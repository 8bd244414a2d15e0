namespace ImageTagging.Tests.Calling;

public sealed class TaggerCallOptionsTests
{
    public static TheoryData<TaggerCallOptions, string> Wrong =>
        new()
        {
            {
                new() { CallsPerSecond = 0 },
                "CallsPerSecond is over 0 and at most 100,000, not 0."
            },
            {
                new() { CallsPerSecond = 100_001 },
                "CallsPerSecond is over 0 and at most 100,000, not 100001."
            },
            {
                new() { CallsPerSecond = double.NaN },
                "CallsPerSecond is over 0 and at most 100,000, not NaN."
            },
            {
                new() { RateShare = 0 },
                "RateShare is over 0 and at most 1, not 0."
            },
            {
                new() { RateShare = 1.5 },
                "RateShare is over 0 and at most 1, not 1.5."
            },
            {
                new() { MaxConcurrency = 0 },
                "MaxConcurrency is 1 to 1,024, not 0."
            },
            {
                new() { MaxAttempts = 21 },
                "MaxAttempts is 1 to 20, not 21."
            },
            {
                new() { MaxThrottledTime = TimeSpan.FromTicks(-1) },
                "MaxThrottledTime is at most an hour"
            },
            {
                new() { BaseDelay = TimeSpan.Zero },
                "BaseDelay is 1 ms to 1 minute"
            },
            {
                new() { BaseDelay = TimeSpan.FromSeconds(30), MaxDelay = TimeSpan.FromSeconds(29) },
                "MaxDelay is BaseDelay to 10 minutes"
            },
            {
                new() { AttemptTimeout = TimeSpan.FromHours(2) },
                "AttemptTimeout is 10 ms to 1 hour"
            },
            {
                new() { ReuseNearDuplicates = new() { Similarity = 0.4 } },
                "ReuseNearDuplicates.Similarity is 0.5 to 1, not 0.4."
            },
            {
                new() { ReuseNearDuplicates = new() { Window = TimeSpan.FromDays(2) } },
                "ReuseNearDuplicates.Window is 0 to 1 day"
            },
            {
                new() { OnlyWhere = TagQueries.Key(new string('a', 4_000)) },
                "OnlyWhere is a query of 4000 characters at the most."
            },
        };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_is_out_of_range_is_named_alone(TaggerCallOptions options, string fault) =>
        Assert.Contains(fault, Assert.Single(options.Validate()), StringComparison.Ordinal);

    [Fact]
    public void All_faults_are_named_at_once_and_the_ends_of_the_ranges_are_none()
    {
        Assert.Equal(
            2,
            new TaggerCallOptions { RateShare = 0, MaxAttempts = 0 }
                .Validate()
                .Count
        );
        Assert.Empty(new TaggerCallOptions().Validate());
        var widest = new TaggerCallOptions
        {
            CallsPerSecond = 100_000,
            RateShare = 1,
            MaxConcurrency = 1_024,
            MaxAttempts = 20,
            MaxThrottledTime = TimeSpan.FromHours(1),
            BaseDelay = TimeSpan.FromMinutes(1),
            MaxDelay = TimeSpan.FromMinutes(10),
            AttemptTimeout = TimeSpan.FromHours(1),
            ReuseNearDuplicates = new() { Similarity = 1, Window = TimeSpan.FromDays(1) },
        };
        Assert.Empty(widest.Validate());
    }

    [Fact]
    public void A_condition_that_nobody_could_write_is_told()
    {
        TagQuery deep = new EverythingQuery();
        for (var i = 0; i < 10_000; i++)
        {
            deep = new NotQuery(deep);
        }

        Assert.StartsWith(
            "OnlyWhere: ",
            Assert.Single(new TaggerCallOptions { OnlyWhere = deep }.Validate()),
            StringComparison.Ordinal
        );
    }
}
