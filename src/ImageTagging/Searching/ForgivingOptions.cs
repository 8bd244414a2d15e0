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
            FindByMeaning = false,
            DidYouMean = false,
        };

    /// <summary>True if aliases, parents, the other number and parts of names find their tags, and joining words count nothing: automobile finds car, dogs finds dog, wine finds wine glass.</summary>
    /// <value>The default is true.</value>
    public bool ExpandNames { get; init; } = true;

    /// <summary>True if a word that nothing is called finds the nearest tag: moutain finds mountain.</summary>
    /// <value>The default is true.</value>
    public bool CorrectTyping { get; init; } = true;

    /// <summary>
    /// True if words that nothing is called find the tags nearest in meaning, where the search has a model of meanings
    /// (<see cref="ImageSearchOptions.Meaning"/>): ocean finds sea.
    /// </summary>
    /// <remarks>
    /// Of several words those that nothing is near to are left out, and where no picture shows all, those found by meaning only
    /// move pictures up. A host that restricts what people may see says so in <see cref="SearchRequest.Selections"/>, or by key,
    /// source, category, time or status: those are never forgiven.
    /// </remarks>
    /// <value>The default is true.</value>
    public bool FindByMeaning { get; init; } = true;

    /// <summary>True if a search that finds nothing proposes others that do.</summary>
    /// <value>The default is true.</value>
    public bool DidYouMean { get; init; } = true;
}
