using System.Globalization;

namespace ImageTagging.Tool.Charts;

/// <summary>Pictures of each period of so many months, all (the first line) and those of some tags.</summary>
/// <param name="Step">Months of a period.</param>
/// <param name="Periods">When each begins.</param>
/// <param name="Lines">The counts.</param>
/// <param name="Before">Pictures long before the first period.</param>
/// <param name="After">Pictures long after the last one.</param>
internal sealed record TagsByPeriod(
    int Step,
    IReadOnlyList<DateTime> Periods,
    IReadOnlyList<TagLine> Lines,
    long Before,
    long After
)
{
    /// <summary>The name of a period.</summary>
    public string Unit =>
        Step switch
        {
            1 => "month",
            3 => "quarter",
            12 => "year",
            _ => string.Create(CultureInfo.InvariantCulture, $"{Step / 12:N0} years"),
        };

    /// <summary>A sentence on the pictures that are in no period, or null.</summary>
    public string? LeftOut
    {
        get
        {
            if (Before + After == 0)
            {
                return null;
            }

            string[] parts =
            [
                .. Before > 0 ? [string.Create(CultureInfo.InvariantCulture, $"{Before:N0} before {Name(0)}")] : (string[])[],
                .. After > 0
                    ? [string.Create(CultureInfo.InvariantCulture, $"{After:N0} after {Name(Periods.Count - 1)}")]
                    : (string[])[],
            ];
            return $"not drawn, being years away from all others: {string.Join(", ", parts)}";
        }
    }

    public string Name(int period)
    {
        var start = Periods[period];
        return Step switch
        {
            1 => start.ToString("yyyy-MM", CultureInfo.InvariantCulture),
            3 => string.Create(CultureInfo.InvariantCulture, $"{start.Year:0000} Q{((start.Month - 1) / 3) + 1}"),
            12 => start.ToString("yyyy", CultureInfo.InvariantCulture),
            _ => string.Create(
                CultureInfo.InvariantCulture,
                $"{start.Year:0000}–{Math.Min(9999, (start.Year / (Step / 12) * (Step / 12)) + (Step / 12) - 1):0000}"
            ),
        };
    }
}
