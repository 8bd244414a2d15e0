using ImageTagging.TestSupport;

namespace ImageTagging.Metadata.Tests;

/// <summary>Every option of the taggers for keywords and for names.</summary>
public sealed class OptionWalkTests
{
    [Fact]
    public void Every_option_of_the_tagger_for_keywords_has_ends_and_a_test() =>
        new OptionWalk<MetadataTaggerOptions>(
            read: null,
            options => OptionFaults.Of(() => _ = new MetadataTagger(options))
        ).Check(
            typeof(OptionWalkTests).Assembly,
            nested: [],
            endless: [],
            new("Name", null, "OptionWalkTests.A_tagger_has_the_name_that_is_given_and_no_other_kind"),
            new("MaxLabels", null, "MetadataTaggerTests.More_keywords_than_asked_for_are_cut"),
            new("Hierarchies", null, "MetadataTaggerTests.A_place_in_a_hierarchy_becomes_parents"),
            new("Timeout", null, "MetadataTaggerTests.What_took_too_long_is_tried_again_in_a_later_run")
        );

    [Fact]
    public void Every_option_of_the_tagger_for_names_has_ends_and_a_test() =>
        new OptionWalk<NameTaggerOptions>(read: null, options => OptionFaults.Of(() => _ = new NameTagger(options))).Check(
            typeof(OptionWalkTests).Assembly,
            nested: [],
            endless: [],
            new("Name", null, "OptionWalkTests.A_tagger_has_the_name_that_is_given_and_no_other_kind"),
            new("Confidence", null, "NameTaggerTests.WordsCanBeLeftOutAndCountedLess"),
            new("MaxLabels", null, "NameTaggerTests.WordsCanBeLeftOutAndCountedLess"),
            new("Ignore", null, "NameTaggerTests.WordsCanBeLeftOutAndCountedLess")
        );

    [Theory]
    [InlineData("keywords-2.de", true)]
    [InlineData("", false)]
    [InlineData(" ", false)]
    [InlineData("Keywords", false)]
    [InlineData("key words", false)]
    [InlineData("a/b", false)]
    public void A_tagger_has_the_name_that_is_given_and_no_other_kind(string name, bool isName)
    {
        if (isName)
        {
            Assert.Equal(name, new MetadataTagger(new() { Name = name }).Info.Name);
            Assert.Equal(name, new NameTagger(new() { Name = name }).Info.Name);
            return;
        }

        Assert.Single(OptionFaults.Of(() => _ = new MetadataTagger(new() { Name = name })));
        Assert.Single(OptionFaults.Of(() => _ = new NameTagger(new() { Name = name })));
    }
}
