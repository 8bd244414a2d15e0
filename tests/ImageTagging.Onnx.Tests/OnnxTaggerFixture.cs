namespace ImageTagging.Onnx.Tests;

/// <summary>The package's own detector, loaded once.</summary>
public sealed class OnnxTaggerFixture : IDisposable
{
    public OnnxTagger Tagger { get; } = new();

    public void Dispose() => Tagger.Dispose();
}
