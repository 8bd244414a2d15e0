namespace ImageTagging;

/// <summary>Which files are one picture: a camera's raw file and the JPEG or HEIC beside it, a Live Photo and its moving part.</summary>
/// <remarks>They lie in one folder and have one name but for the ending. The JPEG or HEIC is the picture; the others are its companions.</remarks>
public static class ImageFiles
{
    private static readonly string[] s_raw =
    [
        ".dng",
        ".cr2",
        ".cr3",
        ".nef",
        ".nrw",
        ".arw",
        ".raf",
        ".orf",
        ".rw2",
        ".pef",
        ".srw",
    ];

    // In the order in which they are preferred where a name has several.
    private static readonly string[] s_shown = [".jpg", ".jpeg", ".heic", ".heif", ".hif"];

    private static readonly string[] s_moving = [".mov", ".mp4"];

    /// <summary>The endings of cameras' raw files, in lower case.</summary>
    public static IReadOnlyList<string> RawEndings { get; } = [.. s_raw];

    /// <summary>The endings of files that may be a picture's companions, in lower case.</summary>
    public static IReadOnlyList<string> CompanionEndings { get; } = [.. s_raw, .. s_moving];

    /// <summary>The endings of pictures that may have companions, in lower case.</summary>
    public static IReadOnlyList<string> ShownEndings { get; } = [.. s_shown];

    /// <summary>Tells if a file is a camera's raw one, by its ending.</summary>
    /// <param name="key">Its key or name.</param>
    /// <returns>True where it is.</returns>
    public static bool IsRaw(ReadOnlySpan<char> key) => PlaceIn(s_raw, key) >= 0;

    /// <summary>Tells if a file may be the moving part of a picture, by its ending.</summary>
    /// <param name="key">Its key or name.</param>
    /// <returns>True where it may.</returns>
    public static bool IsMoving(ReadOnlySpan<char> key) => PlaceIn(s_moving, key) >= 0;

    /// <summary>Tells if a file may be a picture that has companions, by its ending.</summary>
    /// <param name="key">Its key or name.</param>
    /// <returns>True where it may.</returns>
    public static bool IsShown(ReadOnlySpan<char> key) => PlaceIn(s_shown, key) >= 0;

    /// <summary>The key without its ending.</summary>
    /// <param name="key">The key of a file.</param>
    /// <returns>What comes before the last dot of its name; all of it where there is none.</returns>
    public static ReadOnlySpan<char> StemOf(ReadOnlySpan<char> key) => key[..^Path.GetExtension(key).Length];

    /// <summary>The key of a picture's companion.</summary>
    /// <param name="key">The picture's key.</param>
    /// <param name="ending">The companion's ending, such as <c>.CR2</c>.</param>
    /// <returns>The companion's key.</returns>
    public static string KeyOf(string key, string ending)
    {
        ArgumentNullException.ThrowIfNull(key);
        return string.Concat(StemOf(key), ending);
    }

    /// <summary>The picture among files of one name but for the ending; null where none may have companions.</summary>
    /// <param name="keys">Their keys.</param>
    /// <returns>The picture's key; null where there is none.</returns>
    public static string? ShownOf(IEnumerable<string> keys) =>
        keys.Where(k => IsShown(k)).OrderBy(k => PlaceIn(s_shown, k)).ThenBy(k => k, KeyOrder.Instance).FirstOrDefault();

    private static int PlaceIn(string[] endings, ReadOnlySpan<char> key)
    {
        var ending = Path.GetExtension(key);
        if (ending.Length is < 4 or > 5)
        {
            return -1;
        }

        for (var i = 0; i < endings.Length; i++)
        {
            if (ending.Equals(endings[i], StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return -1;
    }
}
