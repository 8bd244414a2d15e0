namespace ImageTagging;

/// <summary>The kind of a suggested name.</summary>
public enum SuggestionKind
{
    /// <summary>A tag.</summary>
    Tag,

    /// <summary>Another name of tags.</summary>
    Alias,

    /// <summary>A broader name of tags.</summary>
    Parent,

    /// <summary>A place, as the facet writes it.</summary>
    Place,
}
