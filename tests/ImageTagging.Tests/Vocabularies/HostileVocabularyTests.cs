using System.Diagnostics;
using ImageTagging.TestSupport;

namespace ImageTagging.Tests.Vocabularies;

/// <summary>Vocabularies that were made, or damaged, so that reading them hurts.</summary>
public sealed class HostileVocabularyTests
{
    private const int Seed = 20261204;

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

    [Theory]
    [InlineData("rename")]
    [InlineData("alias")]
    public void A_chain_of_renames_is_followed_once(string section)
    {
        var chain = Enumerable.Range(0, 100_000).Select(i => $"\"a{i}\":\"a{i + 1}\"");
        var watch = Stopwatch.StartNew();
        var vocabulary = Vocabulary.Parse($"{{\"{section}\":{{{string.Join(',', chain)}}}}}");
        Assert.Equal("a100000", vocabulary.TagOf("a0"));
        Assert.Equal("a100000", vocabulary.TagOf("a99999"));
        // A square would take many minutes.
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void A_long_way_round_is_told_in_the_time_of_its_length()
    {
        var circle = Enumerable.Range(0, 100_000).Select(i => $"\"a{i}\":\"a{(i + 1) % 100_000}\"").Append("\"b\":\"a7\"");
        var watch = Stopwatch.StartNew();
        var fault = Assert.Throws<ImageTaggingException>(() =>
            Vocabulary.Parse($"{{\"rename\":{{{string.Join(',', circle)}}}}}")
        );
        Assert.Contains("100001 fault", fault.Message, StringComparison.Ordinal);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void Chains_of_parents_fill_no_memory()
    {
        var chain = Enumerable.Range(0, 20_000).Select(i => $"\"a{i:00000}\":[\"a{i + 1:00000}\"]");
        var fault = Assert.Throws<ImageTaggingException>(() => Vocabulary.Parse($"{{\"parent\":{{{string.Join(',', chain)}}}}}"));
        Assert.Contains("too long", fault.Message, StringComparison.Ordinal);
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
