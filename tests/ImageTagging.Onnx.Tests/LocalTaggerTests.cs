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
        Assert.All(labels, l => Assert.InRange(l.Confidence, 27, 100));
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
    public async Task LabelsTellTheirModelsAndHowMuchOfThePictureTheyCover()
    {
        using var tagger = new LocalTagger();
        var person = (await LabelsAsync(tagger, "people/astronaut.png")).Single(l => l.Name == "person");
        Assert.Equal(["ade32", "coco80"], person.Models.Order());
        Assert.InRange(person.Area!.Value, 0.3, 0.6);
        Assert.Equal(person.Area, Math.Round(person.Area.Value, 4));
        Assert.NotEmpty(person.Boxes);
        var coffee = (await LabelsAsync(tagger, "things/coffee.png")).Single(l => l.Name == "coffee");
        Assert.Equal(["imagenet1k"], coffee.Models);
        Assert.Null(coffee.Area);
        Assert.Equal(["pixels"], (await LabelsAsync(tagger, "animals/horse.png")).Single(l => l.Name == "white").Models);
    }

    [Theory]
    [InlineData(LocalModels.Classifier | LocalModels.Segmenter, "imagenet1k", "ade32")]
    [InlineData(LocalModels.Classifier | LocalModels.Detector, "imagenet1k", "coco80")]
    [InlineData(LocalModels.Segmenter | LocalModels.Detector, "ade32", "coco80")]
    [InlineData(LocalModels.Classifier, "imagenet1k")]
    [InlineData(LocalModels.Segmenter, "ade32")]
    [InlineData(LocalModels.Detector, "coco80")]
    public async Task AnyModelCanBeLeftOut(LocalModels models, params string[] left)
    {
        using var all = new LocalTagger();
        using var tagger = new LocalTagger(new() { Models = models });
        Assert.NotEqual(all.Info.Fingerprint, tagger.Info.Fingerprint);
        var answer = await tagger.TagAsync(await File.ReadAllBytesAsync(Path.Combine(TestPaths.Photos, "things/coffee.png")));
        Assert.Subset(left.Append("pixels").ToHashSet(), answer.Labels.SelectMany(l => l.Models).ToHashSet());
        Assert.Superset(left.Take(1).ToHashSet(), answer.Labels.SelectMany(l => l.Models).ToHashSet());
        Assert.Equal(models.HasFlag(LocalModels.Classifier), answer.Embedding is not null);
        Assert.Equal(models.HasFlag(LocalModels.Detector), answer.Labels.Any(l => l.Boxes.Count > 0));
    }

    [Fact]
    public async Task AModelThatIsLeftOutIsNeitherNamedNorMissed()
    {
        using var tagger = new LocalTagger(new() { Models = LocalModels.Detector, Profile = LocalProfile.Thorough });
        Assert.DoesNotContain("espresso", tagger.Info.KnownLabels);
        Assert.Contains("cup", (await LabelsAsync(tagger, "things/coffee.png")).Select(l => l.Name));
    }

    [Fact]
    public async Task AThingThatFillsThePictureIsSurerThanASpeck()
    {
        using var tagger = new LocalTagger(new() { MinConfidence = 0 });
        var bytes = await File.ReadAllBytesAsync(Path.Combine(TestPaths.Photos, "people/astronaut.png"));
        using var picture = NetVips.Image.NewFromBuffer(bytes);
        using var wide = picture.Embed(768, 1024, 2048, 2048, NetVips.Enums.Extend.Background, [120, 130, 110]);
        var large = Person(await tagger.TagAsync(bytes));
        var small = Person(await tagger.TagAsync(wide.JpegsaveBuffer()));
        Assert.True(small < large - 5, $"{small} and {large}");

        static double Person(TaggerResult answer) => answer.Labels.Single(l => l.Name == "person").Confidence;
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
    public async Task WordsThatHardlyAnyExampleTaughtHaveToBeSurer()
    {
        using var usual = new LocalTagger();
        using var all = new LocalTagger(new() { MinConfidence = 10, MinRareConfidence = 10 });
        using var few = new LocalTagger(new() { MinConfidence = 10 });
        Assert.NotEqual(all.Info.Fingerprint.Settings, few.Info.Fingerprint.Settings);
        Assert.Equal(usual.Info.Fingerprint.Settings, few.Info.Fingerprint.Settings);
        var kept = (await LabelsAsync(few, "people/camera.png")).Select(l => l.Name).ToHashSet();
        var rare = (await LabelsAsync(all, "people/camera.png")).Where(l => !kept.Contains(l.Name)).ToArray();
        Assert.NotEmpty(rare);
        Assert.All(rare, l => Assert.InRange(l.Confidence, 10, 49.99));
        Assert.Contains("people", kept);
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
    public async Task OfASilhouetteOnlyThePixelsSaySomething()
    {
        using var tagger = new LocalTagger();
        var labels = await LabelsAsync(tagger, "animals/horse.png");
        Assert.Contains("black-and-white", labels.Select(l => l.Name));
        Assert.DoesNotContain("animal", labels.Select(l => l.Name));
        Assert.DoesNotContain("outdoor", labels.Select(l => l.Name));
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
        using var all = new LocalTagger(new() { Properties = PixelProperties.Usual | PixelProperties.Formats });
        using var none = new LocalTagger(new() { Properties = PixelProperties.None });
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

    [Theory]
    [InlineData(LocalProfile.Standard, LocalModels.None, "one of the classifier, segmenter and detector has to be asked")]
    [InlineData(LocalProfile.Fast, LocalModels.Detector, "the profile Fast asks the classifier alone, which is left out")]
    public void SomeModelHasToBeAsked(LocalProfile profile, LocalModels models, string told)
    {
        var fault = Assert.Throws<ImageTaggingException>(() => new LocalTagger(new() { Profile = profile, Models = models }));
        Assert.Contains(told, fault.Message, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<ImageLabel>> LabelsAsync(LocalTagger tagger, string picture) =>
        (await tagger.TagAsync(await File.ReadAllBytesAsync(Path.Combine(TestPaths.Photos, picture)))).Labels;
}
