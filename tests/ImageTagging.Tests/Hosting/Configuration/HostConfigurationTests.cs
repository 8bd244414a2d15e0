using ImageTagging.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Moq;

namespace ImageTagging.Tests.Hosting;

public sealed class HostConfigurationTests
{
    [Fact]
    public async Task A_configuration_says_it_all()
    {
        await using var services = Services(
            new()
            {
                ["ImageTagging:Sources:0:Type"] = "folder",
                ["ImageTagging:Sources:0:Path"] = Path.GetTempPath(),
                ["ImageTagging:Sources:0:Name"] = "photos",
                ["ImageTagging:Sources:1:Type"] = "test",
                ["ImageTagging:Sources:1:Bucket"] = "b",
                ["ImageTagging:Taggers:0:Type"] = "Test",
                ["ImageTagging:Index:Type"] = "memory",
                ["ImageTagging:Budget:Dollars"] = "2.5",
                ["ImageTagging:Budget:Period"] = "Month",
                ["ImageTagging:Pipeline:Workers"] = "7",
                ["ImageTagging:Pipeline:FlushAfter"] = "00:00:01",
                ["ImageTagging:Calls:test:CallsPerSecond"] = "12.5",
                ["ImageTagging:Background:Every"] = "01:00:00",
                ["ImageTagging:Background:RetagModel"] = "true",
                ["Logging:LogLevel:Default"] = "Information",
            }
        );

        var settings = services.GetRequiredService<IOptions<HostSettings>>().Value;
        var options = services.GetRequiredService<IOptions<PipelineOptions>>().Value;
        Assert.Equal((7, TimeSpan.FromSeconds(1), 512), (options.Workers, options.FlushAfter, options.MaxUnsaved));
        Assert.Equal(12.5, settings.Calls["test"].CallsPerSecond);
        Assert.Equal((TimeSpan.FromHours(1), true), (settings.RunEvery, settings.RunOptions.RetagModel));
        Assert.Equal("2.50 USD a month", services.GetRequiredService<Budget>().ToString());
        await using var pipeline = services.GetRequiredService<ImageTaggingPipeline>();
        Assert.Equal(["photos", "b"], pipeline.Sources.Select(s => s.Name));
        Assert.Equal("test", Assert.Single(pipeline.Taggers).Info.Name);
        Assert.Equal("memory", pipeline.Index.Info.Engine);
    }

    [Fact]
    public async Task Every_wrong_setting_is_named_at_once()
    {
        await using var services = Services(
            new()
            {
                ["ImageTagging:Sources:0:Type"] = "s4",
                ["ImageTagging:Sources:1:Type"] = "folder",
                ["ImageTagging:Sources:2:Type"] = "test",
                ["ImageTagging:Taggers:0:Name"] = "none",
                ["ImageTagging:Index:Type"] = "memory",
                ["ImageTagging:Budget:Calls"] = "5",
                ["ImageTagging:Budget:Dollars"] = "5",
                ["ImageTagging:Pipeline:Wrokers"] = "7",
                ["ImageTagging:Pipeline:FlushCount"] = "many",
                ["ImageTagging:Calls:test:MaxAttempts"] = "0",
                ["ImageTagging:Background:Evry"] = "1",
                ["ImageTagging:Tagger"] = "test",
            }
        );

        var fault = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<HostSettings>>().Value);

