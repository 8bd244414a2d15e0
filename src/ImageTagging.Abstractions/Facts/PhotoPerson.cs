namespace ImageTagging;

/// <summary>Somebody in a photograph.</summary>
/// <param name="Name">The name.</param>
/// <param name="Box">Where the face is, in the picture as it is stored; null where nobody said.</param>
public sealed record PhotoPerson(string Name, BoundingBox? Box);
