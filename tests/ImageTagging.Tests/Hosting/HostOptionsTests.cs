using ImageTagging.Tests.Running;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ImageTagging.Tests.Hosting;

/// <summary>Options are said as those of any package: Configure first, the call next, PostConfigure last.</summary>
public sealed class HostOptionsTests
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
    public async Task Several_image_taggings_of_a_host_have_each_their_own_and_share_the_rest()
    {
        var services = new ServiceCollection();
        services.AddImageTagging().UseInMemoryIndex().AddSource(new PictureStore(TimeProvider.System, "mem://first"));
        services
            .AddImageTagging(
                "archive",
                Configuration(("Index:Type", "memory"), ("Pipeline:Workers", "3"), ("Calls:words:MaxConcurrency", "2"))
            )
            .AddSource(new PictureStore(TimeProvider.System, "mem://archive"))
            .AddTagger(new WordTagger())
            .UseBudget(Budget.OfCalls(7))
            .RunInBackground(TimeSpan.FromHours(1))
            .AddHealthChecks();
        services.AddImageTagging("search only").UseInMemoryIndex();
        services.AddLogging();
        await using var provider = services.BuildServiceProvider(
            new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true }
        );

        var first = provider.GetRequiredService<IImageTaggingPipeline>();
        var archive = provider.GetRequiredKeyedService<IImageTaggingPipeline>("archive");
        var alone = provider.GetRequiredKeyedService<IImageTaggingPipeline>("search only");
        Assert.Equal(["mem://first"], first.Sources.Select(s => s.Name));
        Assert.Equal(["mem://archive"], archive.Sources.Select(s => s.Name));
        Assert.Empty(alone.Sources);
        Assert.Equal((0, 1, 0), (first.Taggers.Count, archive.Taggers.Count, alone.Taggers.Count));
        Assert.Equal((0, 1), (first.Budgets.Count, archive.Budgets.Count));
        Assert.Equal(3, new HashSet<ITagIndex>([first.Index, archive.Index, alone.Index]).Count);
        Assert.Same(archive.Index, provider.GetRequiredKeyedService<ITagIndex>("archive"));
        Assert.Equal(3, provider.GetRequiredService<IOptionsMonitor<PipelineOptions>>().Get("archive").Workers);
        Assert.Null(provider.GetRequiredService<IOptions<PipelineOptions>>().Value.Workers);
        Assert.Single(provider.GetServices<IHostedService>(), s => s.GetType().Name == "BackgroundRuns");

        var store = (PictureStore)archive.Sources[0];
        store.Put("a.jpg", "dog");
        await archive.RunAsync();
        var query = new SearchRequest { Query = TagQueryParser.Parse("dog") };
        Assert.Equal(1, (await provider.GetRequiredKeyedService<IImageSearch>("archive").SearchAsync(query)).Results.Total);
        Assert.Equal(0, (await provider.GetRequiredService<IImageSearch>().SearchAsync(query)).Results.Total);
        Assert.NotNull(provider.GetRequiredKeyedService<ITagCurator>("archive"));
        Assert.NotNull(provider.GetRequiredKeyedService<ITagTeacher>("archive"));
        Assert.NotNull(provider.GetRequiredKeyedService<FailedImages>("archive"));
    }

    [Fact]
    public async Task One_of_several_without_an_index_is_named()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddImageTagging().UseInMemoryIndex();
        builder.Services.AddImageTagging("archive");
        using var host = builder.Build();
        var fault = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Contains("AddImageTagging(\"archive\")", fault.Message, StringComparison.Ordinal);
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
