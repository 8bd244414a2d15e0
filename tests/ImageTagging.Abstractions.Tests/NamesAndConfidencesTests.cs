using System.Text;
using ImageTagging.TestSupport;

namespace ImageTagging.Abstractions.Tests;

public sealed class NamesAndConfidencesTests
{
    [Theory]
    [InlineData("  Mobile \t Phone ", "mobile phone")]
    [InlineData("E\u0301te\u0301", "été")]
    [InlineData("a\u001Fb\u0000c", "a b c")]
    [InlineData("already fine", "already fine")]
    [InlineData("two  spaces", "two spaces")]
    [InlineData("\u00a0\r\n", "")]
    [InlineData("", "")]
    public void A_name_is_brought_to_one_form(string name, string normal) => Assert.Equal(normal, TagName.Normalize(name));

    [Theory]
    [InlineData("ΣΊΣΥΦΟΣ", "Σίσυφος")]
    [InlineData("STRASSE", "Straße")]
    [InlineData("STRAẞE", "strasse")]
    [InlineData("\u00B5m", "\u03BCm")]
    [InlineData("\uFB01sh", "FISH")]
    [InlineData("\u0130stanbul", "i\u0307stanbul")]
    [InlineData("\u1FB3", "\u0391\u0399")]
    [InlineData("\u017Faint", "Saint")]
    [InlineData("\uAB70", "\u13A0")]
    public void Two_spellings_in_capitals_and_small_letters_are_one_name(string one, string other) =>
        Assert.Equal(TagName.Normalize(one), TagName.Normalize(other));

    [Theory]
    [InlineData("do\u200Bg")]
    [InlineData("\u202Edog\u202C")]
    [InlineData("\uFEFFdog")]
    [InlineData("d\u200Do\u200Cg\u200E")]
    [InlineData("do\u00ADg\u2060")]
    [InlineData("\u2066dog\u2069\uFE0F")]
    [InlineData("dog\U000E0064\U000E0001")]
    public void What_nobody_sees_leaves_a_name(string name) => Assert.Equal("dog", TagName.Normalize(name));

    [Fact]
    public void The_form_of_a_form_is_itself_whatever_the_name()
    {
        for (var seed = 0; seed < Trials.Count(50_000); seed++)
        {
            var random = new Random(seed);
            var normal = TagName.Normalize(RandomText.Next(random, random.Next(5) == 0 ? 300 : 6));
            Assert.True(normal == TagName.Normalize(normal), $"seed {seed}");
            Assert.True(normal.IsNormalized(NormalizationForm.FormC) && normal.Length <= TagName.MaxLength, $"seed {seed}");
            Assert.True(!normal.Any(char.IsControl) && normal == normal.Trim(), $"seed {seed}");
        }
    }

    [Theory]
    [InlineData(99.12, 9_912)]
    [InlineData(99.129999, 9_912)]
    [InlineData(0.009, 0)]
    [InlineData(-5, 0)]
    [InlineData(100.5, 10_000)]
    [InlineData(double.NaN, 0)]
    [InlineData(double.PositiveInfinity, 10_000)]
    [InlineData(1e-300, 0)]
    public void A_confidence_is_rounded_down(double percent, int hundredths) =>
        Assert.Equal(hundredths, Confidence.Floor(percent).Hundredths);

    [Fact]
    public void Every_hundredth_survives_its_percentage()
    {
        for (var hundredths = 0; hundredths <= 10_000; hundredths++)
        {
            var confidence = new Confidence(hundredths);
            Assert.Equal(confidence, Confidence.Floor(confidence.Percent));
            Assert.Equal(Confidence.Bands.Count(b => confidence.Percent >= b), confidence.BandsReached);
        }

        Assert.Equal("93.1", new Confidence(9_310).ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => new Confidence(10_001));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Confidence(-1));
    }
}
