using ImageTagging.Correcting;
using ImageTagging.Vocabularies;

namespace ImageTagging.Tests.Correcting;

public sealed class BatchStateTests
{
    [Theory]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("""{"query":"sea","add":null,"remove":[],"by":"me","at":"2024-01-01T00:00:00Z","conflicts":[]}""")]
    [InlineData("""{"query":"sea","add":[null],"remove":[],"by":"me","at":"2024-01-01T00:00:00Z","conflicts":[]}""")]
    [InlineData("""{"query":"sea","add":[],"remove":[],"by":"me","at":"2024-01-01T00:00:00Z","conflicts":[["a"]]}""")]
    [InlineData("""{"query":"sea","add":[],"remove":[],"by":"me","at":"2024-01-01T00:00:00Z","conflicts":[null]}""")]
    public void A_damaged_batch_is_told(string json)
    {
        var fault = Assert.Throws<ImageTaggingException>(() => BatchState.Parse(Entry(json)));
        Assert.Equal(ErrorCodes.Unreadable, fault.Code);
    }

    private static StateEntry Entry(string json) => new() { Name = "an entry", Value = json };
}
