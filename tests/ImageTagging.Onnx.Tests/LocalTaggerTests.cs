using ImageTagging.TestSupport;

namespace ImageTagging.Onnx.Tests;

public sealed class LocalTaggerTests
{
    [Theory]
    [InlineData("animals/chelsea.png", "cat", "animal")]
    [InlineData("people/astronaut.png", "person", "portrait")]
    [InlineData("things/coffee.png", "coffee", "drink")]
    public async Task EverydayWordsAreSaidOfPhotographs(string picture, params string[] words)
    {
        using var tagger = new LocalTagger();
        var labels = await LabelsAsync(tagger, picture);
        Assert.Superset(words.ToHashSet(), labels.Select(l => l.Name).ToHashSet());
        Assert.All(labels, l => Assert.InRange(l.Confidence, 45, 100));
        Assert.Equal(labels.OrderByDescending(l => l.Confidence).Select(l => l.Name), labels.Select(l => l.Name));
    }

    [Fact]
    public async Task TheCatIsNoDog()
    {
        using var tagger = new LocalTagger();
        Assert.DoesNotContain("dog", (await LabelsAsync(tagger, "animals/chelsea.png")).Select(l => l.Name));
    }

    [Fact]
    public async Task BroaderAndOtherNamesComeWithAWord()
    {
        using var tagger = new LocalTagger();
        var cat = (await LabelsAsync(tagger, "animals/chelsea.png")).Single(l => l.Name == "cat");
        Assert.Contains("animal", cat.Parents);
        Assert.Contains("kitten", cat.Aliases);
    }

