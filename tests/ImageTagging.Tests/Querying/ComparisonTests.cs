using ImageTagging.Querying;

namespace ImageTagging.Tests.Querying;

public sealed class ComparisonTests
{
    [Theory]
    [InlineData(">=90", ">=", 9_000, 4)]
    [InlineData(" < 12.5% x", "<", 1_250, 8)]
    [InlineData("=100", "=", 10_000, 4)]
    [InlineData(">0.07)", ">", 7, 5)]
    public void A_comparison_is_read_up_to_its_end(string text, string sign, int hundredths, int end)
    {
        var at = 0;

        var read = Comparison.TryRead(text, ref at, Fault);

        Assert.Equal((sign, hundredths, end), (read!.Value.Sign, read.Value.Value.Hundredths, at));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("cat>=90")]
    public void Nothing_is_taken_where_none_stands(string text)
    {
        var at = 0;

        Assert.Null(Comparison.TryRead(text, ref at, Fault));
        Assert.Equal(0, at);
    }

    [Theory]
    [InlineData(">=", 2, "A confidence is a number from 0 to 100 with at most two decimals.")]
    [InlineData(">= 100.01", 3, "A confidence is a number from 0 to 100 with at most two decimals.")]
    [InlineData("<1.234", 1, "A confidence is a number from 0 to 100 with at most two decimals.")]
    [InlineData("<1.2.3", 1, "A confidence is a number from 0 to 100 with at most two decimals.")]
    [InlineData("=99,5", 3, "A confidence is written with a point, as in cat>=99.5; words stand apart.")]
    [InlineData("=9x", 2, "A confidence is a number from 0 to 100, as in cat>=90; what follows stands apart.")]
    public void A_fault_is_told_with_its_place(string text, int place, string sentence)
    {
        var at = 0;

        var fault = Assert.Throws<PlacedException>(() => Comparison.TryRead(text, ref at, Fault));

        Assert.Equal((sentence, place), (fault.Message, fault.At));
    }

    [Theory]
    [InlineData(">=", 5_000, 5_000, null)]
    [InlineData("<=", 5_000, null, 5_000)]
    [InlineData("=", 5_000, 5_000, 5_000)]
    [InlineData(">", 5_000, 5_001, null)]
    [InlineData("<", 5_000, null, 4_999)]
    public void It_narrows_its_end_of_a_range(string sign, int hundredths, int? least, int? most)
    {
        Confidence? min = null;
        Confidence? max = null;

        new Comparison(sign, new(hundredths), 3).Narrow(ref min, ref max, Fault);

        Assert.Equal((least, most), (min?.Hundredths, max?.Hundredths));
    }

    [Theory]
    [InlineData(">=", 1, null, "This end of the range is given twice.")]
    [InlineData("=", 1, null, "This end of the range is given twice.")]
    [InlineData("=", null, 1, "This end of the range is given twice.")]
    [InlineData("<", null, 1, "This end of the range is given twice.")]
    [InlineData(">", null, null, "No confidence is over 100.", 10_000)]
    [InlineData("<", null, null, "No confidence is under 0.", 0)]
    public void What_no_confidence_can_be_is_refused(string sign, int? least, int? most, string sentence, int hundredths = 5_000)
    {
        var (min, max) = (
            least is { } l ? new Confidence(l) : (Confidence?)null,
            most is { } m ? new Confidence(m) : (Confidence?)null
        );

        var fault = Assert.Throws<PlacedException>(() =>
            new Comparison(sign, new(hundredths), 7).Narrow(ref min, ref max, Fault)
        );

        Assert.Equal((sentence, 7), (fault.Message, fault.At));
    }

    private static PlacedException Fault(string sentence, int at) => new(sentence, at);

    private sealed class PlacedException(string message, int at) : Exception(message)
    {
        public int At => at;
    }
}
