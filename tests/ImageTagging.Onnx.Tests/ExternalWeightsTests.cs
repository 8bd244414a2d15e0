using ImageTagging.Onnx.Cards;
using ImageTagging.TestSupport;

namespace ImageTagging.Onnx.Tests;

public sealed class ExternalWeightsTests : IDisposable
{
    private const string Card = """
        {
          "name": "colours",
          "file": "tiny.onnx",
          "input": { "width": 8, "height": 8, "scale": 0.00392156862745098 },
          "classifier": {},
          "labels": ["red", "green", "blue"],
          "minConfidence": 1
        }
        """;

    private readonly TempFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("tiny.onnx.data")]
    [InlineData("weights/part-0")]
    public async Task Weights_that_lie_beside_the_model_are_loaded_from_any_working_directory(string location)
    {
        Assert.NotEqual(_folder.Path, Environment.CurrentDirectory);
        await WriteWeights(location, -0.25f);
        using var tagger = Open(TinyModel.WithWeightsIn(location));
        // Red is 1 and the others 0; a quarter less of each.
        var label = Assert.Single((await tagger.TagAsync(ModelCardTests.Red(), Cancel)).Labels);
        Assert.Equal(("red", 75), (label.Name, Math.Round(label.Confidence)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Other_weights_beside_the_same_model_are_another_fingerprint(bool inConstant)
    {
        var model = TinyModel.WithWeightsIn("tiny.onnx.data", inConstant);
        await WriteWeights("tiny.onnx.data", -0.25f);
        var first = Open(model).Info;
        Assert.Equal(first.Fingerprint, Open(model).Info.Fingerprint);
        await WriteWeights("tiny.onnx.data", -0.5f);
        var second = Open(model).Info;
        Assert.NotEqual(first.Fingerprint.Settings, second.Fingerprint.Settings);
        Assert.NotEqual(first.ModelVersion, second.ModelVersion);
    }

    [Theory]
    [InlineData("gone.data", "ModelMissing")]
    [InlineData("../tiny.onnx.data", "ModelUnusable")]
    [InlineData("/etc/hostname", "ModelUnusable")]
    public void Weights_that_are_not_beside_the_model_are_one_clear_sentence(string location, string code)
    {
        var fault = Assert.Throws<ImageTaggingException>(() => Open(TinyModel.WithWeightsIn(location)));
        Assert.Equal((FailureKind.SetUp, code), (fault.Kind, fault.Code));
        Assert.Contains(location, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_without_such_weights_keeps_its_hash()
    {
        var path = TinyModel.Write(_folder.Path, Card);
        var expected = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(TinyModel.ColourMeans(8)));
        Assert.Equal(expected, LoadedModel.FromCard(path).Hash);
    }

    [Fact]
    public void Damaged_models_are_walked_to_their_damage()
    {
        const int Seed = 27;
        var random = new Random(Seed);
        var whole = TinyModel.WithWeightsIn("tiny.onnx.data", inConstant: true);
        for (var i = 0; i < 2_000; i++)
        {
            var damaged = whole[..random.Next(whole.Length + 1)];
            for (var j = random.Next(6); j > 0 && damaged.Length > 0; j--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            using var stream = new MemoryStream(damaged);
            Assert.InRange(ExternalWeights.Locations(stream).Count, 0, 1);
        }
    }

    private OnnxTagger Open(byte[] model) => new(new() { ModelCard = TinyModel.Write(_folder.Path, Card, model) });

    private async Task WriteWeights(string location, float bias)
    {
        var path = _folder.File(location);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllBytesAsync(path, BitConverter.GetBytes(bias), Cancel);
    }
}
