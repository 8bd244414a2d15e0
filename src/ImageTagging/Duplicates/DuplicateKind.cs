namespace ImageTagging;

/// <summary>How the pictures of a group belong together.</summary>
public enum DuplicateKind
{
    /// <summary>One picture: the same bytes, or encoded, resized, cropped, turned or made lighter anew.</summary>
    Copy,

    /// <summary>Pictures of one scene, taken shortly after each other.</summary>
    Burst,
}
