namespace ImageTagging;

/// <summary>Which keys of a source a run is about. Outside it nothing is compared, counted or removed.</summary>
/// <remarks>Applied alike to the listing and to the index's scan. Immutable.</remarks>
public sealed record ImageScope
{
    /// <summary>Every key.</summary>
    public static ImageScope All { get; } = new();

    /// <summary>The range of keys, a prefix included.</summary>
    /// <value>The default is every key.</value>
    public KeyRange Range { get; init; } = KeyRange.All;

    /// <summary>Endings that a key must have one of, such as <c>.jpg</c>; upper and lower case are alike. Empty for any.</summary>
    /// <value>The default is empty.</value>
    public IReadOnlyList<string> Suffixes { get; init; } = [];

    /// <summary>The endings that pictures usually have, cameras' raw files among them.</summary>
    public static IReadOnlyList<string> PictureSuffixes { get; } =
    [
        ".jpg",
        ".jpeg",
        ".jpe",
        ".jfif",
        ".png",
        ".webp",
        ".gif",
        ".tif",
        ".tiff",
        ".bmp",
        ".heic",
        ".heif",
        ".hif",
        ".avif",
        ".psd",
        ".psb",
        ".tga",
        ".ico",
        ".ppm",
        ".pgm",
        ".pbm",
        ".pnm",
        ".jp2",
        ".jxl",
        .. ImageFiles.RawEndings,
    ];

    /// <summary>Tells if the key is in the scope.</summary>
    /// <param name="key">The key.</param>
    /// <returns>True where it is.</returns>
    public bool Contains(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Range.Contains(key) && HasSuffix(key);
    }

    /// <summary>Tells if the key has one of the endings, whatever the range.</summary>
    /// <param name="key">The key.</param>
    /// <returns>True where it has, or where no ending is asked for.</returns>
    public bool HasSuffix(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (Suffixes.Count == 0)
        {
            return true;
        }

        foreach (var suffix in Suffixes)
        {
            if (key.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The keys that are in both scopes.</summary>
    /// <param name="other">The other scope.</param>
    /// <returns>What is in both.</returns>
    public ImageScope Intersect(ImageScope other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var suffixes =
            Suffixes.Count == 0 ? other.Suffixes
            : other.Suffixes.Count == 0 ? Suffixes
            :
            [
                .. Suffixes
                    .Where(s => other.Suffixes.Any(o => s.EndsWith(o, StringComparison.OrdinalIgnoreCase)))
                    .Concat(other.Suffixes.Where(o => Suffixes.Any(s => o.EndsWith(s, StringComparison.OrdinalIgnoreCase))))
                    .Distinct(StringComparer.OrdinalIgnoreCase),
            ];
        if (suffixes.Count == 0 && Suffixes.Count > 0 && other.Suffixes.Count > 0)
        {
            return new() { Range = new("", "") };
        }

        return new() { Range = Range.Intersect(other.Range), Suffixes = suffixes };
    }
}
