using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using ImageTagging.Elasticsearch.Searching;

namespace ImageTagging.Elasticsearch.Tests;

public sealed class CursorTests
{
    private static readonly string[] s_newest = ["modified_at", "source", "key"];

    [Fact]
    public void A_cursor_is_read_back_as_it_was_written()
    {
        var values = Json("""[1700000000000,"s3://bucket","a.jpg"]""");
        var read = Cursor.Read(Cursor.Write("h", values), "h", s_newest);
        Assert.Equal(values.EnumerateArray().Select(v => v.GetRawText()), read.Select(v => v.GetRawText()));
        Assert.Single(Cursor.Read(Cursor.Write("h", Json("[1.5]")), "h", ["_score"]));
    }

    [Theory]
    [InlineData("""["h","1700000000000","s","k"]""")]
    [InlineData("""["h",1.5,"s","k"]""")]
    [InlineData("""["h",1e99,"s","k"]""")]
    [InlineData("""["h",1,2,"k"]""")]
    [InlineData("""["h",1,"s",null]""")]
    [InlineData("""["h",1,"s"]""")]
    [InlineData("""["other",1,"s","k"]""")]
    [InlineData("{}")]
    [InlineData("no JSON")]
    public void What_the_order_cannot_have_made_is_no_cursor_of_it(string forged)
    {
        var cursor = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(forged));
        var fault = Assert.Throws<ImageTaggingException>(() => Cursor.Read(cursor, "h", s_newest));
        Assert.Equal(("CursorMismatch", FailureKind.Refused), (fault.Code, fault.Kind));
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
