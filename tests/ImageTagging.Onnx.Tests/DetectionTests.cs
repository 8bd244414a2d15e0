using ImageTagging.TestSupport;

namespace ImageTagging.Onnx.Tests;

public sealed class DetectionTests : IClassFixture<OnnxTaggerFixture>
{
    private readonly OnnxTagger _tagger;

    public DetectionTests(OnnxTaggerFixture fixture) => _tagger = fixture.Tagger;

    [Theory]
    [InlineData("people/astronaut.png", "person", 61, "person", 512, 512)]
    [InlineData("people/camera.png", "person", 59, "person", 512, 512)]
    [InlineData("things/coffee.png", "cup", 47, "kitchen", 600, 400)]
    [InlineData("animals/horse.png", "horse", 54, "animal", 400, 328)]
    [InlineData("animals/chelsea.png", "dog", 47, "animal", 451, 300)]
    [InlineData("space/rocket.jpg", "clock", 35, "indoor", 640, 427)]
    public async Task The_detector_sees_in_the_photographs_what_it_saw_before_it_was_converted(
        string photo,
        string label,
        double confidence,
        string category,
        int width,
        int height
    )
    {
        var answer = await _tagger.TagAsync(
            await File.ReadAllBytesAsync(Path.Combine(TestPaths.Photos, photo), TestContext.Current.CancellationToken),
            TestContext.Current.CancellationToken
        );
        var found = answer.Labels[0];
        Assert.Equal(label, found.Name);
        Assert.InRange(found.Confidence, confidence - 5, confidence + 5);
        Assert.Equal([category], found.Categories);
        Assert.NotEmpty(found.Boxes);
        Assert.Equal((width, height), (answer.Width, answer.Height));
        Assert.Equal("1", answer.ModelVersion);
    }

    [Theory]
    [InlineData("space/hubble_deep_field.jpg")]
    [InlineData("textures/brick.png")]
    public async Task Where_it_sees_nothing_the_answer_is_empty(string photo)
    {
        var bytes = await File.ReadAllBytesAsync(Path.Combine(TestPaths.Photos, photo), TestContext.Current.CancellationToken);
        Assert.Empty((await _tagger.TagAsync(bytes, TestContext.Current.CancellationToken)).Labels);
    }

    [Fact]
    public async Task A_box_lies_around_the_thing()
    {
        var bytes = await File.ReadAllBytesAsync(Path.Combine(TestPaths.Photos, "things", "coffee.png"));
        var cup = (await _tagger.TagAsync(bytes, TestContext.Current.CancellationToken)).Labels.Single(l => l.Name == "cup");
        var box = Assert.Single(cup.Boxes);
        Assert.InRange(box.Left, 0.2, 0.35);
        Assert.InRange(box.Top, 0, 0.15);
        Assert.InRange(box.Width, 0.3, 0.5);
        Assert.InRange(box.Height, 0.45, 0.7);
        Assert.Equal(cup.Confidence, box.Confidence);
    }

    [Fact]
    public void It_is_free_and_knows_eighty_things()
    {
        Assert.Equal(80, _tagger.Labels.Count);
        Assert.Equal("coco80", _tagger.Info.Name);
        Assert.Equal((0m, false, false), (_tagger.Info.PricePerCall, _tagger.Info.IsMetered, _tagger.Info.IsAuthored));
        Assert.Equal((30d, 0), (_tagger.Info.Fingerprint.MinConfidence, _tagger.Info.Fingerprint.MaxLabels));
    }

    [Fact]
    public async Task A_higher_threshold_and_a_limit_keep_less_and_are_answered_by_what_was_asked_before()
    {
        var bytes = await File.ReadAllBytesAsync(Path.Combine(TestPaths.Photos, "things", "coffee.png"));
        using var surer = new OnnxTagger(new() { MinConfidence = 45 });
        using var one = new OnnxTagger(new() { MinConfidence = 5, MaxLabels = 1 });
        Assert.Equal(["cup"], (await surer.TagAsync(bytes)).Labels.Select(l => l.Name));
        Assert.Equal(["cup"], (await one.TagAsync(bytes)).Labels.Select(l => l.Name));
        Assert.Equal(_tagger.Info.Fingerprint.Settings, surer.Info.Fingerprint.Settings);
        Assert.True(surer.Info.Answers(_tagger.Info.Fingerprint, cut: false));
    }
}
