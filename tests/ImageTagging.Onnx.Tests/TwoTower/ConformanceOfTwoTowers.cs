using ImageTagging.Conformance;
using ImageTagging.TestSupport;

namespace ImageTagging.Onnx.Tests.TwoTower;

/// <summary>A tagger with two towers of random weights.</summary>
public sealed class TwoTowerProvider : TaggerProvider, IDisposable
{
    private readonly TempFolder _folder = new();

    public override ValueTask<ITagger> CreateAsync()
    {
        var card = _folder.File("siglip.json");
        if (!File.Exists(card))
        {
            SigLipFiles.Write(_folder);
        }

        return new(new TwoTowerTagger(new() { ModelCard = card, MinConfidence = 1 }));
    }

    public override async ValueTask<byte[]> ReadPictureAsync() =>
        await File.ReadAllBytesAsync(Path.Combine(TestPaths.Photos, "space", "rocket.jpg"));

    public void Dispose() => _folder.Dispose();
}

public sealed class TwoTowerConformance(TwoTowerProvider provider) : TaggerConformance<TwoTowerProvider>(provider);
