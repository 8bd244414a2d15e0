using System.Globalization;

namespace ImageTagging.Benchmarks;

/// <summary>What a figure must reach.</summary>
public sealed record Bar
{
    private Bar(double value, bool isFloor) => (Value, IsFloor) = (value, isFloor);

    public double Value { get; }

    /// <summary>Whether the figure must be at or over it (else at or under it).</summary>
    public bool IsFloor { get; }

    public static Bar Over(double value) => new(value, isFloor: true);

    public static Bar Under(double value) => new(value, isFloor: false);

    public bool IsMetBy(double figure) => IsFloor ? figure >= Value : figure <= Value;

    public override string ToString() =>
        (IsFloor ? "at least " : "at most ") + Value.ToString("#,0.####", CultureInfo.InvariantCulture);
}
