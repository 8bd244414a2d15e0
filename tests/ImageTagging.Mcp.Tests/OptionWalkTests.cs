using ImageTagging.TestSupport;

namespace ImageTagging.Mcp.Tests;

/// <summary>Every option of the tools for assistants.</summary>
public sealed class OptionWalkTests
{
    [Fact]
    public void Every_option_has_ends_and_a_test() =>
        new OptionWalk<ImageTaggingMcpOptions>(read: null, Faults).Check(
            typeof(OptionWalkTests).Assembly,
            nested: [],
            endless: [],
            new("AllowCorrections", null, "HttpTests.Corrections_are_a_tool_only_where_they_are_allowed"),
            new("CorrectionsBy", null, "HttpTests.Corrections_are_a_tool_only_where_they_are_allowed"),
            new("PictureSide", null, "HttpTests.A_picture_is_as_large_as_it_is_asked_to_be"),
            new("AllowAnyone", null, "HttpTests.Others_get_in_where_the_host_says_so"),
            new("Origins", null, "HttpTests.Only_this_machine_and_no_page_of_another_site_gets_in_where_nobody_says_more")
        );

    [Theory]
    [InlineData("https://chat.example", true)]
    [InlineData("http://127.0.0.1:8080", true)]
    [InlineData("https://chat.example/", false)]
    [InlineData("https://chat.example/page", false)]
    [InlineData("chat.example", false)]
    [InlineData("*", false)]
    [InlineData("", false)]
    public void An_origin_is_what_browsers_send(string origin, bool isOne) =>
        Assert.Equal(isOne, Faults(new() { Origins = [origin] }).Count == 0);

    private static IReadOnlyList<string> Faults(ImageTaggingMcpOptions options) => options.Validate();
}
