using ImageTagging.Tests.Querying;
using ImageTagging.Vocabularies;

namespace ImageTagging.Tests.Vocabularies;

public sealed class NamesTests
{
    [Theory]
    [InlineData("dog", "de", "Hund")]
    [InlineData("Dog", "fr", "chien")]
    [InlineData("dog", "pt-br", "cão")]
    [InlineData("harbor", "en", "harbour")]
    [InlineData("nobody knows it", "de", "nobody knows it")]
    public void ATagIsShownInTheChosenLanguage(string tag, string language, string name) =>
        Assert.Equal(name, Vocabulary.Empty.NameOf(tag, language));

    [Fact]
    public void OwnNamesReplaceTheLibrarysLanguageByLanguage()
    {
        var vocabulary = Vocabulary.Parse("""{ "names": { "Dog": { "de": ["Köter"], "sw": "mbwa" } } }""");
        Assert.Equal("Köter", vocabulary.NameOf("dog", "de"));
        Assert.Equal("mbwa", vocabulary.NameOf("dog", "sw"));
        Assert.Equal("perro", vocabulary.NameOf("dog", "es"));
        Assert.DoesNotContain("hund", vocabulary.NamesOf("dog"));
        Assert.Equal(Vocabulary.Empty.Fingerprint, vocabulary.Fingerprint);
    }

    [Theory]
    [InlineData("""{ "names": { "dog": ["Hund"] } }""", "names stand by language")]
    [InlineData("""{ "names": { "dog": { "German": "Hund" } } }""", "is no language")]
    [InlineData("""{ "names": { "dog": { "de": [" "] } } }""", "an empty name finds nothing")]
    [InlineData("""{ "names": { "dog": { "de": [] } } }""", "an empty name finds nothing")]
    [InlineData("""{ "names": { "dog": { "de": "Hund" }, "DOG": { "de": "Hund" } } }""", "in different spellings")]
    [InlineData("""{ "alias": { "doggy": "dog" }, "names": { "doggy": { "de": "Hund" } } }""", "write 'dog' here")]
    public void WrongNamesAreTold(string json, string fault)
    {
        var told = Assert.Throws<ImageTaggingException>(() => Vocabulary.Parse(json));
        Assert.Equal("VocabularyInvalid", told.Code);
        Assert.Contains(fault, told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASearchFindsTagsByTheirNamesInOtherLanguages()
    {
        var index = new InMemoryTagIndex();
        await WriteAsync(index, "a.jpg", "Dog", "Animal");
        await WriteAsync(index, "b.jpg", "Monkey", "Animal");
        await WriteAsync(index, "c.jpg", "Skirt", "Clothing");
        await WriteAsync(index, "d.jpg", "chat", "Talk");
        await WriteAsync(index, "e.jpg", "Cat", "Animal");
        var search = new ImageSearch(index);
        Assert.Equal("a.jpg", await FoundAsync(search, "Hund"));
        Assert.Equal("a.jpg", await FoundAsync(search, "perro"));
        Assert.Equal("a.jpg b.jpg e.jpg", await FoundAsync(search, "Tiere"));
        // Words of English do not find what they mean abroad, and a tag of the name is what is found.
        Assert.Equal("", await FoundAsync(search, "rock"));
        Assert.Equal("d.jpg", await FoundAsync(search, "chat"));
        Assert.Equal("e.jpg", await FoundAsync(search, "gato"));
        Assert.DoesNotContain(await search.SuggestAsync("hun"), s => s.Text.Contains("hund", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task SuggestionsAreTypedAndShownInTheChosenLanguage()
    {
        var index = new InMemoryTagIndex();
        await WriteAsync(index, "a.jpg", "Dog", "Animal");
        await WriteAsync(index, "b.jpg", "Lake", "Water");
        await WriteAsync(index, "c.jpg", "Gadget", "Thing");
        var search = new ImageSearch(index);
        Assert.Equal([("dog", "Hund", "hund")], await TellAsync("hun", "de"));
        Assert.Equal([("dog", "cão", "-cão")], await TellAsync("-cã", "pt-BR"));
        // "see" means something else in English, so that the tag is asked for.
        Assert.Equal([("lake", "See", "lake")], await TellAsync("see", "de"));
        Assert.Equal([("dog", "Hund", "dog")], await TellAsync("do", "de"));
        Assert.Equal([("gadget", null, "gadget")], await TellAsync("gad", "de"));
        Assert.Empty(await TellAsync("hun", "xx"));
        Assert.Equal([("animal", "Tier", "tier")], await TellAsync("tie", "de"));

        async Task<IEnumerable<(string, string?, string)>> TellAsync(string text, string language) =>
            (await search.SuggestAsync(text, language)).Select(s => (s.Name, s.DisplayName, s.Text));
    }

    [Fact]
    public void LanguagesAreThoseInWhichTagsHaveNames()
    {
        Assert.Equal(["de", "es", "fr", "it", "pt"], Vocabulary.Empty.Languages);
        var own = Vocabulary.Parse("""{ "names": { "okapi": { "sw": "okapi wa msitu", "pt-br": "ocapi" } } }""");
        Assert.Equal(["de", "es", "fr", "it", "pt", "pt-br", "sw"], own.Languages);
        Assert.Equal("okapi wa msitu", own.NamesIn("sw")["okapi"]);
        Assert.Single(own.NamesIn("sw"));
        Assert.Equal("Hund", own.NamesIn("de")["dog"]);
        Assert.True(own.NamesIn("de").Count >= 300);
        Assert.Equal("pt-br", own.LanguageFor("pt-BR"));
        Assert.Equal("de", own.LanguageFor("de-AT"));
        Assert.Null(own.LanguageFor("xx"));
    }

    private static async Task WriteAsync(InMemoryTagIndex index, string key, string label, string parent)
    {
        var record = new RandomRecords(1).Next(key) with
        {
            GoneAt = null,
            Edits = [],
            Taggers =
            [
                new()
                {
                    Name = "t",
                    Fingerprint = new("a", 0, 0),
                    Labels =
                    [
                        new()
                        {
                            Name = label,
                            Confidence = 90,
                            Parents = [parent],
                        },
                    ],
                },
            ],
        };
        await index.WriteAsync([RecordWrite.Create(RecordProjector.Project(record, Vocabulary.Empty))]);
    }

    private static async Task<string> FoundAsync(ImageSearch search, string text)
    {
        var answer = await search.SearchAsync(new() { Query = TagQueryParser.Parse(text) });
        return string.Join(' ', answer.Results.Hits.Select(h => h.Record.Name.Key).Order(StringComparer.Ordinal));
    }
}
