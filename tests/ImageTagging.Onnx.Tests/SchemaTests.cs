using System.Text.Json;
using ImageTagging.Onnx.Cards;
using ImageTagging.Onnx.TwoTower;
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

    [Fact]
    public void The_published_schema_of_two_towers_names_what_a_card_holds_and_nothing_else()
    {
        var path = Path.Combine(TestPaths.RepositoryRoot, "docs", "schemas", "two-tower-card.schema.json");
        using var schema = JsonDocument.Parse(File.ReadAllBytes(path));
        var card = schema.RootElement.GetProperty("properties");
        var text = card.GetProperty("text").GetProperty("properties");
        Assert.Equal(TowerMembers(typeof(TwoTowerCard)), Names(card));
        Assert.Equal(TowerMembers(typeof(ImageTower)), Names(card.GetProperty("image").GetProperty("properties")));
        Assert.Equal(TowerMembers(typeof(TextTower)), Names(text));
        Assert.Equal(TowerMembers(typeof(TextTokens)), Names(text.GetProperty("tokenizer").GetProperty("properties")));
    }

    private static IEnumerable<string> TowerMembers(Type type) =>
        TwoTowerJson.Default.GetTypeInfo(type)!.Properties.Select(p => p.Name).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Members(Type type) =>
        CardJson.Default.GetTypeInfo(type)!.Properties.Select(p => p.Name).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Names(JsonElement properties) =>
        properties.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal);
}
