using System.Text.Json;
using ImageTagging.Onnx.Cards;
using ImageTagging.TestSupport;

namespace ImageTagging.Onnx.Tests;

public sealed class SchemaTests
{
    [Fact]
    public void The_published_schema_names_what_a_card_holds_and_nothing_else()
    {
        var path = Path.Combine(TestPaths.RepositoryRoot, "docs", "schemas", "model-card.schema.json");
        using var schema = JsonDocument.Parse(File.ReadAllBytes(path));
        var card = schema.RootElement.GetProperty("properties");
        Assert.Equal(Members(typeof(ModelCard)), Names(card));
        Assert.Equal(Members(typeof(ModelInput)), Names(card.GetProperty("input").GetProperty("properties")));
        Assert.Equal(Members(typeof(DetectorOutput)), Names(card.GetProperty("detector").GetProperty("properties")));
        Assert.Equal(Members(typeof(ClassifierOutput)), Names(card.GetProperty("classifier").GetProperty("properties")));
    }

    private static IEnumerable<string> Members(Type type) =>
        CardJson.Default.GetTypeInfo(type)!.Properties.Select(p => p.Name).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Names(JsonElement properties) =>
        properties.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal);
}
