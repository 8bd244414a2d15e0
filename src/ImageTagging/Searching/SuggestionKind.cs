namespace ImageTagging;

/// <summary>What a suggested name is.</summary>
public enum SuggestionKind
{
    /// <summary>A tag.</summary>
    Tag,

    /// <summary>Another name of tags.</summary>
    Alias,

    /// <summary>A broader name of tags.</summary>
    Parent,
}