    [Theory]
    [InlineData(LocalProfile.Fast)]
    [InlineData(LocalProfile.Standard)]
    [InlineData(LocalProfile.Thorough)]
    public async Task AnswersAreTheSameOnEveryRunAndThread(LocalProfile profile)
    {
        using var tagger = new LocalTagger(new() { Profile = profile });
        using var other = new LocalTagger(new() { Profile = profile });
        var first = await LabelsAsync(tagger, "people/astronaut.png");
        var beside = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(i => Task.Run(() => LabelsAsync(i == 0 ? other : tagger, "people/astronaut.png")))
        );
        Assert.NotEmpty(first);
        Assert.All(
            beside,
            labels => Assert.Equal(first.Select(l => (l.Name, l.Confidence)), labels.Select(l => (l.Name, l.Confidence)))
        );
    }

    [Fact]
    public async Task ThingsThatTheDetectorFoundHaveBoxes()
    {
        using var tagger = new LocalTagger();
        var person = (await LabelsAsync(tagger, "people/astronaut.png")).Single(l => l.Name == "person");
        Assert.NotEmpty(person.Boxes);
        Assert.All(person.Boxes, b => Assert.InRange(b.Left + b.Width, 0.01, 1.001));
    }

    [Fact]
    public async Task FewAndSureLabelsCanBeAskedFor()
    {
        using var tagger = new LocalTagger(new() { MinConfidence = 60, MaxLabels = 2 });
        var labels = await LabelsAsync(tagger, "people/astronaut.png");
        Assert.InRange(labels.Count, 1, 2);
        Assert.All(labels, l => Assert.InRange(l.Confidence, 60, 100));
    }

    [Fact]
    public async Task NoPortraitIsSeenWhereNoPersonIs()
    {
        using var tagger = new LocalTagger();
        var labels = (await LabelsAsync(tagger, "things/retina.jpg")).Select(l => l.Name).ToHashSet();
        Assert.DoesNotContain("person", labels);
        Assert.DoesNotContain("portrait", labels);
        Assert.DoesNotContain("face", labels);
    }

    [Theory]
    [InlineData("animals/horse.png")]
    [InlineData("things/text.png")]
    public async Task OfADrawingInTwoTonesNoKindOfAnimalIsGuessed(string picture)
    {
        using var tagger = new LocalTagger();
        var labels = (await LabelsAsync(tagger, picture)).Select(l => l.Name).ToHashSet();
        Assert.Contains("black-and-white", labels);
        Assert.DoesNotContain("dog", labels);
        Assert.DoesNotContain("cat", labels);
    }

    [Fact]
    public async Task AFineNameIsATagBelowTheEverydayWord()
    {
        using var tagger = new LocalTagger();
        var espresso = (await LabelsAsync(tagger, "things/coffee.png")).Single(l => l.Name == "espresso");
        Assert.Contains("coffee", espresso.Parents);
    }

    [Fact]
    public async Task ThePropertiesThatAreAskedForAreTold()
    {
        using var all = new LocalTagger(new() { Properties = PictureProperties.Usual | PictureProperties.Formats });
        using var none = new LocalTagger(new() { Properties = PictureProperties.None });
        Assert.NotEqual(all.Info.Fingerprint, none.Info.Fingerprint);
        var labels = (await LabelsAsync(all, "people/astronaut.png")).Select(l => l.Name).ToArray();
        Assert.Contains("square format", labels);
        using var black = NetVips.Image.Black(1200, 300, bands: 3);
        using var blue = black.Linear([1], [30, 60, 210]);
        using var bytes = blue.Cast(NetVips.Enums.BandFormat.Uchar);
        using var wide = bytes.Copy(interpretation: NetVips.Enums.Interpretation.Srgb);
        labels = [.. (await all.TagAsync(wide.PngsaveBuffer())).Labels.Select(l => l.Name)];
        Assert.Superset(new HashSet<string> { "blue", "panorama", "landscape format" }, labels.ToHashSet());
        labels = [.. (await none.TagAsync(wide.PngsaveBuffer())).Labels.Select(l => l.Name)];
        Assert.DoesNotContain("blue", labels);
        Assert.DoesNotContain("landscape format", labels);
    }

    [Fact]
    public async Task AnswersCarryOneVectorOfWhatTheModelsSee()
    {
        using var standard = new LocalTagger();
        using var fast = new LocalTagger(new() { Profile = LocalProfile.Fast });
        var cat = await EmbeddingAsync(standard, "animals/chelsea.png");
        var cup = await EmbeddingAsync(standard, "things/coffee.png");
        // At most 900 bytes a picture in an index, with what finds it.
        Assert.InRange(cat.Dimensions, 512, 736);
        Assert.Equal(1, cat.Similarity(await EmbeddingAsync(standard, "animals/chelsea.png")), 6);
        Assert.True(cat.Similarity(cup) < 0.6, $"{cat.Similarity(cup)}");
        Assert.NotEqual(cat.Space, (await EmbeddingAsync(fast, "animals/chelsea.png")).Space);
        Assert.NotEqual(0, cat.Components.ToArray().Count(c => c < 0));

        static async Task<Embedding> EmbeddingAsync(LocalTagger tagger, string picture) =>
            (await tagger.TagAsync(await File.ReadAllBytesAsync(Path.Combine(TestPaths.Photos, picture)))).Embedding!;
    }

    [Fact]
    public void ProfilesHaveFingerprintsOfTheirOwn()
    {
        using var fast = new LocalTagger(new() { Profile = LocalProfile.Fast });
        using var standard = new LocalTagger();
        using var again = new LocalTagger();
        Assert.NotEqual(fast.Info.Fingerprint, standard.Info.Fingerprint);
        Assert.Equal(again.Info.Fingerprint, standard.Info.Fingerprint);
        Assert.Equal("local", standard.Info.Name);
    }

    [Fact]
    public void EveryOptionOutOfRangeIsNamed()
    {
        var fault = Assert.Throws<ImageTaggingException>(() =>
            new LocalTagger(
                new()
                {
                    MinConfidence = 101,
                    MaxLabels = -1,
                    MaxConcurrency = 0,
                }
            )
        );
        Assert.Contains(
            "MinConfidence must be 0 to 100; MaxLabels must be 0 or more; MaxConcurrency",
            fault.Message,
            StringComparison.Ordinal
        );
    }

    private static async Task<IReadOnlyList<ImageLabel>> LabelsAsync(LocalTagger tagger, string picture) =>
        (await tagger.TagAsync(await File.ReadAllBytesAsync(Path.Combine(TestPaths.Photos, picture)))).Labels;
}
