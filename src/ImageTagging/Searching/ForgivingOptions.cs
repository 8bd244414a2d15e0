namespace ImageTagging;

/// <summary>How forgiving a search is. What was expanded, the answer says.</summary>
public sealed record ForgivingOptions
{
    /// <summary>Everything that helps.</summary>
    public static ForgivingOptions All { get; } = new();

    /// <summary>Exactly the words that were written.</summary>
    public static ForgivingOptions None { get; } =
        new()
        {
            ExpandNames = false,
            CorrectTyping = false,
            DidYouMean = false,
        };

    /// <summary>Whether aliases, parents, the other number and parts of names find their tags, and joining words count nothing: automobile finds car, dogs finds dog, wine finds wine glass.</summary>
    /// <value>The default is true.</value>
    public bool ExpandNames { get; init; } = true;

    /// <summary>Whether a word that nothing is called finds the nearest tag: moutain finds mountain.</summary>
    /// <value>The default is true.</value>
    public bool CorrectTyping { get; init; } = true;

    /// <summary>Whether a search that finds nothing proposes others that do.</summary>
    /// <value>The default is true.</value>
    public bool DidYouMean { get; init; } = true;
}
