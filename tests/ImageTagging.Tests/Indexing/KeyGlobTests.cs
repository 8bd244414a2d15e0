using ImageTagging.Indexing;

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
}
