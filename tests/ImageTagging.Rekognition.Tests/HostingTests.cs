using ImageTagging.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ImageTagging.Rekognition.Tests;

public sealed class HostingTests
{
    private const string Arn = "arn:aws:rekognition:us-east-1:123456789012:project/cats/version/cats.2026/1700000000000";

    [Fact]
    public async Task The_builder_adds_taggers_that_work()
    {
        await using var server = await RekognitionDouble.StartAsync();
        var services = new ServiceCollection();
        services
            .AddImageTagging()
            .AddRekognitionTagger(o => o.Client = Doubles.OptionsOf(server))
            .AddRekognitionCustomLabelsTagger(o => (o.Client, o.ProjectVersionArn) = (Doubles.OptionsOf(server), Arn))
            .AddRekognitionModerationTagger(o => o.Client = Doubles.OptionsOf(server))
            .AddRekognitionTextTagger(o => o.Client = Doubles.OptionsOf(server));
        await using var provider = services.BuildServiceProvider();

        var taggers = provider.GetServices<ITagger>().ToArray();
        foreach (var tagger in taggers)
        {
            await tagger.TagAsync(Doubles.ImageOf(new("s3://pictures"), "a.jpg"));
        }

        Assert.Equal(
            ["rekognition", "rekognition-custom", "rekognition-moderation", "rekognition-text"],
            taggers.Select(t => t.Info.Name)
        );
        Assert.Equal(
            ["DetectLabels", "DetectCustomLabels", "DetectModerationLabels", "DetectText"],
            server.Calls.Select(c => c.Operation)
        );
    }

    [Fact]
    public async Task A_client_of_the_hosts_is_used_and_not_disposed()
    {
        await using var server = await RekognitionDouble.StartAsync();
        using var client = Doubles.ClientOf(server);
        var services = new ServiceCollection();
        services.AddSingleton<IRekognitionClient>(client);
        services.AddImageTagging().AddRekognitionTagger();
        await using (var provider = services.BuildServiceProvider())
        {
            await provider.GetRequiredService<ITagger>().TagAsync(Doubles.ImageOf(new("s3://pictures"), "a.jpg"));
        }

        await client.DetectLabelsAsync(new() { Image = Doubles.Object() });
        Assert.Equal(2, server.CallCount);
    }

    [Fact]
    public async Task Faulty_options_are_told_when_the_host_starts_unless_the_host_mends_them_afterwards()
    {
        var builder = Host.CreateApplicationBuilder();
        builder
            .Services.AddImageTagging()
            .UseInMemoryIndex()
            .AddRekognitionTagger(o => (o.MaxLabels, o.MinConfidence) = (0, 101));
        using var host = builder.Build();

        var fault = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Contains("MaxLabels", fault.Message, StringComparison.Ordinal);
        Assert.Contains("MinConfidence", fault.Message, StringComparison.Ordinal);

        builder = Host.CreateApplicationBuilder();
        builder.Services.AddImageTagging().UseInMemoryIndex().AddRekognitionTagger(o => o.MaxLabels = 0);
        builder.Services.PostConfigure<RekognitionLabelOptions>(o => o.MaxLabels = 5);
        using var mended = builder.Build();
        await mended.StartAsync();
        await mended.StopAsync();
    }

    [Fact]
    public async Task The_configuration_names_every_option()
    {
        var section = Section(
            ("Type", "rekognition"),
            ("Name", "labels"),
            ("Region", "eu-west-1"),
            ("Transfer", "bytes"),
            ("MaxLabels", "25"),
            ("MinConfidence", "60.5"),
            ("IncludeCategories:0", "Animals and Pets"),
            ("DominantColors", "3"),
            ("PricePerCall", "0.0008"),
            ("CallsPerSecond", "5"),
            ("MaxConcurrency", "8"),
            ("RequestTimeout", "00:00:20")
        );
        var provider = Provider("rekognition");

        Assert.Empty(provider.Validate(section));
        var tagger = provider.Create(new ServiceCollection().BuildServiceProvider(), section);
        Assert.Equal(
            ("labels", 0.0008m, 5d, 8),
            (tagger.Info.Name, tagger.Info.PricePerCall, tagger.Info.CallsPerSecond, tagger.Info.MaxConcurrency)
        );
        Assert.Equal(60.5, tagger.Info.Fingerprint.MinConfidence);
        await ((IAsyncDisposable)tagger).DisposeAsync();

        Assert.Empty(
            Provider("rekognition-custom")
                .Validate(Section(("ProjectVersionArn", Arn), ("MaxResults", "3"), ("MinConfidence", "1")))
        );
        Assert.Empty(Provider("rekognition-moderation").Validate(Section(("ContentTypes", "true"), ("ProjectVersion", Arn))));
        Assert.Empty(
            Provider("rekognition-text").Validate(Section(("Unit", "LinesAndWords"), ("MinHeight", "0.1"), ("MinWidth", "0.1")))
        );
    }

    [Fact]
    public void Faults_of_the_configuration_are_told_all_at_once()
    {
        var faults = Provider("rekognition")
            .Validate(
                Section(("MaxLabels", "many"), ("MinConfidence", "101"), ("MinimumConfidence", "70"), ("Transfer", "pigeon"))
            );

        Assert.Equal(4, faults.Count);
        Assert.All(
            (string[])
                [
                    "tagger:MaxLabels must be a whole number",
                    "tagger:MinConfidence is 101; the service takes 0–100.",
                    "tagger:MinimumConfidence is no setting",
                    "tagger:Transfer must be one of",
                ],
            part => Assert.Contains(faults, fault => fault.Contains(part, StringComparison.Ordinal))
        );
    }

    private static IConfiguredProvider<ITagger> Provider(string type)
    {
        var services = new ServiceCollection();
        services.AddImageTagging().AddRekognitionSupport();
        return services.BuildServiceProvider().GetServices<IConfiguredProvider<ITagger>>().Single(p => p.Type == type);
    }

    private static IConfigurationSection Section(params (string Key, string Value)[] values) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(values.ToDictionary(v => "tagger:" + v.Key, v => (string?)v.Value, StringComparer.Ordinal))
            .Build()
            .GetSection("tagger");
}
