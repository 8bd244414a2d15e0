using System.Globalization;
using ImageTagging.Querying;

namespace ImageTagging.Tests.Querying;

public sealed class PeriodTextTests
{
    [Theory]
    [InlineData("2024", "2024-01-01", "2025-01-01")]
    [InlineData("2024-02", "2024-02-01", "2024-03-01")]
    [InlineData("2024-02-29", "2024-02-29", "2024-03-01")]
    [InlineData("2024-06-30T12:00", "2024-06-30T12:00:00", "2024-06-30T12:01:00")]
    [InlineData("2024-06-30T12:00Z", "2024-06-30T12:00:00", "2024-06-30T12:01:00")]
    [InlineData("2024-06-30T12:00:05+02:00", "2024-06-30T10:00:05", "2024-06-30T10:00:06")]
    // As long as its last place: a hundredth, and a ten-millionth.
    [InlineData("2024-06-30T12:00:05.25", "2024-06-30T12:00:05.25", "2024-06-30T12:00:05.26")]
    [InlineData("2024-06-30T12:00:05.1234567Z", "2024-06-30T12:00:05.1234567", "2024-06-30T12:00:05.1234568")]
    [InlineData("2024..2024", "2024-01-01", "2025-01-01")]
    [InlineData("2023..2024-06", "2023-01-01", "2024-07-01")]
    [InlineData("2023..<2024-06", "2023-01-01", "2024-06-01")]
    [InlineData("..2024", null, "2025-01-01")]
    [InlineData("2024..", "2024-01-01", null)]
    // The calendar has no end of its last ones.
    [InlineData("9999", "9999-01-01", null)]
    [InlineData("9999-12", "9999-12-01", null)]
    [InlineData("9999-12-31", "9999-12-31", null)]
    public void A_period_is_half_open(string text, string? from, string? before)
    {
        var period = PeriodText.Parse(text, static (sentence, _) => new FormatException(sentence));

        Assert.Equal((Time(from), Time(before)), (period.From, period.Before));
    }

    [Theory]
    [InlineData("24", 0)]
    [InlineData("2024-13", 0)]
    [InlineData("2023..soon", 6)]
    [InlineData("2023..<soon", 7)]
    public void Another_text_is_refused_with_its_place(string text, int place)
    {
        var at = -1;

        var fault = Assert.Throws<FormatException>(() =>
            PeriodText.Parse(
                text,
                (sentence, where) =>
                {
                    at = where;
                    return new FormatException(sentence);
                }
            )
        );

        Assert.Equal(
            ("A time is 2024, 2024-06, 2024-06-30 or 2024-06-30T12:00 (with Z or an offset, else UTC).", place),
            (fault.Message, at)
        );
    }

    [Fact]
    public void A_range_that_ends_before_it_begins_is_refused() =>
        Assert.Equal(
            "The range ends before it begins. 6",
            Assert
                .Throws<FormatException>(() =>
                    PeriodText.Parse("2024..2023", static (sentence, at) => new FormatException($"{sentence} {at}"))
                )
                .Message
        );

    private static DateTimeOffset? Time(string? text) =>
        text is null ? null : DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
