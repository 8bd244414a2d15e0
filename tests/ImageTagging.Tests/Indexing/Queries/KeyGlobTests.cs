using System.Text;
using System.Text.RegularExpressions;
using ImageTagging.Indexing;
using ImageTagging.TestSupport;

namespace ImageTagging.Tests.Indexing;

public sealed class KeyGlobTests
{
    [Theory]
    [InlineData("a*c", "abbc")]
    [InlineData("a*c", "ac")]
    [InlineData("*b*b*", "abab")]
    [InlineData("?", "😀")]
    [InlineData("a?c", "a😀c")]
    [InlineData("*", "")]
    [InlineData(@"a\*", "a*")]
    [InlineData(@"a\", @"a\")]
    [InlineData("a**", "a")]
    public void A_whole_key_matches(string pattern, string key) => Assert.True(KeyGlob.Matches(pattern, key));

    [Theory]
    [InlineData("a*c", "abcd")]
    [InlineData("a", "A")]
    [InlineData("?", "")]
    [InlineData("?", "ab")]
    [InlineData(@"a\*", "ab")]
    [InlineData("", "a")]
    [InlineData("ab", "a")]
    public void Another_does_not(string pattern, string key) => Assert.False(KeyGlob.Matches(pattern, key));

    [Theory]
    [InlineData("2024/*.jpg", "2024/", null)]
    [InlineData("2024/?", "2024/", null)]
    [InlineData(@"a\*b", "a*b", "a*b")]
    [InlineData(@"a\", @"a\", @"a\")]
    [InlineData("*", "", null)]
    [InlineData("", "", "")]
    public void What_every_match_begins_with_is_known(string pattern, string prefix, string? exact)
    {
        Assert.Equal(prefix, KeyGlob.LiteralPrefix(pattern));
        Assert.Equal(exact, KeyGlob.ExactKey(pattern));
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData(@"a*b?c\d", @"a\*b\?c\\d")]
    public void A_text_is_escaped_to_match_itself_alone(string text, string pattern)
    {
        Assert.Equal(pattern, KeyGlob.Escape(text));
        Assert.Equal(text, KeyGlob.ExactKey(pattern));
    }

    [Fact]
    public void Key_patterns_agree_with_regular_expressions()
    {
        string[] parts = ["a", "b", "*", "?", "\\*", "\\?", "\\\\", "😀", "/", "\\a"];
        string[] letters = ["a", "b", "*", "?", "\\", "😀", "/"];
        for (var seed = 0; seed < Trials.Count(50_000); seed++)
        {
            var random = new Random(seed);
            var chosen = Enumerable.Range(0, random.Next(7)).Select(_ => parts[random.Next(parts.Length)]).ToArray();
            var (pattern, key) = (
                string.Concat(chosen),
                string.Concat(Enumerable.Range(0, random.Next(7)).Select(_ => letters[random.Next(letters.Length)]))
            );
            var regex = new StringBuilder("\\A");
            foreach (var part in chosen)
            {
                regex.Append(
                    part switch
                    {
                        "*" => "(?s:.)*",
                        "?" => "(?s:.)",
                        _ => Regex.Escape((part.Length > 1 && part[0] == '\\' ? part[1..] : part).Replace("😀", "☺")),
                    }
                );
            }

            // One code point is one character to the oracle.
            var expected = Regex.IsMatch(key.Replace("😀", "☺"), regex.Append("\\z").ToString());
            Assert.True(expected == KeyGlob.Matches(pattern, key), $"seed {seed}: {pattern} on {key}");
            if (KeyGlob.Matches(pattern, key))
            {
                Assert.StartsWith(KeyGlob.LiteralPrefix(pattern), key, StringComparison.Ordinal);
                Assert.True(KeyGlob.ExactKey(pattern) is null || KeyGlob.ExactKey(pattern) == key, $"seed {seed}");
            }

            Assert.True(KeyGlob.Matches(KeyGlob.Escape(key), key), $"seed {seed}");
        }
    }

    [Fact]
    public void A_pattern_of_many_stars_stays_quick() =>
        Assert.False(KeyGlob.Matches(string.Concat(Enumerable.Repeat("*a", 500)) + "b", new string('a', 5_000)));
}
