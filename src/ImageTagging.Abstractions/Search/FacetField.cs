namespace ImageTagging;

/// <summary>Fields whose values can be counted.</summary>
public enum FacetField
{
    /// <summary>The effective tags.</summary>
    Tag,

    /// <summary>The categories.</summary>
    Category,

    /// <summary>The source's name.</summary>
    Source,

    /// <summary>The month of the modified time in UTC, as <c>2024-06</c>.</summary>
    Month,

    /// <summary>The status, by its lower-case name.</summary>
    Status,

    /// <summary>Aliases, each as <c>alias␟tag</c> (U+001F): the dictionary by which an alias finds its tags.</summary>
    Alias,

    /// <summary>Parents, each as <c>parent␟tag</c> (U+001F).</summary>
    Parent,
}
