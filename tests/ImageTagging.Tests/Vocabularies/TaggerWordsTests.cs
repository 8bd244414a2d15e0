using ImageTagging.Tests.Running;
using ImageTagging.Vocabularies;

namespace ImageTagging.Tests.Vocabularies;

public sealed class TaggerWordsTests
{
    [Theory]
    [InlineData("""{ }""", "dog=80")]
    [InlineData("""{ "taggers": { "dog": { "rule": "best" } } }""", "dog=80")]
    [InlineData("""{ "taggers": { "dog": { "rule": "agree" } } }""", "dog=90")]
    [InlineData("""{ "taggers": { "*": { "rule": "agree" }, "cat": { "rule": "best" } } }""", "dog=90")]
    [InlineData("""{ "taggers": { "cat": { "rule": "agree" } } }""", "dog=80")]
    [InlineData("""{ "taggers": { "dog": { "rule": "agree", "weights": { "paid": 0.5, "local": 0.8 } } } }""", "dog=64")]
    [InlineData("""{ "taggers": { "dog": { "weights": { "paid": 0.5 } } } }""", "dog=50")]
    [InlineData("""{ "taggers": { "dog": { "rule": "first", "order": ["local", "paid"] } } }""", "dog=50")]
    [InlineData("""{ "taggers": { "dog": { "rule": "first", "order": ["absent", "paid"] } } }""", "dog=80")]
    [InlineData("""{ "taggers": { "dog": { "rule": "first", "order": ["other"] } } }""", "")]
    [InlineData("""{ "taggers": { "dog": { "rule": "agree" } }, "confidence": { "dog": 85 } }""", "dog=90")]
    [InlineData("""{ "taggers": { "dog": { "rule": "best" } }, "confidence": { "dog": 85 } }""", "")]
    [InlineData("""{ "taggers": { "dog": { "rule": "agree" } }, "block": ["dog"] }""", "")]
    public void Several_taggers_words_for_a_tag_become_one_by_its_rule(string rules, string expected)
    {
        // The other one answered, and did not say it.
        var record = Record(("paid", "Dog", 80), ("local", "dog", 50), ("other", "cat", 10));
        Assert.Equal(
            expected,
            string.Join(' ', Tags(record, Vocabulary.Parse(rules)).Where(t => t.StartsWith("dog", StringComparison.Ordinal)))
        );
    }

    [Fact]
    public void A_tagger_with_two_names_for_a_tag_speaks_once_and_what_people_wrote_counts_whatever_the_rule()
    {
        var vocabulary = Vocabulary.Parse(
            """{ "alias": { "hound": "dog" }, "taggers": { "*": { "rule": "first", "order": ["paid"], "weights": { "names": 0 } } } }"""
        );
        var record = Record(("paid", "hound", 60), ("local", "dog", 90));
        record = record with
        {
            Taggers = [record.Taggers[0] with { Labels = [Label("hound", 60), Label("dog", 55)] }, record.Taggers[1]],
        };
        Assert.Equal(["dog=60"], Tags(record, vocabulary));
        var agree = Vocabulary.Parse("""{ "alias": { "hound": "dog" }, "taggers": { "*": { "rule": "agree" } } }""");
        Assert.Equal(["dog=96"], Tags(record, agree));
        var written = Record(("names", "dog", 40)).Taggers[0] with { IsAuthored = true };
        Assert.Equal(["dog=100"], Tags(record with { Taggers = [.. record.Taggers, written] }, vocabulary));
    }