        string[] told =
        [
            "ImageTagging:Sources:0:Type is 's4'; known are folder, test.",
            "ImageTagging:Sources:1:Path is missing",
            "ImageTagging:Sources:2:Bucket is missing",
            "ImageTagging:Taggers:0:Type is missing; known are test.",
            "ImageTagging:Budget needs either Calls or Dollars.",
            "ImageTagging:Pipeline:Wrokers is no setting",
            "ImageTagging:Pipeline:FlushCount is 'many'; it must be a whole number.",
            "MaxAttempts is 1 to 20, not 0.",
            "ImageTagging:Background:Every is missing",
            "ImageTagging:Tagger is no setting",
        ];
        Assert.All(told, sentence => Assert.Contains(sentence, fault.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Several_budgets_hold_together_and_two_of_a_kind_are_refused()
    {
        var settings = new Dictionary<string, string?>
        {
            ["ImageTagging:Index:Type"] = "memory",
            ["ImageTagging:Budgets:0:Dollars"] = "2",
            ["ImageTagging:Budgets:0:Period"] = "UtcDay",
            ["ImageTagging:Budgets:1:Dollars"] = "20",
            ["ImageTagging:Budgets:1:Period"] = "Month",
            ["ImageTagging:Budget:Calls"] = "500",
        };
        await using (var services = Services(settings))
        {
            var pipeline = services.GetRequiredService<ImageTaggingPipeline>();
            Assert.Equal(
                ["500 calls a run", "2.00 USD a UTC day", "20.00 USD a month"],
                pipeline.Budgets.Select(b => b.ToString())
            );
        }

        settings["ImageTagging:Budgets:1:Period"] = "UtcDay";
        await using var refused = Services(settings);
        var fault = Assert.Throws<OptionsValidationException>(() => refused.GetRequiredService<IOptions<HostSettings>>().Value);
        Assert.Contains("2.00 USD a UTC day; 20.00 USD a UTC day", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    // Read with thousands apart, these were 1,050 dollars and 5 calls a second.
    [InlineData("Budget:Dollars", "10,50")]
    [InlineData("Calls:test:CallsPerSecond", "0,5")]
    [InlineData("Calls:test:CallsPerSecond", "NaN")]
    [InlineData("Calls:test:CallsPerSecond", "Infinity")]
    // Read as .NET does, these were 30 and 24 days.
    [InlineData("Pipeline:FlushAfter", "30")]
    [InlineData("Background:Every", "24:00:00")]
    [InlineData("Background:Every", "1")]
    public async Task A_number_or_time_that_may_be_meant_otherwise_is_refused(string key, string value)
    {
        await using var services = Services(new() { ["ImageTagging:Index:Type"] = "memory", ["ImageTagging:" + key] = value });
        var fault = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<HostSettings>>().Value);
        Assert.Contains($"ImageTagging:{key} is '{value}'; it must be", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("00:00:30", 30)]
    [InlineData("0:30", 1800)]
    [InlineData("1.00:00:00", 86_400)]
    [InlineData("23:59:59", 86_399)]
    [InlineData(" 00:01:00 ", 60)]
    [InlineData("00:00:00.5", 0.5)]
    public void A_time_is_read_as_people_write_it(string text, double seconds)
    {
        Assert.True(TimeText.TryParse(text, out var time));
        Assert.Equal(TimeSpan.FromSeconds(seconds), time);
    }

    [Fact]
    public async Task A_section_may_be_given_itself()
    {
        var configuration = Configuration(new() { ["Pictures:Index:Type"] = "memory", ["Pictures:Pipeline:Workers"] = "3" });
        var services = new ServiceCollection();
        services.AddImageTagging(configuration.GetSection("Pictures"));
        await using var provider = services.BuildServiceProvider();
        Assert.Equal(3, provider.GetRequiredService<IOptions<PipelineOptions>>().Value.Workers);
    }

    private static ServiceProvider Services(Dictionary<string, string?> settings)
    {
        var services = new ServiceCollection();
        // A provider's support may be added before the configuration or after it.
        services
            .AddImageTagging(Configuration(settings))
            .AddConfiguredProvider<IImageSource>(
                "test",
                (_, section) => Mock.Of<IImageSource>(s => s.Name == section["Bucket"]),
                section => section["Bucket"] is null ? [$"{section.Path}:Bucket is missing."] : []
            )
            .AddConfiguredProvider("test", (_, _) => Mock.Of<ITagger>(t => t.Info == s_info));
        return services.BuildServiceProvider();
    }

    private static readonly TaggerInfo s_info = new() { Name = "test", Fingerprint = new("1", 50, 10) };

    private static IConfigurationRoot Configuration(Dictionary<string, string?> settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
}
