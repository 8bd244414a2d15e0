namespace ImageTagging;

/// <summary>Facts of a photograph that queries ask for.</summary>
public enum FactField
{
    /// <summary>When it was taken.</summary>
    Taken,

    /// <summary>The camera, its maker included.</summary>
    Camera,

    /// <summary>The lens.</summary>
    Lens,

    /// <summary>Who is in it.</summary>
    Person,

    /// <summary>The title.</summary>
    Title,

    /// <summary>True if somebody called it a favourite.</summary>
    Favourite,

    /// <summary>Where it was taken.</summary>
    Position,

    /// <summary>The stars.</summary>
    Rating,

    /// <summary>The sensitivity, as ISO counts it.</summary>
    Iso,

    /// <summary>How the upright picture lies: <c>landscape</c>, <c>portrait</c> or <c>square</c>.</summary>
    Orientation,

    /// <summary>Where it was taken, in words.</summary>
    Place,
}
