using System.Globalization;

namespace ImageTagging;

/// <summary>A tag's confidence: whole hundredths of a percent, 0.00–100.00, always rounded down.</summary>
public readonly record struct Confidence : IComparable<Confidence>
{
    /// <summary>The bands by which every engine ranks and filters fast, in percent: 30, 50, 60, 70, 80, 90, 95, 99.</summary>
    public static IReadOnlyList<int> Bands { get; } = [30, 50, 60, 70, 80, 90, 95, 99];

    /// <summary>A confidence from hundredths of a percent, 0–10,000.</summary>
    public Confidence(int hundredths)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(hundredths);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hundredths, 10_000);
        Hundredths = (ushort)hundredths;
    }

    /// <summary>100 percent: a person's or a metadata tag.</summary>
    public static Confidence Full { get; } = new(10_000);

    /// <summary>The value in hundredths of a percent, 0–10,000.</summary>
    public ushort Hundredths { get; }

    /// <summary>The value in percent, 0–100.</summary>
    public double Percent => Hundredths / 100d;

    /// <summary>How many of the <see cref="Bands"/> it reaches, 0–8.</summary>
    public int BandsReached
    {
        get
        {
            var reached = 0;
            while (reached < Bands.Count && Hundredths >= Bands[reached] * 100)
            {
                reached++;
            }

            return reached;
        }
    }

    /// <summary>Rounds a percentage down to hundredths; what is outside 0–100, or no number, is brought to the nearer end.</summary>
    /// <param name="percent">Percent, 0–100.</param>
    /// <returns>The confidence, rounded down to a hundredth of a percent.</returns>
    public static Confidence Floor(double percent) =>
        double.IsNaN(percent) || percent <= 0 ? default
        : percent >= 100 ? Full
        // Decimal, because 99.12 * 100 in binary is a little under 9912.
        : new((int)decimal.Floor((decimal)percent * 100m));

    /// <inheritdoc />
    public int CompareTo(Confidence other) => Hundredths.CompareTo(other.Hundredths);

    /// <summary>The percentage, such as <c>93.12</c>.</summary>
    public override string ToString() => Percent.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>Tells if one is lower.</summary>
    public static bool operator <(Confidence left, Confidence right) => left.Hundredths < right.Hundredths;

    /// <summary>Tells if one is higher.</summary>
    public static bool operator >(Confidence left, Confidence right) => left.Hundredths > right.Hundredths;

    /// <summary>Tells if one is lower or equal.</summary>
    public static bool operator <=(Confidence left, Confidence right) => left.Hundredths <= right.Hundredths;

    /// <summary>Tells if one is higher or equal.</summary>
    public static bool operator >=(Confidence left, Confidence right) => left.Hundredths >= right.Hundredths;
}
