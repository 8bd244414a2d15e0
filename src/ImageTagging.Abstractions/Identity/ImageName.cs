namespace ImageTagging;

/// <summary>The identity of an image: the source's name and the key below its root.</summary>
/// <param name="Source">The source's name, as <see cref="IImageSource.Name"/> gives it.</param>
/// <param name="Key">The key, relative to the source's root, never to a prefix.</param>
public readonly record struct ImageName(string Source, string Key) : IComparable<ImageName>
{
    /// <summary>The identity as 128 bits of SHA-256.</summary>
    public ImageId Id => ImageId.Of(Source, Key);

    /// <summary>Orders by source, then by key, both in <see cref="KeyOrder"/>.</summary>
    /// <param name="other">The other one.</param>
    /// <returns>Below 0, 0 or above: before, the same, behind.</returns>
    public int CompareTo(ImageName other)
    {
        var bySource = KeyOrder.Compare(Source, other.Source);
        return bySource != 0 ? bySource : KeyOrder.Compare(Key, other.Key);
    }

    /// <summary>Tells if one comes before the other.</summary>
    public static bool operator <(ImageName left, ImageName right) => left.CompareTo(right) < 0;

    /// <summary>Tells if one comes after the other.</summary>
    public static bool operator >(ImageName left, ImageName right) => left.CompareTo(right) > 0;

    /// <summary>Tells if one comes before the other or is it.</summary>
    public static bool operator <=(ImageName left, ImageName right) => left.CompareTo(right) <= 0;

    /// <summary>Tells if one comes after the other or is it.</summary>
    public static bool operator >=(ImageName left, ImageName right) => left.CompareTo(right) >= 0;

    /// <summary>Source and key for a message; not escaped, never to be parsed.</summary>
    public override string ToString() => Source.EndsWith('/') ? Source + Key : Source + "/" + Key;
}
