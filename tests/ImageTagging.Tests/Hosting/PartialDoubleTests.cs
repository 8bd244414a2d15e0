using Microsoft.Extensions.DependencyInjection;
using Moq;

namespace ImageTagging.Tests.Hosting;

/// <summary>Doubles of which a host's test set up half say in one sentence what is missing.</summary>
public sealed class PartialDoubleTests
{
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
