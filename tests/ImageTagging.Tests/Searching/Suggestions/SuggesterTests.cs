using ImageTagging.Searching;

namespace ImageTagging.Tests.Searching;

public sealed class SuggesterTests
{
    private static readonly TagDictionary s_dictionary = new(
        [new("mountain", 9), new("mountain pass", 2), new("mobile phone", 5), new("fountain", 1), new("cat", 3)],
        [new(new("mobile", "mobile phone"), 5)],
        []
    );

    [Theory]
    [InlineData("mount", "mountain, mountain pass")]
    [InlineData("mob", "mobile, mobile phone")]
    [InlineData("pho", "mobile phone")]
    [InlineData("montain", "mountain, mountain pass")]
    // Two errors are looked for where one explains nothing.
    [InlineData("mouttainn", "mountain, mountain pass")]
    [InlineData("xyzzy", "")]
    public void What_was_typed_is_completed_before_it_is_corrected(string text, string names) => Assert.Equal(names, Names(text));

    [Fact]
    public void As_many_as_are_asked_for_are_the_most_and_each_comes_once()
    {
        Assert.Equal("mountain", Names("mount", size: 1));
        Assert.Equal("", Names("mount", size: 0));
        var all = Suggester.Suggest(s_dictionary, "mobile", 10, correctTyping: true);
        Assert.Equal(all.Count, all.DistinctBy(s => s.Name).Count());
    }

    [Fact]
    public void Without_corrections_what_is_spelled_otherwise_finds_nothing_and_a_distance_tells_a_correction()
    {
        Assert.Equal("", Names("montain", correct: false));
        var corrected = Suggester.Suggest(s_dictionary, "montain", 1, correctTyping: true)[0];
        Assert.Equal((1, 9L, "mountain"), (corrected.Distance, corrected.Count, corrected.Text));
        Assert.Equal(0, Suggester.Suggest(s_dictionary, "mount", 1, correctTyping: true)[0].Distance);
    }

    private static string Names(string text, int size = 5, bool correct = true) =>
        string.Join(", ", Suggester.Suggest(s_dictionary, text, size, correct).Select(s => s.Name));
}
