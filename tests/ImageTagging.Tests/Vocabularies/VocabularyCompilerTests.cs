using System.Diagnostics;

namespace ImageTagging.Tests.Vocabularies;

public sealed class VocabularyCompilerTests
{
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
}
