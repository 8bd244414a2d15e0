using ImageTagging.Querying;

namespace ImageTagging.Tests.Querying;

public sealed class FactNumbersTests
{
    [Theory]
    [InlineData(">=1600", 1600, null, 6)]
    [InlineData(">1600", 1601, null, 5)]
    [InlineData("<=4", null, 4, 3)]
    [InlineData("< 4", null, 3, 3)]
    [InlineData("=4", 4, 4, 2)]
    [InlineData(">=1<=5 cat", 1, 5, 6)]
    [InlineData(" >= 1 < 5)", 1, 4, 9)]
    [InlineData("=-1", -1, -1, 3)]
    public void Comparisons_are_read_up_to_their_end(string text, int? min, int? max, int end)
    {
        var at = 0;
        Assert.Equal(new(FactField.Iso, min, max), FactNumbers.TryRead(text, ref at, FactField.Iso, Fault));
        Assert.Equal(end, at);
    }

    [Theory]
    [InlineData("")]
    [InlineData("cat")]
    [InlineData(":4")]
    public void Nothing_is_taken_where_none_stands(string text)
    {
        var at = 0;
        Assert.Null(FactNumbers.TryRead(text, ref at, FactField.Iso, Fault));
        Assert.Equal(0, at);
    }

    [Theory]
    [InlineData(">=", 2)]
    [InlineData(">=x", 2)]
    [InlineData(">=1.5", 2)]
    [InlineData("=99999999999", 1)]
    [InlineData(">=1>=2", 3)]
    [InlineData("=1<2", 2)]
    public void A_fault_is_told_at_its_place(string text, int place)
    {
        var at = 0;
        var fault = Assert.Throws<FormatException>(() => FactNumbers.TryRead(text, ref at, FactField.Rating, Fault));
        Assert.StartsWith($"{place}: ", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("400", 400, 400)]
    [InlineData("100..400", 100, 400)]
    [InlineData("..400", null, 400)]
    [InlineData("100..", 100, null)]
    public void A_range_may_have_an_open_end(string text, int? min, int? max) =>
        Assert.Equal(new(FactField.Iso, min, max), FactNumbers.Parse(text, FactField.Iso));

    [Theory]
    [InlineData("..")]
    [InlineData("a")]
    [InlineData("1..x")]
    [InlineData("x..1")]
    [InlineData("1.5")]
    [InlineData("2000000000")]
    public void What_is_no_number_is_none(string text) => Assert.Null(FactNumbers.Parse(text, FactField.Iso));

    private static FormatException Fault(string sentence, int at) => new($"{at}: {sentence}");
}
