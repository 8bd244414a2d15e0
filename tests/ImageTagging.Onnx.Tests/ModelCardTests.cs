using ImageTagging.TestSupport;
using Microsoft.Extensions.DependencyInjection;

namespace ImageTagging.Onnx.Tests;

public sealed class ModelCardTests : IDisposable
{
    private const string Card = """
        {
          "name": "colours",
          "file": "tiny.onnx",
          "input": { "width": 8, "height": 8, "layout": "nchw", "scale": 0.00392156862745098 },
          "classifier": {},
          "labels": ["red", "green", "blue"],
          "categories": { "warm": ["red"] },
          "parents": { "colour": ["red", "green", "blue"] },
          "aliases": { "red": ["crimson"] },
          "minConfidence": 50
        }
        """;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Any_classifier_tags_by_its_card()
    {
        using var tagger = new OnnxTagger(new() { ModelCard = TinyModel.Write(_folder.Path, Card) });
        var label = Assert.Single((await tagger.TagAsync(Red())).Labels);
        Assert.Equal(("red", 100d), (label.Name, label.Confidence));
        Assert.Equal(["warm"], label.Categories);
        Assert.Equal(["colour"], label.Parents);
        Assert.Equal(["crimson"], label.Aliases);
        Assert.Empty(label.Boxes);
        Assert.Equal("colours", tagger.Info.Name);
        Assert.Equal(12, tagger.Info.ModelVersion!.Length);
    }

    [Fact]
    public async Task A_segmenter_says_how_much_of_a_picture_each_label_covers()
    {
        var card = Card.Replace("\"classifier\": {}", "\"segmenter\": { \"areas\": \"means\" }");
        using var tagger = new OnnxTagger(new() { ModelCard = TinyModel.Write(_folder.Path, card), MinConfidence = 0 });
        var labels = (await tagger.TagAsync(Red())).Labels;
        Assert.Equal([("red", 100d), ("blue", 0d), ("green", 0d)], labels.Select(l => (l.Name, l.Confidence)));
        Assert.Equal([1, 0, 0], labels.Select(l => l.Area));
        Assert.NotEqual(Fingerprint(Card).Settings, tagger.Info.Fingerprint.Settings);
    }

    [Fact]
    public async Task A_model_of_ones_own_joins_the_packages_models_and_the_surer_label_counts()
    {
        var card = TinyModel.Write(
            _folder.Path,
            Card.Replace("\"red\", \"green\"", "\"scarlet\", \"green\"").Replace("[\"red\"", "[\"scarlet\"")
        );
        using var alone = new LocalTagger();
        using var joined = new LocalTagger(new() { ModelCards = [card] });
        Assert.NotEqual(alone.Info.Fingerprint, joined.Info.Fingerprint);
        var labels = (await joined.TagAsync(Red())).Labels;
        Assert.Equal("scarlet", labels[0].Name);
        Assert.Equal(100, labels[0].Confidence);
        Assert.Contains("red", labels.Select(l => l.Name));
        Assert.DoesNotContain("scarlet", (await alone.TagAsync(Red())).Labels.Select(l => l.Name));
        Assert.Equal(labels.Count, labels.Select(l => l.Name).Distinct().Count());
    }

    [Fact]
    public async Task What_one_model_of_a_joined_word_knows_is_kept_beside_the_surer_word_of_another()
    {
        var card = TinyModel.Write(
            _folder.Path,
            Card.Replace("\"classifier\": {}", "\"segmenter\": { \"areas\": \"means\" }")
                .Replace("\"crimson\"", "\"crimson\", \"ruby\"")
        );
        using var joined = new LocalTagger(new() { ModelCards = [card] });
        var red = (await joined.TagAsync(Red())).Labels.Single(l => l.Name == "red");
        Assert.Equal(100, red.Confidence);
        Assert.Equal(1, red.Area);
        Assert.Equal("colours", red.Models[0]);
        Assert.Contains("pixels", red.Models);
        Assert.Contains("ruby", red.Aliases);
        Assert.Contains("colour", red.Parents);
    }

