namespace ImageTagging;

/// <summary>Versions of pictures that tell of the files beside them too: the picture's own, a blank, <c>+</c>, and a mark of those files.</summary>
public static class ImageVersion
{
    // No ETag has a blank.
    private const string Between = " +";

    /// <summary>The version of a picture with files beside it.</summary>
    /// <param name="picture">The picture's own version; null where the source has none.</param>
    /// <param name="beside">A word that is another when a file beside it is; null where it has none.</param>
    /// <returns>The version of both; null where the picture has none.</returns>
    public static string? With(string? picture, string? beside) =>
        picture is null || beside is null ? picture : string.Concat(picture, Between, beside);

    /// <summary>The picture's own part of a version.</summary>
    /// <param name="version">The version.</param>
    /// <returns>What stands before the mark; all of it where there is none.</returns>
    /// <exception cref="ArgumentNullException">The version is null.</exception>
    public static string OfPicture(string version)
    {
        ArgumentNullException.ThrowIfNull(version);
        var end = version.LastIndexOf(Between, StringComparison.Ordinal);
        return end < 0 ? version : version[..end];
    }
}
