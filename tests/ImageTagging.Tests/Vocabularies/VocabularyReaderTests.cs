using ImageTagging.TestSupport;

namespace ImageTagging.Tests.Vocabularies;

public sealed class VocabularyReaderTests
{
    private const int Seed = 20261204;

    [Theory]
    [InlineData("""{"renames":{}}""", "line 1, $.renames")]
    [InlineData("{\n\"rename\": {\n\"a\": 5 }}", "line 3, $.rename['a']")]
    [InlineData("{\n\n\"block\": \"x\"}", "line 3, $.block")]
    [InlineData("{\"alias\": {\"a\":\"b\",\n \"b\":\"a\"}}", "line 2, $.alias['b']")]
    [InlineData("{\"rename\": {\"a\":\"b\",\"a\":\"c\"}}", "$.rename['a']: 'a' is there twice")]
    [InlineData("{\"rename\": {\"a\":\"b\",\"A\":\"c\"}}", "twice, in different spellings")]
    [InlineData("{\"rename\": {\"a\":\"b\"}, \"alias\":{\"a\":\"b\"}}", "either renamed or an alias")]
    [InlineData("{\"rename\": {\"a\":\"b\"}, \"block\":[\"a\"]}", "'a' becomes 'b'")]
    [InlineData("{\"rename\": {\"a\":\"b\"}, \"confidence\":{\"a\":3}}", "write 'b' here")]
    [InlineData("{\"parent\": {\"a\":\"b\",\"b\":\"c\",\"c\":\"a\"}}", "its own parent by way of others")]
    [InlineData("{\"parent\": {\"a\":\"A\"}}", "not its own parent")]
    [InlineData("{\"confidence\": {\"a\":101}}", "0 to 100")]
    [InlineData("{\"exclude\": {\"a\":[\"b\", \"A\"]}}", "$.exclude['a']: 'a': a tag does not exclude itself")]
    [InlineData("{\"need\": {\"a\":\"a\"}}", "$.need['a']: 'a': a tag does not need itself")]
    [InlineData("{\"need\": {\"a\":\" \"}}", "$.need['a']: 'a': an empty name")]
    [InlineData("{\"rename\": {\"a\":\"b\"}, \"exclude\":{\"a\":\"c\"}}", "write 'b' here")]
    [InlineData("{\n\"exclude\": {\n\"a\": 5 }}", "line 3, $.exclude['a']")]
    [InlineData("{\"rename\": {\" \":\"b\"}}", "empty name")]
    [InlineData("{\"rename\": {\"a\":\"b\"}} x", "no JSON")]
    [InlineData("[]", "is an object")]
    [InlineData("", "is empty")]
    [InlineData("{\n\n\"rename\": {", "line 3")]
    [InlineData("{\"rename\": {}, \"rename\": {}}", "'rename' is there twice")]
    public void A_fault_names_line_path_and_reason(string json, string told)
    {
        var fault = Assert.Throws<ImageTaggingException>(() => Vocabulary.Parse(json, "words.json"));
        Assert.Equal("VocabularyInvalid", fault.Code);
        Assert.StartsWith("words.json has ", fault.Message, StringComparison.Ordinal);
        Assert.Contains(told, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_are_told_at_once()
    {
        var fault = Assert.Throws<ImageTaggingException>(() =>
            Vocabulary.Parse("""{"block":["", " "],"confidence":{"a":-1,"b":900}}""")
        );
        Assert.Contains("4 fault(s)", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"rename\":{\"\\ud800\":\"sea\"}}")]
    [InlineData("{\"rename\":{\"sea\":\"\\ud800\"}}")]
    [InlineData("{\"block\":[\"\\udc00\"]}")]
    [InlineData("{\"\\ud800\":1}")]
    [InlineData("{\"names\":{\"sea\":{\"de\":[\"\\ud800\"]}}}")]
    public void Half_a_character_is_a_fault_of_the_vocabulary(string json)
    {
        var fault = Assert.Throws<ImageTaggingException>(() => Vocabulary.Parse(json));
        Assert.Equal("VocabularyInvalid", fault.Code);
        Assert.Contains("line 1", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_text_is_a_vocabulary_or_told()
    {
        const string Whole = """
            { "$schema": "x", "rename": { "motor car": "car" }, "alias": { "auto": "car" }, "parent": { "car": ["vehicle"], "cat": "animal" },
              "block": ["logo"], "confidence": { "*": 40, "cat": 60.5 }, "names": { "car": { "de": ["Auto"], "fr": "voiture" } } }
            """;
        var random = new Random(Seed);
        for (var i = 0; i < Trials.Count(20_000); i++)
        {
            var text = HostileText.Mutate(Whole, random);
            try
            {
                Assert.NotNull(Vocabulary.Parse(text).TagOf("Auto"));
            }
            catch (ImageTaggingException fault)
            {
                Assert.Equal("VocabularyInvalid", fault.Code);
            }
            catch (Exception fault)
            {
                Assert.Fail($"Seed {Seed}, trial {i}: {text}\n{fault}");
            }
        }
    }
}
