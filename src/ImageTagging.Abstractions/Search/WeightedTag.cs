namespace ImageTagging;

/// <summary>One alternative of an <see cref="AnyOfQuery"/>: a tag, and how near it is to what was asked for.</summary>
/// <param name="Tag">The tag, with its range of confidences.</param>
/// <param name="Sixteenths">The weight in sixteenths, 1–16; sixteenths keep every sum of scores exact.</param>
public sealed record WeightedTag(HasTagQuery Tag, int Sixteenths = WeightedTag.Whole)
{
    /// <summary>The weight of what was asked for itself: 16.</summary>
    public const int Whole = 16;

    /// <summary>The weight in sixteenths, 1–16.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is set to another number.</exception>
    public int Sixteenths
    {
        get;
        init => field = InRange(value);
    } = InRange(Sixteenths);

    private static int InRange(int sixteenths)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sixteenths, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sixteenths, Whole);
        return sixteenths;
    }
}
