using Microsoft.Extensions.DependencyInjection;
using Moq;

namespace ImageTagging.Tests.Hosting;

public sealed class ImageTaggingBuilderExtensionsTests
{
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
}
