using ImageTagging.TestSupport;

namespace ImageTagging.Tests.Vocabularies;

public sealed class VocabularyTests
{
    private const string Whole = """
        {
          // people may comment
          "$schema": "vocabulary.schema.json",
          "rename": { "Motor Car": "car" },
          "alias": { "automobile": "motor car", "kitty": "cat" },
          "parent": { "car": ["vehicle", "machine"], "cat": "Animal", "vehicle": ["thing"] },
          "block": ["Accessories"],
          "confidence": { "*": 50, "cat": 80.5 },
        }
        """;

    [Fact]
    public void Renames_and_aliases_are_followed_to_their_end()
    {
        var vocabulary = Vocabulary.Parse(Whole);
        Assert.Equal("car", vocabulary.TagOf("AUTOMOBILE"));
        Assert.Equal("car", vocabulary.TagOf(" motor  car "));
        Assert.Equal("dog", vocabulary.TagOf("Dog"));
        Assert.Equal("", vocabulary.TagOf("\t"));
    }

    [Fact]
    public void An_empty_one_has_a_fingerprint_too_so_that_a_new_form_of_names_projects_its_records_anew()
    {
        Assert.Matches("^[0-9a-f]{32}$", Vocabulary.Empty.Fingerprint);
        Assert.Equal(Vocabulary.Empty.Fingerprint, Vocabulary.Parse("{}").Fingerprint);
        Assert.True(Vocabulary.Empty.HasMade(null));
        Assert.False(Vocabulary.Parse(Whole).HasMade(null));
        Assert.Matches("^[0-9a-f]{32}$", Vocabulary.Parse(Whole).Fingerprint!);
    }

    [Fact]
    public void Spelling_and_order_do_not_change_the_fingerprint_and_every_rule_does()
    {
        string Of(string json) => Vocabulary.Parse(json).Fingerprint!;
        Assert.Equal(Of("""{"rename":{"A":"B","c":"d"}}"""), Of("""{"rename":{"c":" D ","a":"b"}}"""));
        string[] all =
        [
            Of("""{"rename":{"a":"b"}}"""),
            Of("""{"alias":{"a":"b"}}"""),
            Of("""{"parent":{"a":"b"}}"""),
            Of("""{"block":["a"]}"""),
            Of("""{"confidence":{"a":1}}"""),
            Of("""{"confidence":{"*":1}}"""),
            Of("""{"confidence":{"a":0}}"""),
            Of("""{"exclude":{"a":"b"}}"""),
            Of("""{"need":{"a":"b"}}"""),
        ];
        Assert.Equal(all.Length, all.Distinct().Count());
    }

    [Fact]
    public void A_file_that_is_not_there_is_one_clear_sentence()
    {
        var fault = Assert.Throws<ImageTaggingException>(() =>
            Vocabulary.Load(Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("n")))
        );
        Assert.Equal("VocabularyUnreadable", fault.Code);
    }

    [Fact]
    public void The_published_schema_names_every_member()
    {
        using var schema = System.Text.Json.JsonDocument.Parse(
            File.ReadAllText(Path.Combine(TestPaths.RepositoryRoot, "docs", "schemas", "vocabulary.schema.json"))
        );
        var members = schema.RootElement.GetProperty("properties").EnumerateObject().Select(p => p.Name);
        Assert.Equal(
            ["$schema", "rename", "alias", "parent", "block", "confidence", "exclude", "need", "taggers", "names"],
            members
        );
    }

    [Fact]
    public void Damaged_text_never_ends_in_another_exception()
    {
        for (var seed = 0; seed < Trials.Count(20_000); seed++)
        {
            var random = new Random(seed);
            var text = Whole.ToCharArray();
            for (var i = 0; i < 2; i++)
            {
                text[random.Next(text.Length)] = "{}[]\",:x5 \n"[random.Next(11)];
            }

            try
            {
                Vocabulary.Parse(new(text));
            }
            catch (ImageTaggingException fault)
            {
                Assert.Equal("VocabularyInvalid", fault.Code);
            }
        }
    }
}
