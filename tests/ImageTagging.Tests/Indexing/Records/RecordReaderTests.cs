using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageTagging.Indexing;
using ImageTagging.Tests.Querying;

namespace ImageTagging.Tests.Indexing;

public sealed class RecordReaderTests
{
    [Theory]
    [InlineData("source")]
    [InlineData("key")]
    [InlineData("location")]
    [InlineData("size")]
    [InlineData("modified_at")]
    [InlineData("listed_at")]
    public void A_record_without_what_every_picture_has_is_told_by_the_members_name(string member)
    {
        var fault = Damaged(json => json.Remove(member));
        Assert.Contains(member, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("look", "\"xyz\"")]
    [InlineData("look", "\"0123\"")]
    [InlineData("contents", "[\"crc:1\"]")]
    [InlineData("contents", "{}")]
    [InlineData("tags", "[]")]
    [InlineData("parents", "[\"one\"]")]
    [InlineData("size", "\"much\"")]
    [InlineData("modified_at", "9e99")]
    public void A_member_of_another_form_is_told(string member, string value) =>
        Damaged(json => json[member] = JsonNode.Parse(value));

    private static JsonException Damaged(Action<JsonObject> damage)
    {
        var json = JsonNode.Parse(RecordJson.Serialize(new RandomRecords(3).Next()))!.AsObject();
        damage(json);
        return Assert.Throws<JsonException>(() => RecordJson.Deserialize(Encoding.UTF8.GetBytes(json.ToJsonString())));
    }
}
