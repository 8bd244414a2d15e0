using System.Text;
using ImageTagging.Onnx.Cards;
using ImageTagging.TestSupport;

namespace ImageTagging.Onnx.Tests;

/// <summary>Cards, label files and models that were made, or damaged, so that reading them hurts.</summary>
public sealed class HostileCardTests : IDisposable
{
    private const int Seed = 20261207;

    private const string Card = """
        {
          "name": "colours", "file": "tiny.onnx",
          "input": { "width": 8, "height": 8, "layout": "nchw", "scale": 0.00392156862745098, "mean": [0, 0, 0], "fit": "crop" },
          "detector": { "combined": "means", "columns": true, "boxFormat": "cxcywh", "firstClass": 1, "overlap": 0.5 },
          "labels": ["red", "green", "blue"], "ignore": ["blue"], "categories": { "warm": ["red"] }, "aliases": { "red": ["crimson"] },
          "minConfidence": 50
        }
        """;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("\"colours\"", "null", "name")]
    [InlineData("\"colours\"", "\"colours\\n\"", "'name'")]
    [InlineData("\"tiny.onnx\"", "null", "file")]
    [InlineData("\"warm\": [\"red\"]", "\"warm\": null", "null")]
    [InlineData("\"warm\": [\"red\"]", "\"warm\": [null]", "null")]
    [InlineData("\"crimson\"", "null", "null")]
    [InlineData("[\"blue\"]", "[null]", "null")]
    [InlineData("[\"blue\"]", "null", "ignore")]
    [InlineData("\"cxcywh\"", "99", "boxFormat")]
    [InlineData("\"crop\"", "7", "fit")]
    [InlineData("\"firstClass\": 1", "\"firstClass\": -1", "firstClass")]
    [InlineData("\"mean\": [0, 0, 0]", "\"mean\": null", "mean")]
    [InlineData("\"minConfidence\": 50", "\"minConfidence\": 50, \"minConfidence\": 0", "'minConfidence' is there twice")]
    public void A_card_that_says_nothing_of_use_is_one_clear_sentence(string from, string to, string told)
    {
        Assert.Contains(from, Card, StringComparison.Ordinal);
        var path = TinyModel.Write(_folder.Path, Card.Replace(from, to, StringComparison.Ordinal));
        var fault = Assert.Throws<ImageTaggingException>(() => LoadedModel.FromCard(path));
        Assert.Equal("ModelCardInvalid", fault.Code);
        Assert.Contains(told, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Fact]
    public void Labels_that_never_end_are_refused()
    {
        Assert.SkipUnless(File.Exists("/dev/zero"), "There is no such device here.");
        var card = Card.Replace(
            "\"labels\": [\"red\", \"green\", \"blue\"]",
            "\"labelsFile\": \"/dev/zero\"",
            StringComparison.Ordinal
        );
        var fault = Assert.Throws<ImageTaggingException>(() => LoadedModel.FromCard(TinyModel.Write(_folder.Path, card)));
        Assert.Equal("ModelCardInvalid", fault.Code);
    }

    [Fact]
    public void Any_card_is_read_or_told()
    {
        var random = new Random(Seed);
        for (var i = 0; i < Trials.Count(5_000); i++)
        {
            var card = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(HostileText.Mutate(Card, random)));
            var path = TinyModel.Write(_folder.Path, card);
            try
            {
                var model = LoadedModel.FromCard(path);
                Assert.NotEmpty(model.Settings);
                Assert.NotNull(new LabelBook(model));
            }
            catch (ImageTaggingException fault)
            {
                Assert.NotEmpty(fault.Code);
            }
            catch (Exception fault)
            {
                Assert.Fail($"Seed {Seed}, trial {i}: {card}\n{fault}");
            }
        }
    }

    [Fact]
    public void Weights_of_a_damaged_model_are_found_or_not()
    {
        var random = new Random(Seed);
        for (var i = 0; i < Trials.Count(20_000); i++)
        {
            var model = TinyModel.WithWeightsIn("a.data", inConstant: i % 2 == 0);
            for (var left = random.Next(1, 6); left > 0; left--)
            {
                model[random.Next(model.Length)] = (byte)random.Next(256);
            }

            var cut = random.Next(4) == 0 ? model[..random.Next(model.Length)] : model;
            Assert.InRange(ExternalWeights.Locations(new MemoryStream(cut)).Count, 0, 10);
        }
    }
}