    [Theory]
    [InlineData("""{ "taggers": { "dog": { "rule": "most" } } }""", "best, agree or first")]
    [InlineData("""{ "taggers": { "dog": { "rule": "first" } } }""", "order")]
    [InlineData("""{ "taggers": { "dog": { "order": ["paid"] } } }""", "order")]
    [InlineData("""{ "taggers": { "dog": { "rule": "first", "order": ["paid", "paid"] } } }""", "twice")]
    [InlineData("""{ "taggers": { "dog": { "weights": { "paid": 2 } } } }""", "0 to 1")]
    [InlineData("""{ "taggers": { "dog": { "weights": { "paid": "much" } } } }""", "0 to 1")]
    [InlineData("""{ "taggers": { "dog": { "weights": { "Paid Tagger": 1 } } } }""", "tagger's name")]
    [InlineData("""{ "taggers": { "dog": { "rule": "best", "rule": "best" } } }""", "twice")]
    [InlineData("""{ "taggers": { "dog": { "wieghts": { } } } }""", "wieghts")]
    [InlineData("""{ "taggers": { "dog": "best" } }""", "object")]
    [InlineData("""{ "taggers": { "hound": { "rule": "best" } }, "alias": { "hound": "dog" } }""", "write 'dog'")]
    [InlineData("""{ "taggers": [ ] }""", "object")]
    public void A_rule_that_cannot_be_kept_is_told_with_its_line(string rules, string says)
    {
        var fault = Assert.Throws<ImageTaggingException>(() => Vocabulary.Parse(rules));
        Assert.Equal("VocabularyInvalid", fault.Code);
        Assert.Contains(says, fault.Message, StringComparison.Ordinal);
        Assert.Contains("line 1", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_rule_projects_stored_labels_anew_without_a_call_and_keeps_who_said_what()
    {
        await using var world = new World();
        var local = new WordTagger("local", metered: false);
        world.Build(taggers: [local, world.Tagger]);
        world.Store["a.jpg"] = "dog";
        await world.RunAsync();
        Assert.Equal(90, (await world.RecordAsync("a.jpg"))!.Tags.Single().Confidence.Percent);
        var calls = (local.Calls.Count, world.Tagger.Calls.Count);
        world.Build(
            b => b.UseVocabulary(Vocabulary.Parse("""{ "taggers": { "*": { "rule": "agree" } } }""")),
            taggers: [local, world.Tagger]
        );
        Assert.Equal(1, (await world.PlanAsync()).Reprojected);
        await world.RunAsync();
        var record = (await world.RecordAsync("a.jpg"))!;
        Assert.Equal(99, record.Tags.Single().Confidence.Percent);
        Assert.Equal(["local", "words"], record.Taggers.Select(t => t.Name));
        Assert.All(record.Taggers, t => Assert.Equal(90, t.Labels.Single().Confidence));
        Assert.Equal(calls, (local.Calls.Count, world.Tagger.Calls.Count));
    }

    [Fact]
    public void Rules_of_other_taggers_are_another_vocabulary_and_none_is_the_one_before()
    {
        Assert.Equal(Vocabulary.Empty.Fingerprint, Vocabulary.Parse("""{ "taggers": { } }""").Fingerprint);
        string[] texts =
        [
            """{ "taggers": { "*": { "rule": "agree" } } }""",
            """{ "taggers": { "dog": { "rule": "agree" } } }""",
            """{ "taggers": { "dog": { "rule": "best", "weights": { "local": 0.5 } } } }""",
            """{ "taggers": { "dog": { "rule": "best", "weights": { "local": 0.6 } } } }""",
            """{ "taggers": { "dog": { "rule": "first", "order": ["local", "paid"] } } }""",
            """{ "taggers": { "dog": { "rule": "first", "order": ["paid", "local"] } } }""",
        ];
        Assert.Equal(
            texts.Length,
            texts.Select(t => Vocabulary.Parse(t).Fingerprint).Append(Vocabulary.Empty.Fingerprint).Distinct().Count() - 1
        );
    }

    private static ImageLabel Label(string name, double confidence) => new() { Name = name, Confidence = confidence };

    private static ImageRecord Record(params (string Tagger, string Name, double Confidence)[] words) =>
        new()
        {
            Source = "s",
            Key = "k",
            Location = "s:///k",
            Size = 1,
            ModifiedAt = default,
            ListedAt = default,
            Taggers =
            [
                .. words.Select(w => new TaggerState
                {
                    Name = w.Tagger,
                    Fingerprint = new("1", 0, 0),
                    Labels = [Label(w.Name, w.Confidence)],
                }),
            ],
        };

    private static string[] Tags(ImageRecord record, Vocabulary vocabulary) =>
        [.. RecordProjector.Project(record, vocabulary).Tags.Select(t => $"{t.Name}={t.Confidence}")];
}
