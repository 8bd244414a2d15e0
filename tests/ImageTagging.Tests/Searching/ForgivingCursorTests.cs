using ImageTagging.Searching;

namespace ImageTagging.Tests.Searching;

public sealed class ForgivingCursorTests
{
    private static readonly ExpandedQuery s_vehicle = Expanded("vehicle", "car OR truck");
    private readonly ForgivingCursor _cursor = new();

    [Fact]
    public void Where_nothing_was_expanded_the_engines_own_cursor_serves()
    {
        var plain = Expanded("cat", "cat");
        Assert.Equal("engine", _cursor.Write(plain, "engine"));
        Assert.Null(_cursor.Write(s_vehicle, null));
        var (query, cursor) = _cursor.Read(Request("cat", "engine"), [Expanded("cat", "cat OR kitty")]);
        Assert.Equal((plain.Asked, "engine"), (query.Expanded, cursor));
        Assert.Equal((s_vehicle, null), _cursor.Read(Request("vehicle", null), [s_vehicle]));
    }

    [Fact]
    public void Pages_go_on_in_the_form_in_which_they_began_whatever_the_dictionary_says_by_now()
    {
        var cursor = _cursor.Write(s_vehicle, "engine");
        var grown = Expanded("vehicle", "car OR truck OR bus");
        var (query, inner) = _cursor.Read(Request("vehicle", cursor), [grown]);
        Assert.Equal((s_vehicle.Expanded, "engine"), (query.Expanded, inner));
        // One of several forms needs no memory.
        Assert.Equal(s_vehicle, new ForgivingCursor().Read(Request("vehicle", cursor), [grown, s_vehicle]).Query);
    }

    [Theory]
    [InlineData("~")]
    [InlineData("~AAAA")]
    [InlineData("~!!!!!!!!!!!!!!!!!!!!")]
    public void What_nobody_gave_is_refused(string cursor) => Assert.Equal(ErrorCodes.CursorMismatch, Fault("vehicle", cursor));

    [Fact]
    public void A_cursor_of_another_question_is_refused_though_it_is_known()
    {
        var cursor = _cursor.Write(s_vehicle, "engine")!;
        Assert.Equal(ErrorCodes.CursorMismatch, Fault("vehicle -truck", cursor));
        // Nor does one that another process gave serve where the form is not at hand.
        var elsewhere = new ForgivingCursor();
        var grown = Expanded("vehicle", "bus");
        Assert.Throws<ImageTaggingException>(() => elsewhere.Read(Request("vehicle", cursor), [grown]));
    }

    [Fact]
    public void The_least_lately_used_is_forgotten_first()
    {
        var first = _cursor.Write(s_vehicle, "engine")!;
        var second = _cursor.Write(Expanded("animal", "cat"), "engine")!;
        for (var i = 0; i < 255; i++)
        {
            _cursor.Write(s_vehicle, "engine");
            _cursor.Write(Expanded("q" + i, "x"), "engine");
        }

        Assert.Equal(s_vehicle.Expanded, _cursor.Read(Request("vehicle", first), [Expanded("vehicle", "bus")]).Query.Expanded);
        Assert.Equal(ErrorCodes.CursorMismatch, Fault("animal", second));
    }

    private string? Fault(string asked, string cursor) =>
        Assert.Throws<ImageTaggingException>(() => _cursor.Read(Request(asked, cursor), [Expanded(asked, "other")])).Code;

    private static SearchRequest Request(string query, string? cursor) =>
        new() { Query = TagQueryParser.Parse(query), Cursor = cursor };

    private static ExpandedQuery Expanded(string asked, string expanded) =>
        new(TagQueryParser.Parse(asked), TagQueryParser.Parse(expanded), []);
}
