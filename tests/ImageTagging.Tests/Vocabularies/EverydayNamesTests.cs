using ImageTagging.Vocabularies;

namespace ImageTagging.Tests.Vocabularies;

public sealed class EverydayNamesTests
{
    [Fact]
    public void ThreeHundredTagsHaveNamesInFiveLanguages()
    {
        string[] languages = ["de", "es", "fr", "it", "pt"];
        Assert.True(EverydayNames.All.Count(t => languages.All(t.Value.ContainsKey)) >= 300);
        Assert.All(EverydayNames.All, t => Assert.Equal(t.Key, TagName.Normalize(t.Key)));
    }
}
