using ImageTagging.Tests.Running;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ImageTagging.Tests.Hosting;

/// <summary>Options are said as those of any package: Configure first, the call next, PostConfigure last.</summary>
public sealed class ProviderOptionsExtensionsTests
{
    [Fact]
    public async Task Configure_comes_before_the_call_and_PostConfigure_after_it()
    {
        var services = new ServiceCollection();
        services.PostConfigure<FolderSourceOptions>(o => o.AllowEmpty = true);
        services
            .AddImageTagging()
            .UseInMemoryIndex()
            .AddFolderSource(
                "/pictures",
                o =>
                {
                    Assert.Equal("configured", o.Name);
                    (o.Name, o.AllowEmpty) = ("called", false);
                }
            );
        services.Configure<FolderSourceOptions>(o => (o.Name, o.Prefix) = ("configured", "2024/"));
        await using var provider = services.BuildServiceProvider();

        var source = provider.GetRequiredService<IImageSource>();
        Assert.Equal(("called", KeyRange.WithPrefix("2024/")), (source.Name, source.Scope.Range));
        var options = provider.GetRequiredService<IOptions<FolderSourceOptions>>().Value;
        Assert.Equal(("called", "2024/", true), (options.Name, options.Prefix, options.AllowEmpty));
    }

    [Fact]
    public async Task A_call_has_the_hosts_services_at_hand()
    {
        var services = new ServiceCollection();
        services.AddSingleton("from the container");
        services
            .AddImageTagging()
            .UseInMemoryIndex()
            .AddFolderSource("/pictures", (s, o) => o.Name = s.GetRequiredService<string>());
        await using var provider = services.BuildServiceProvider();
        Assert.Equal("from the container", provider.GetRequiredService<IImageSource>().Name);
    }

    [Fact]
    public async Task What_is_said_without_a_name_is_for_every_provider_of_the_kind_and_calls_differ()
    {
        var services = new ServiceCollection();
        services
            .AddImageTagging(
                Configuration(
                    ("ImageTagging:Index:Type", "memory"),
                    ("ImageTagging:Sources:0:Type", "folder"),
                    ("ImageTagging:Sources:0:Path", "/c"),
                    ("ImageTagging:Sources:0:Name", "c")
                )
            )
            .AddFolderSource("/a", new() { Name = "a" })
            .AddFolderSource("/b", o => o.Name = "b");
        services.Configure<FolderSourceOptions>(o => o.Prefix = "x/");
        services.PostConfigure<FolderSourceOptions>(o => o.Name += "!");
        await using var provider = services.BuildServiceProvider();
        var sources = provider.GetServices<IImageSource>().ToDictionary(s => s.Name, StringComparer.Ordinal);
        Assert.Equal(["a!", "b!", "c!"], sources.Keys.Order());
        // Whole options of a call's own are taken as they are.
        Assert.Equal(KeyRange.All, sources["a!"].Scope.Range);
        Assert.Equal(KeyRange.WithPrefix("x/"), sources["b!"].Scope.Range);
        Assert.Equal(KeyRange.WithPrefix("x/"), sources["c!"].Scope.Range);
        Assert.Equal("a!", provider.GetRequiredService<IOptions<FolderSourceOptions>>().Value.Name);
    }

    [Fact]
    public async Task The_options_handed_over_stay_the_callers()
    {
        var mine = new FolderSourceOptions { Name = "mine" };
        var services = new ServiceCollection();
        services.AddImageTagging().UseInMemoryIndex().AddFolderSource("/a", mine);
        services.PostConfigure<FolderSourceOptions>(o => o.Name = "theirs");
        await using var provider = services.BuildServiceProvider();
        Assert.Equal("theirs", provider.GetRequiredService<IImageSource>().Name);
        Assert.Equal("mine", mine.Name);
    }

    [Fact]
    public async Task The_pipelines_options_come_from_configuration_calls_and_the_host_in_this_order()
    {
        var services = new ServiceCollection();
        services.Configure<PipelineOptions>(o => (o.Workers, o.FlushCount, o.PruneRanges) = (1, 11, 3));
        services
            .AddImageTagging(Configuration(("ImageTagging:Index:Type", "memory"), ("ImageTagging:Pipeline:Workers", "5")))
            .ConfigurePipeline(o => o with { FlushCount = o.FlushCount + 1 });
        services.PostConfigure<PipelineOptions>(o => o.PruneRanges = 4);
        await using var provider = services.BuildServiceProvider();
        var options = provider.GetRequiredService<IOptions<PipelineOptions>>().Value;
        Assert.Equal((5, 12, 4), (options.Workers, options.FlushCount, options.PruneRanges));
    }

    [Fact]
    public async Task Faults_of_all_options_are_told_at_once_when_the_host_starts()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddImageTagging().UseInMemoryIndex().AddOwn(-1).AddOwn(5).AddOwn(-2);
        builder.Services.Configure<PipelineOptions>(o => o.FlushCount = 0);
        builder.Services.AddOptions<OwnOptions>().Validate(o => o.Size != 5, "Five is out of fashion.");
        using var host = builder.Build();
        var fault = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Contains("Size is -1.", fault.Failures);
        Assert.Contains("Size is -2.", fault.Failures);
        Assert.Contains(fault.Failures, f => f.Contains("FlushCount", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_is_registered_hears_how_far_a_background_run_is()
    {
        var told = new TaskCompletionSource<RunProgress>(TaskCreationOptions.RunContinuationsAsynchronously);
        var builder = Host.CreateApplicationBuilder();
        var store = new PictureStore(TimeProvider.System);
        store.Put("a.jpg", "dog");
        builder.Services.AddSingleton<IProgress<RunProgress>>(new Told(told));
        builder
            .Services.AddImageTagging()
            .UseInMemoryIndex()
            .AddSource(store)
            .AddTagger(new WordTagger())
            .RunInBackground(TimeSpan.FromHours(1));
        using var host = builder.Build();
        await host.StartAsync();
        Assert.Equal(1, (await told.Task.WaitAsync(World.Guard)).Counts.Tagged);
        await host.StopAsync();
    }

    private static IConfiguration Configuration(params (string Key, string Value)[] values) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(values.Select(v => KeyValuePair.Create(v.Key, (string?)v.Value)))
            .Build();

    private sealed class Told(TaskCompletionSource<RunProgress> told) : IProgress<RunProgress>
    {
        public void Report(RunProgress value)
        {
            if (value.Counts.Tagged > 0)
            {
                told.TrySetResult(value);
            }
        }
    }
}

/// <summary>A provider of somebody else's.</summary>
internal static class OwnProvider
{
    public static IImageTaggingBuilder AddOwn(this IImageTaggingBuilder builder, int size)
    {
        builder.AddProviderOptions<OwnOptions>(
            (_, options) => options.Size = size,
            options => options.Size < 0 ? [$"Size is {options.Size}."] : []
        );
        return builder;
    }
}

internal sealed class OwnOptions
{
    public int Size { get; set; }
}