    [Fact]
    public async Task An_output_that_the_card_names_is_the_answers_embedding()
    {
        var card = Card.Replace("\"classifier\": {}", "\"classifier\": {}, \"embedding\": \"means\"");
        using var tagger = new OnnxTagger(new() { ModelCard = TinyModel.Write(_folder.Path, card) });
        var answer = await tagger.TagAsync(Red());
        Assert.Equal("red", Assert.Single(answer.Labels).Name);
        Assert.Equal(3, answer.Embedding!.Dimensions);
        Assert.Equal(1, answer.Embedding.Similarity(Embedding.FromVector(answer.Embedding.Space, [1, 0, 0])), 3);
        Assert.StartsWith("colours-", answer.Embedding.Space, StringComparison.Ordinal);
        Assert.NotEqual(Fingerprint(Card).Settings, tagger.Info.Fingerprint.Settings);
        using var without = new OnnxTagger(new() { ModelCard = TinyModel.Write(_folder.Path, Card) });
        Assert.Null((await without.TagAsync(Red())).Embedding);
        var wrong = Card.Replace("\"classifier\": {}", "\"classifier\": {}, \"embedding\": \"vector\"");
        using var other = new OnnxTagger(new() { ModelCard = TinyModel.Write(_folder.Path, wrong) });
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(() => other.TagAsync(Red()).AsTask());
        Assert.Contains("it has no output 'vector', but 'means'", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(8, 0)]
    [InlineData(0, 0)]
    [InlineData(0, 1)]
    public async Task A_model_whose_batch_or_size_is_open_tags_as_one_whose_are_fixed(int side, int batch)
    {
        using var tagger = new OnnxTagger(
            new() { ModelCard = TinyModel.Write(_folder.Path, Card, TinyModel.ColourMeans(side, batch)) }
        );
        Assert.Equal(
            ("red", 100d),
            Assert.Single((await tagger.TagAsync(Red())).Labels) is var l ? (l.Name, l.Confidence) : default
        );
    }

    [Fact]
    public async Task A_model_that_only_takes_several_pictures_at_once_is_refused()
    {
        using var tagger = new OnnxTagger(
            new() { ModelCard = TinyModel.Write(_folder.Path, Card, TinyModel.ColourMeans(8, batch: 4)) }
        );
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(() => tagger.TagAsync(Red()).AsTask());
        Assert.Equal("ModelMismatch", fault.Code);
        Assert.Contains("is 4×3×8×8, not 1×3×8×8", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"layout\": \"nchw\",", "\"layout\": \"nchw\", \"channels\": \"bgr\",", "blue")]
    [InlineData(
        "\"scale\": 0.00392156862745098",
        "\"scale\": 0.00392156862745098, \"mean\": [1, -0.8, 0], \"std\": [1, 1, 1]",
        "green"
    )]
    [InlineData("\"labels\": [\"red\", \"green\", \"blue\"]", "\"labels\": [\"a\", \"b\", \"c\"], \"ignore\": [\"b\"]", "a")]
    public async Task Channels_normalisation_and_labels_follow_the_card(string from, string to, string expected)
    {
        using var tagger = new OnnxTagger(new() { ModelCard = TinyModel.Write(_folder.Path, Card.Replace(from, to)) });
        Assert.Equal([expected], (await tagger.TagAsync(Red())).Labels.Select(l => l.Name));
    }

    [Fact]
    public void The_fingerprint_follows_what_decides_an_answer_and_nothing_else()
    {
        var first = Fingerprint(Card);
        Assert.Equal(first, Fingerprint(Card.Replace("\"colours\"", "\"renamed\"")));
        Assert.Equal(first.Settings, Fingerprint(Card.Replace("\"minConfidence\": 50", "\"minConfidence\": 60")).Settings);
        Assert.NotEqual(first.Settings, Fingerprint(Card.Replace("\"nchw\"", "\"nchw\", \"channels\": \"bgr\"")).Settings);
        Assert.NotEqual(first.Settings, Fingerprint(Card.Replace("green", "verdant")).Settings);
        Assert.NotEqual(first.Settings, Fingerprint(Card, [.. TinyModel.ColourMeans(8), 0x32, 0]).Settings);
    }

    [Theory]
    [InlineData("\"name\": \"colours\"", "\"name\": \"My Colours\"", "ModelCardInvalid", "'name'")]
    [InlineData("\"classifier\": {},", "", "ModelCardInvalid", "'detector', 'classifier' or 'segmenter'")]
    [InlineData("\"minConfidence\": 50", "\"minConfidence\": 101", "ModelCardInvalid", "'minConfidence'")]
    [InlineData("\"minConfidence\": 50", "\"minConfidense\": 50", "ModelCardInvalid", "minConfidense")]
    [InlineData("{", "", "ModelCardInvalid", "card.json")]
    [InlineData("\"tiny.onnx\"", "\"other.onnx\"", "ModelMissing", "other.onnx")]
    [InlineData("\"labels\": [\"red\", \"green\", \"blue\"]", "\"labelsFile\": \"none.txt\"", "ModelMissing", "none.txt")]
    public void A_card_that_is_wrong_is_one_clear_sentence(string from, string to, string code, string told)
    {
        var at = Card.IndexOf(from, StringComparison.Ordinal);
        var card = Card[..at] + to + Card[(at + from.Length)..];
        var fault = Assert.Throws<ImageTaggingException>(() =>
            new OnnxTagger(new() { ModelCard = TinyModel.Write(_folder.Path, card) })
        );
        Assert.Equal((FailureKind.SetUp, code), (fault.Kind, fault.Code));
        Assert.Contains(told, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_card_that_is_missing_is_one_clear_sentence()
    {
        var fault = Assert.Throws<ImageTaggingException>(() => new OnnxTagger(new() { ModelCard = _folder.File("no.json") }));
        Assert.Equal("ModelMissing", fault.Code);
    }

    [Theory]
    [InlineData("cut short", "ModelUnusable")]
    [InlineData("empty", "ModelUnusable")]
    [InlineData("text", "ModelUnusable")]
    [InlineData("wrong shape", "ModelMismatch")]
    [InlineData("wrong layout", "ModelMismatch")]
    [InlineData("too few labels", "ModelMismatch")]
    [InlineData("no such output", "ModelMismatch")]
    public async Task A_model_file_that_is_wrong_is_a_fault_of_the_set_up(string what, string code)
    {
        var model = what switch
        {
            "cut short" => TinyModel.ColourMeans(8)[..60],
            "empty" => [],
            "text" => "This is no model."u8.ToArray(),
            "wrong shape" => TinyModel.ColourMeans(9),
            _ => TinyModel.ColourMeans(8),
        };
        var card = what switch
        {
            "too few labels" => Card.Replace("\"red\", \"green\", \"blue\"],\n  \"cat", "\"red\"],\n  \"cat"),
            "wrong layout" => Card.Replace("\"nchw\"", "\"nhwc\""),
            "no such output" => Card.Replace("\"classifier\": {}", "\"classifier\": { \"output\": \"logits\" }"),
            _ => Card,
        };
        using var tagger = new OnnxTagger(new() { ModelCard = TinyModel.Write(_folder.Path, card, model) });
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () => await tagger.TagAsync(Red()));
        Assert.Equal((FailureKind.SetUp, code), (fault.Kind, fault.Code));
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Fact]
    public void Options_out_of_range_are_told_all_at_once()
    {
        var options = new OnnxTaggerOptions
        {
            MinConfidence = 101,
            MaxLabels = -1,
            MaxConcurrency = 0,
        };
        var fault = Assert.Throws<ImageTaggingException>(() => new OnnxTagger(options));
        Assert.All(new[] { "MinConfidence", "MaxLabels", "MaxConcurrency" }, n => Assert.Contains(n, fault.Message));
    }

    [Fact]
    public void A_host_adds_the_detector_with_one_call()
    {
        var services = new ServiceCollection();
        services.AddImageTagging().AddOnnxTagger().AddOnnxTagger(new() { Name = "second" });
        using var host = services.BuildServiceProvider();
        Assert.Equal(["coco80", "second"], host.GetServices<ITagger>().Select(t => t.Info.Name));
    }

    private TaggerFingerprint Fingerprint(string card, byte[]? model = null)
    {
        using var tagger = new OnnxTagger(new() { ModelCard = TinyModel.Write(_folder.Path, card, model) });
        return tagger.Info.Fingerprint;
    }

    internal static byte[] Red()
    {
        using var black = NetVips.Image.Black(20, 10, bands: 3);
        using var red = black.Linear([1], [255, 0, 0]);
        using var bytes = red.Cast(NetVips.Enums.BandFormat.Uchar);
        using var picture = bytes.Copy(interpretation: NetVips.Enums.Interpretation.Srgb);
        return picture.PngsaveBuffer();
    }
}
