using ImageTagging.Querying;

namespace ImageTagging.Tests.Querying;

public sealed class QuerySyntaxTests
{
    [Theory]
    [InlineData("Winter", new[] { 12, 1, 2 })]
    [InlineData("fall", new[] { 9, 10, 11 })]
    [InlineData("autumn", new[] { 9, 10, 11 })]
    [InlineData("spring", new[] { 3, 4, 5 })]
    [InlineData("summer", new[] { 6, 7, 8 })]
    [InlineData("monsoon", null)]
    public void A_season_is_three_months(string word, int[]? months) => Assert.Equal(months, QuerySyntax.Season(word));

    [Theory]
    [InlineData("camera", FactField.Camera)]
    [InlineData("Person", FactField.Person)]
    [InlineData("people", FactField.Person)]
    [InlineData("favorite", FactField.Favourite)]
    [InlineData("FAVOURITE", FactField.Favourite)]
    [InlineData("Place", FactField.Place)]
    [InlineData("folder", null)]
    public void A_fact_is_named_in_any_case(string word, FactField? field) => Assert.Equal(field, QuerySyntax.Fact(word));

    [Theory]
    [InlineData("camera", FacetField.Camera)]
    [InlineData("LENS", FacetField.Lens)]
    [InlineData("people", FacetField.Person)]
    [InlineData("person", FacetField.Person)]
    [InlineData("folder", FacetField.Folder)]
    [InlineData("place", FacetField.Place)]
    [InlineData("iso", null)]
    public void Exact_values_are_those_of_five_facets(string word, FacetField? field) =>
        Assert.Equal(field, QuerySyntax.ExactFacet(word));

    [Theory]
    [InlineData("cat", true)]
    [InlineData("r&b_1.5/x'+#-y", true)]
    [InlineData("été", true)]
    [InlineData("", false)]
    [InlineData("-cat", false)]
    [InlineData("gone", false)]
    [InlineData("Untagged", false)]
    [InlineData("black cat", false)]
    [InlineData("a:b", false)]
    [InlineData("a*", false)]
    public void A_tag_that_says_nothing_else_needs_no_quotes(string name, bool isPlain) =>
        Assert.Equal(isPlain, QuerySyntax.IsPlainTag(name));

    [Theory]
    [InlineData("2024/*.jpg", true)]
    [InlineData("50%=", true)]
    [InlineData("", false)]
    [InlineData("a b", false)]
    [InlineData("a(b", false)]
    [InlineData("a\"b", false)]
    public void A_value_that_ends_where_it_should_needs_no_quotes(string value, bool isPlain) =>
        Assert.Equal(isPlain, QuerySyntax.IsPlainValue(value));

    /// <summary>What needs no quotes is read back as one: no character of it ends it.</summary>
    [Fact]
    public void No_character_of_a_plain_text_ends_it() =>
        Assert.All(
            Enumerable.Range(1, 0x2FF).Select(i => (char)i),
            c =>
            {
                Assert.False(QuerySyntax.IsPlainTag($"a{c}") && QuerySyntax.EndsTag(c), $"U+{(int)c:X4}");
                Assert.False(QuerySyntax.IsPlainValue($"a{c}") && QuerySyntax.EndsValue(c), $"U+{(int)c:X4}");
            }
        );
}
