using ImageTagging.Searching;

namespace ImageTagging.Tests.Searching;

public sealed class FormsTests
{
    [Theory]
    [InlineData("dogs", "dog")]
    [InlineData("cities", "city")]
    [InlineData("wolves", "wolf")]
    [InlineData("knives", "knife")]
    [InlineData("beaches", "beach")]
    [InlineData("running", "run")]
    [InlineData("riding", "ride")]
    [InlineData("walked", "walk")]
    public void The_plain_word_is_among_those_that_an_ending_may_hide(string word, string plain) =>
        Assert.Contains(plain, Forms.Singular(word));

    [Theory]
    [InlineData("gas")]
    [InlineData("is")]
    [InlineData("")]
    [InlineData("glass")]
    [InlineData("bus")]
    [InlineData("virus")]
    [InlineData("thing")]
    public void What_only_looks_like_an_ending_is_none(string word) => Assert.Empty(Forms.Singular(word));

    [Theory]
    [InlineData("dog", "dogs")]
    [InlineData("dogs", "dog")]
    [InlineData("beach", "beaches")]
    [InlineData("city", "cities")]
    [InlineData("cities", "city")]
    public void Another_number_of_a_word_is_found_either_way(string word, string other) =>
        Assert.Contains(other, Forms.OfNumber(word));

    [Fact]
    public void No_form_is_empty_or_the_word_itself_whatever_is_typed()
    {
        for (var seed = 0; seed < TestSupport.Trials.Count(20_000); seed++)
        {
            var random = new Random(seed);
            var word = string.Concat(Enumerable.Range(0, random.Next(9)).Select(_ => "abeinsvyg"[random.Next(9)]));
            Assert.All(Forms.Singular(word), f => Assert.True(f.Length > 0 && f != word, $"{word}: {f}"));
        }
    }
}
