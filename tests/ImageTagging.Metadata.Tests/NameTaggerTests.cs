using ImageTagging.TestSupport;

namespace ImageTagging.Metadata.Tests;

public sealed class NameTaggerTests
{
    [Theory]
    [InlineData("2008 Holiday in Greece/Santorini_3.jpg", "santorini holiday greece")]
    [InlineData("Wedding-Anna+Tom/IMG_20180612_142233.jpg", "wedding anna tom")]
    [InlineData("DCIM/100CANON/DSCN0042.JPG", "")]
    [InlineData("Camera Uploads/2019-05-04 12.33.10.jpg", "")]
    [InlineData("photos/3f2504e0-4f89-11d3-9a0c-0305e82c3301.jpg", "")]
    [InlineData("cache/d41d8cd98f00b204e9800998ecf8427e.png", "cache")]
    [InlineData("x/aB3dE9fGh2Jk.jpg", "")]
    [InlineData("holidayInGreece/SunsetOverOia.jpeg", "sunset oia holiday greece")]
    [InlineData("NASAPhotos/BMW.jpg", "bmw nasa")]
    [InlineData("trip/beach%20party.jpg", "beach party trip")]
    [InlineData("Урлаub/Москва 2019/зима.jpg", "зима москва урлаub")]
    [InlineData("東京タワー/桜.jpg", "桜 東京タワー")]
    [InlineData("Ausflug nach München/Straße.jpg", "straße ausflug münchen")]
    [InlineData("Dezember 2020/Weihnachten.jpg", "weihnachten")]
    [InlineData("Vacances à la mer/été.jpg", "été vacances mer")]
    [InlineData("dog.dog/dog dog.jpg", "dog")]
    [InlineData("a/b/c.jpg", "")]
    [InlineData("", "")]
    [InlineData("...", "")]
    [InlineData("l'été d'Anna.jpg", "été anna")]
    public async Task NamesGiveTheirWords(string key, string words) =>
        Assert.Equal(words, string.Join(' ', (await TagAsync(new(), key)).Labels.Select(l => l.Name)));

    [Fact]
    public async Task WordsAreLessSureThanWhatPeopleWroteAndAreOfThisNameAlone()
    {
        var tagger = new NameTagger();
        var result = await TagAsync(new(), "greece.jpg");
        Assert.Equal(60, Assert.Single(result.Labels).Confidence);
        Assert.False(result.IsListedContent);
        Assert.False(tagger.Info.IsAuthored);
        Assert.Equal(("names", 0m), (tagger.Info.Name, tagger.Info.PricePerCall));
    }

    [Fact]
    public async Task WordsCanBeLeftOutAndCountedLess()
    {
        var options = new NameTaggerOptions
        {
            Ignore = ["Greece"],
            Confidence = 30,
            MaxLabels = 1,
        };
        var label = Assert.Single((await TagAsync(options, "greece/crete santorini.jpg")).Labels);
        Assert.Equal(("crete", 30), (label.Name, label.Confidence));
        Assert.NotEqual(new NameTagger(options).Info.Fingerprint, new NameTagger().Info.Fingerprint);
    }

    [Fact]
    public async Task LongAndBrokenNamesEndSoonAndCrashNothing()
    {
        Assert.Empty((await TagAsync(new(), new string('a', 100_000))).Labels);
        Assert.Empty((await TagAsync(new(), "\ud800\udfff\ud800%ZZ%.jpg")).Labels);
        Assert.Equal(
            20,
            (
                await TagAsync(
                    new(),
                    string.Join(
                        '/',
                        Enumerable.Range(0, 90).Select(i => "holi" + (char)('a' + (i % 26)) + (char)('a' + (i / 26)) + "a")
                    )
                )
            )
                .Labels
                .Count
        );
    }

    [Fact]
    public void EveryOptionOutOfRangeIsNamed()
    {
        var fault = Assert.Throws<ImageTaggingException>(() =>
            new NameTagger(
                new()
                {
                    Name = " ",
                    Confidence = 100,
                    MaxLabels = 0,
                    Ignore = [""],
                }
            )
        );
        Assert.Equal("InvalidOptions", fault.Code);
        Assert.Contains(
            "Name must be of lower-case letters, digits, '-' and '.'; Confidence must be 0 to 99; MaxLabels must be 1 to 100; Ignore",
            fault.Message,
            StringComparison.Ordinal
        );
    }

    private static async Task<TaggerResult> TagAsync(NameTaggerOptions options, string key)
    {
        var listing = new ImageListing
        {
            Key = key,
            Location = "file:///" + key,
            Size = 1,
            ModifiedAt = DateTimeOffset.UnixEpoch,
        };
        using var folder = new TempFolder();
        using var image = new ImageToTag(new FolderImageSource(folder.Path), listing);
        return await new NameTagger(options).TagAsync(image);
    }
}
