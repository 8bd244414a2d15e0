namespace ImageTagging.Tests.Pipeline;

public sealed class PipelineOptionsTests
{
    public static TheoryData<PipelineOptions, string> Wrong =>
        new()
        {
            {
                new() { Workers = 0 },
                "Workers must be 1–1,024"
            },
            {
                new() { Workers = 1_025 },
                "Workers must be 1–1,024"
            },
            {
                new() { MaxUnsaved = 0 },
                "MaxUnsaved"
            },
            {
                new() { FlushCount = 1_001 },
                "FlushCount"
            },
            {
                new() { FlushAfter = TimeSpan.Zero },
                "FlushAfter"
            },
            {
                new() { RemoveAfter = TimeSpan.FromTicks(-1) },
                "RemoveAfter"
            },
            {
                new() { MaxImageBytes = Array.MaxLength + 1L },
                "MaxImageBytes"
            },
            {
                new() { Grace = TimeSpan.FromDays(2) },
                "Grace"
            },
            {
                new() { OutagePatience = Timeout.InfiniteTimeSpan },
                "OutagePatience"
            },
            {
                new() { MigrationPatience = TimeSpan.FromDays(32) },
                "MigrationPatience"
            },
            {
                new() { RefreshEvery = TimeSpan.Zero },
                "RefreshEvery"
            },
            {
                new() { RefreshWrites = 0 },
                "RefreshWrites"
            },
            {
                new() { PruneRanges = 65 },
                "PruneRanges"
            },
        };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_is_out_of_range_is_named_alone(PipelineOptions options, string name)
    {
        var fault = Assert.Throws<ImageTaggingException>(options.Validate);
        Assert.Equal(ErrorCodes.InvalidOptions, fault.Code);
        Assert.Contains(name, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(";", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_are_named_at_once_and_the_defaults_have_none()
    {
        new PipelineOptions().Validate();
        var fault = Assert.Throws<ImageTaggingException>(
            new PipelineOptions
            {
                Workers = 0,
                FlushCount = 0,
                PruneRanges = 0,
            }.Validate
        );
        Assert.Equal(3, fault.Message.Split(';').Length);
    }

    /// <summary>An option without a check would take what makes a run hang or fill memory.</summary>
    [Fact]
    public void Every_option_has_a_range()
    {
        var checkedOptions = Wrong.Select(w => w.Data.Item2.Split(' ')[0]).Distinct();
        Assert.Equal(typeof(PipelineOptions).GetProperties().Select(p => p.Name).Order(), checkedOptions.Order());
    }
}
