using ImageTagging.Tests.Running;
using Microsoft.Extensions.DependencyInjection;
using Moq;

namespace ImageTagging.Tests.Hosting;

/// <summary>Doubles of which a host's test set up half say in one sentence what is missing.</summary>
public sealed class PartialDoubleTests
{
    [Fact]
    public void A_tagger_without_its_info_is_named_when_the_pipeline_is_built()
    {
        var fault = Assert.Throws<ImageTaggingException>(() =>
            ImageTaggingPipeline.CreateBuilder().TagWith(Mock.Of<ITagger>()).IndexInto(new InMemoryTagIndex()).Build()
        );
        Assert.Equal(ErrorCodes.InvalidOptions, fault.Code);
        Assert.Matches("^The tagger .* has no ITagger.Info; a double must be set up to answer one.$", fault.Message);
        fault = Assert.Throws<ImageTaggingException>(() =>
            ImageTaggingPipeline.CreateBuilder().TagWith(Mock.Of<ITagger>(), new TaggerCallOptions())
        );
        Assert.Contains("ITagger.Info", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tagger_without_its_info_is_named_in_a_host_too()
    {
        var services = new ServiceCollection();
        services.AddImageTagging().UseInMemoryIndex().AddTagger(Mock.Of<ITagger>());
        using var provider = services.BuildServiceProvider();
        var fault = Assert.Throws<ImageTaggingException>(provider.GetRequiredService<IImageTaggingPipeline>);
        Assert.Contains("ITagger.Info", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_source_without_its_name_is_named_when_the_pipeline_is_built()
    {
        var fault = Assert.Throws<ImageTaggingException>(() =>
            ImageTaggingPipeline.CreateBuilder().From(Mock.Of<IImageSource>()).IndexInto(new InMemoryTagIndex()).Build()
        );
        Assert.Contains("IImageSource.Name", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_without_its_scope_is_named_whatever_is_asked_of_the_pipeline()
    {
        var source = Mock.Of<IImageSource>(s => s.Name == "mock");
        await using var pipeline = ImageTaggingPipeline
            .CreateBuilder()
            .From(source)
            .TagWith(new WordTagger())
            .IndexInto(new InMemoryTagIndex())
            .Build();
        Func<Task>[] asked =
        [
            () => pipeline.RunAsync(),
            () => pipeline.PruneAsync(),
            () => pipeline.PlanAsync(),
            () => pipeline.IndexAsync(source, ["a.jpg"]),
            () => pipeline.IndexAsync("mock", ["a.jpg"]),
            async () => await pipeline.StreamAsync().ToListAsync(),
            async () => await pipeline.IndexAsync(source, AsyncEnumerable.Empty<ImageListing>()).ToListAsync(),
        ];
        foreach (var ask in asked)
        {
            var fault = await Assert.ThrowsAsync<ImageTaggingException>(ask);
            Assert.Equal(ErrorCodes.InvalidOptions, fault.Code);
            Assert.Contains("has no IImageSource.Scope", fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_index_without_its_info_is_named_when_the_pipeline_runs()
    {
        await using var pipeline = ImageTaggingPipeline
            .CreateBuilder()
            .From(new PictureStore(TimeProvider.System))
            .TagWith(new WordTagger())
            .IndexInto(Mock.Of<ITagIndex>())
            .Build();
        foreach (var ask in new Func<Task>[] { () => pipeline.RunAsync(), () => pipeline.PlanAsync() })
        {
            var fault = await Assert.ThrowsAsync<ImageTaggingException>(ask);
            Assert.Contains("has no ITagIndex.Info", fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_service_is_tested_with_doubles_of_search_and_pipeline()
    {
        var search = new Mock<IImageSearch>();
        var pipeline = new Mock<IImageTaggingPipeline>();
        var name = new ImageName("mock", "dog.jpg");
        pipeline
            .Setup(p => p.StreamAsync(It.IsAny<RunOptions>(), It.IsAny<IProgress<RunProgress>>()))
            .Returns(new ImageOutcomes([new() { Image = name, Kind = ImageOutcomeKind.Tagged }]));
        var services = new ServiceCollection();
        services.AddSingleton(search.Object).AddSingleton(pipeline.Object);
        services.AddImageTagging().UseInMemoryIndex();
        await using var provider = services.BuildServiceProvider();
        Assert.Same(search.Object, provider.GetRequiredService<IImageSearch>());
        var outcomes = await provider.GetRequiredService<IImageTaggingPipeline>().StreamAsync().ToListAsync();
        Assert.Equal(name, Assert.Single(outcomes).Image);
    }
}
