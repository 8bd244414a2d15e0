using ImageTagging.Searching;

namespace ImageTagging.Tests.Searching;

public sealed class TypedTextTests
{
    [Theory]
    [InlineData("ca", "|ca")]
    [InlineData("dog ca", "|dog ca; dog |ca")]
    // Three words that stand together are the most that one tag may be.
    [InlineData("a b c d", "a |b c d; a b |c d; a b c |d")]
    [InlineData("cat -do", "cat -|do")]
    [InlineData("mobile OR ph", "mobile OR |ph")]
    [InlineData("key:x ph", "key:x |ph")]
    [InlineData("dog  ca", "dog  |ca")]
    [InlineData("(ca", "(|ca")]
    [InlineData("cat \"mobile ph", "cat |mobile ph")]
    [InlineData("\"a\" b", "\"a\" |b")]
    [InlineData("VEH", "|veh")]
    [InlineData("x-ray", "|x-ray")]
    [InlineData("", "")]
    [InlineData("cat ", "")]
    [InlineData("key:ca", "")]
    [InlineData("-", "")]
    public void The_last_words_are_taken_longest_run_first(string text, string readings) =>
        Assert.Equal(readings, string.Join("; ", TypedText.Of(text).Select(t => t.Before + "|" + t.Word)));

    [Theory]
    [InlineData("cat", "dog -cat")]
    [InlineData("mobile phone", "dog -\"mobile phone\"")]
    [InlineData("say \"hi\"", "dog -\"say \"\"hi\"\"\"")]
    [InlineData("gone", "dog -\"gone\"")]
    public void A_name_in_the_words_place_is_a_query_for_it(string name, string whole)
    {
        var text = new TypedText("dog -", "x").With(name);
        Assert.Equal(whole, text);
        Assert.Equal(TagQueries.All(TagQueries.Tag("dog"), !TagQueries.Tag(name)), TagQueryParser.Parse(text));
    }
}
