namespace ImageTagging.Teaching;

/// <summary>How much an answer about a picture would teach.</summary>
internal static class ReviewOrder
{
    // Somewhat on the side of yes, which is rarer.
    private const double Wanted = 0.5;

    // A picture that is much like one that was asked about tells less.
    private const double Newness = 0.5;

    /// <summary>More where the rule is uncertain, and where nothing alike was asked about.</summary>
    /// <param name="odds">The rule's log-odds.</param>
    /// <param name="nearest">How alike the most alike picture is that was asked about, -1 to 1.</param>
    public static double Worth(double odds, double nearest) => -Math.Abs(odds - Wanted) - (Newness * nearest);
}
