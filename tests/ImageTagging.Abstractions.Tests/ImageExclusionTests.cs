using System.Text;

namespace ImageTagging.Abstractions.Tests;

public sealed class ImageExclusionTests
{
    [Theory]
    [InlineData("Café/")]
    [InlineData("/Café/")]
    [InlineData("**/Caf[é]/")]
    [InlineData("Café/*.jpg")]
    [InlineData("für*.jpg")]
    [InlineData("f?r.jpg")]
    public void A_name_is_left_out_however_its_letters_are_composed(string pattern)
    {
        // macOS keeps names decomposed; people type them composed. Whoever is not left out is tagged, and paid.
        NormalizationForm[] forms = [NormalizationForm.FormC, NormalizationForm.FormD];
        foreach (var typed in forms)
        {
            var exclusions = new ImageExclusions(patterns: [pattern.Normalize(typed)]);
            var ignored = new ImageExclusions(ignoreFile: pattern.Normalize(typed));
            foreach (var kept in forms)
            {
                var key = "Café/für.jpg".Normalize(kept);
                Assert.Equal(ExclusionKind.Pattern, exclusions.KindOf(key));
                Assert.Equal(ExclusionKind.IgnoreFile, ignored.KindOf(key));
                Assert.Null(exclusions.KindOf("Cafe/xür.jpg".Normalize(kept)));
            }
        }
    }
}
