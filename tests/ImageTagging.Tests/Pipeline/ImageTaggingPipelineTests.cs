using ImageTagging.Tests.Running;
using Moq;

namespace ImageTagging.Tests.Pipeline;

public sealed class ImageTaggingPipelineTests
{
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
}
