using Moq;

namespace ImageTagging.Tests.Pipeline;

public sealed class ImageTaggingPipelineBuilderTests
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
    public void A_source_without_its_name_is_named_when_the_pipeline_is_built()
    {
        var fault = Assert.Throws<ImageTaggingException>(() =>
            ImageTaggingPipeline.CreateBuilder().From(Mock.Of<IImageSource>()).IndexInto(new InMemoryTagIndex()).Build()
        );
        Assert.Contains("IImageSource.Name", fault.Message, StringComparison.Ordinal);
    }
}
