using ImageTagging.Conformance;
using ImageTagging.TestSupport;

namespace ImageTagging.Onnx.Tests;

public sealed class LocalProvider : TaggerProvider
{
    public override ValueTask<ITagger> CreateAsync() => new(new LocalTagger());

    public override async ValueTask<byte[]> ReadPictureAsync() =>
        await File.ReadAllBytesAsync(Path.Combine(TestPaths.Photos, "people", "astronaut.png"));
}

public sealed class LocalTaggerConformance(LocalProvider provider) : TaggerConformance<LocalProvider>(provider);
