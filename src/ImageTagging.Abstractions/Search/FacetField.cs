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

    /// <summary>The year in which it was taken, as <c>2019</c>.</summary>
    TakenYear,

    /// <summary>The month in which it was taken, as <c>2019-07</c>.</summary>
    TakenMonth,

    /// <summary>The camera (<see cref="PhotoFacts.Camera"/>).</summary>
    Camera,

    /// <summary>The lens.</summary>
    Lens,

    /// <summary>The names of those who are in it.</summary>
    Person,

    /// <summary>The folders that the key lies in, from the outermost to its own: <c>2019</c>, <c>2019/greece</c>. Of images with facts.</summary>
    Folder,

    /// <summary>The stars, <c>1</c> to <c>5</c>; <c>-1</c> for rejected.</summary>
    Rating,

    /// <summary>The sensitivity, as ISO counts it.</summary>
    Iso,

    /// <summary>The country, the region in it and the town in that: <c>Greece</c>, <c>Greece/Attica</c>, <c>Greece/Attica/Athens</c>.</summary>
    Place,
}
