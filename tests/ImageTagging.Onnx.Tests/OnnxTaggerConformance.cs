using ImageTagging.Conformance;
using ImageTagging.TestSupport;

namespace ImageTagging.Onnx.Tests;

public sealed class OnnxProvider : TaggerProvider
{
    public override ValueTask<ITagger> CreateAsync() => new(new OnnxTagger());

    public override async ValueTask<byte[]> ReadPictureAsync() =>
        await File.ReadAllBytesAsync(Path.Combine(TestPaths.Photos, "people", "astronaut.png"));
}

public sealed class OnnxTaggerConformance(OnnxProvider provider) : TaggerConformance<OnnxProvider>(provider);
