using ImageTagging.TestSupport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Moq;

namespace ImageTagging.Tests.Hosting;

public sealed class ImageTaggingServiceCollectionExtensionsTests
{
    [Fact]
    public async Task A_host_with_only_an_index_starts()
    {
        using var host = Host(b => b.UseInMemoryIndex());
        await host.StartAsync();
        Assert.NotNull(host.Services.GetRequiredService<ITagIndex>());
        await host.StopAsync();
    }

    [Fact]
    public async Task A_host_without_an_index_is_told_so_when_it_starts()
    {
        using var host = Host(_ => { });
        var fault = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Contains("There is no index", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Add_appends_and_use_replaces_and_each_may_be_repeated()
    {
        var (first, second) = (Source("a"), Source("b"));
        var (tagger, other) = (Tagger("one"), Tagger("two"));
        var last = new InMemoryTagIndex();
        await using var services = Services(b =>
            b.AddSource(first.Object)
                .AddSource(_ => second.Object)
                .AddTagger(tagger.Object)
                .AddTagger(_ => other.Object)
                .UseInMemoryIndex()
                .UseIndex(last)
                .UseBudget(Budget.OfCalls(1))
                .UseBudget(Budget.OfCalls(2))
        );

        await using var pipeline = services.GetRequiredService<ImageTaggingPipeline>();
        Assert.Equal([first.Object, second.Object], pipeline.Sources);
        Assert.Equal([tagger.Object, other.Object], pipeline.Taggers);
        Assert.Same(last, pipeline.Index);
        Assert.Equal(2, Assert.Single(services.GetServices<Budget>()).Limit);
    }

    [Fact]
    public async Task AddImageTagging_itself_may_be_repeated()
    {
        var services = new ServiceCollection();
        services.AddImageTagging().UseInMemoryIndex();
        services.AddImageTagging().AddFolderSource("/pictures", new() { Name = "pictures" });
        await using var provider = services.BuildServiceProvider();
        Assert.Single(provider.GetServices<ImageTaggingPipeline>());
    }

    [Fact]
    public async Task What_the_host_handed_in_is_not_disposed_and_what_was_made_for_it_is()
    {
        var handed = new DisposableIndex();
        var made = new DisposableSource();
        await using (var services = Services(b => b.UseIndex(handed).AddSource(_ => made)))
        {
            Assert.NotNull(services.GetRequiredService<ITagIndex>());
            Assert.NotNull(services.GetRequiredService<IImageSource>());
        }

        Assert.False(handed.IsDisposed);
        Assert.True(made.IsDisposed);
    }

    [Fact]
    public async Task All_faults_are_told_at_once_and_quote_the_limits()
    {
        using var folder = new TempFolder();
        var vocabulary = Path.Combine(folder.Path, "missing.json");
        using var host = Host(b =>
            b.UseInMemoryIndex()
                .ConfigurePipeline(o => o with { Workers = 5000 })
                .ConfigureCalls("one", new() { CallsPerSecond = -1, MaxAttempts = 99 })
                .UseVocabulary(vocabulary)
                .RunInBackground(TimeSpan.FromMilliseconds(1))
        );
        var fault = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        var all = fault.Message;
        Assert.Contains("Workers must be 1–1,024", all, StringComparison.Ordinal);
        Assert.Contains("CallsPerSecond is over 0", all, StringComparison.Ordinal);
        Assert.Contains("MaxAttempts is 1 to 20, not 99", all, StringComparison.Ordinal);
        Assert.Contains("missing.json", all, StringComparison.Ordinal);
        Assert.Contains("Background runs are made every second at the most", all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calls_of_a_tagger_that_is_not_there_are_a_fault()
    {
        await using var services = Services(b =>
            b.UseInMemoryIndex().AddTagger(Tagger("one").Object).ConfigureCalls("other", new() { MaxAttempts = 2 })
        );
        var fault = Assert.Throws<ImageTaggingException>(() => services.GetRequiredService<ImageTaggingPipeline>());
        Assert.Contains("'other'", fault.Message, StringComparison.Ordinal);
    }

    private static Mock<IImageSource> Source(string name)
    {
        var source = new Mock<IImageSource>();
        source.SetupGet(s => s.Name).Returns(name);
        return source;
    }

    private static Mock<ITagger> Tagger(string name)
    {
        var tagger = new Mock<ITagger>();
        tagger.SetupGet(t => t.Info).Returns(new TaggerInfo { Name = name, Fingerprint = new("1", 50, 10) });
        return tagger;
    }

    private static ServiceProvider Services(Action<IImageTaggingBuilder> build)
    {
        var services = new ServiceCollection();
        build(services.AddImageTagging());
        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    private static IHost Host(Action<IImageTaggingBuilder> build)
    {
        var host = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new());
        build(host.Services.AddImageTagging());
        return host.Build();
    }
}
