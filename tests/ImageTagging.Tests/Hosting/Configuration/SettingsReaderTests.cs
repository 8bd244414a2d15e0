using ImageTagging.Hosting;
using Microsoft.Extensions.Configuration;

namespace ImageTagging.Tests.Hosting;

public sealed class SettingsReaderTests
{
    private readonly List<string> _faults = [];

    [Fact]
    public void What_is_said_is_read_and_what_is_not_is_the_default()
    {
        var read = Reader(
            ("Whole", "7"),
            ("Number", "0.5"),
            ("Money", "10.50"),
            ("Flag", "True"),
            ("Time", "00:00:30"),
            ("Empty", " ")
        );
        Assert.Equal((7, 3, null), (read.Whole("Whole", 3), read.Whole("Empty", 3), read.WholeOrNull("Missing")));
        Assert.Equal((0.5, 10.50m, true), (read.Number("Number"), read.Money("Money"), read.Flag("Flag", false)));
        Assert.Equal(TimeSpan.FromSeconds(30), read.Time("Time", TimeSpan.Zero));
        Assert.Equal(BudgetPeriod.Month, read.Named("Missing", BudgetPeriod.Month));
        Assert.Null(read.Texts("Missing"));
        Assert.Empty(_faults);
    }

    [Theory]
    [InlineData("Whole", "1.5", "a whole number")]
    [InlineData("Whole", "99999999999", "a whole number")]
    [InlineData("Number", "NaN", "a number such as 0.5")]
    // To many people a comma is the decimal one: 10,50 must not become 1050.
    [InlineData("Number", "0,5", "a number such as 0.5")]
    [InlineData("Money", "10,50", "a sum such as 10.50")]
    [InlineData("Flag", "yes", "true or false")]
    [InlineData("Time", "30", "a time such as 00:00:30")]
    [InlineData("Named", "Fortnight", "one of Run, UtcDay, Month")]
    [InlineData("Named", "7", "one of Run, UtcDay, Month")]
    public void What_cannot_be_read_is_a_fault_with_its_path_and_counts_as_not_said(string key, string value, string wanted)
    {
        var read = Reader((key, value));
        object? got = key switch
        {
            "Whole" => read.WholeOrNull(key),
            "Number" => read.Number(key),
            "Money" => read.Money(key),
            "Flag" => read.Flag(key, otherwise: false) ? true : null,
            "Time" => read.Time(key),
            _ => read.Named(key, BudgetPeriod.Run) == BudgetPeriod.Run ? null : key,
        };
        Assert.Null(got);
        Assert.Equal($"Mine:{key} is '{value}'; it must be {wanted}.", Assert.Single(_faults));
    }

    [Fact]
    public void A_name_that_nobody_asked_for_is_a_fault_and_a_name_is_known_in_any_case()
    {
        var read = Reader(("WORKERS", "7"), ("Wrokers", "7"));
        Assert.Equal(7, read.WholeOrNull("Workers"));
        read.RefuseOthers();
        Assert.Equal("Mine:Wrokers is no setting; known here are Workers.", Assert.Single(_faults));
    }

    private SettingsReader Reader(params (string Key, string Value)[] settings) =>
        new(
            new ConfigurationBuilder()
                .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create("Mine:" + s.Key, (string?)s.Value)))
                .Build()
                .GetSection("Mine"),
            _faults
        );
}
