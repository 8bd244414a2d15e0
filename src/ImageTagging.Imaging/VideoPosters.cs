using ImageTagging.Imaging.External;

namespace ImageTagging.Imaging;

/// <summary>Videos, which are shown by a frame of their beginning where ffmpeg is installed.</summary>
public static class VideoPosters
{
    /// <summary>The endings of videos of which posters are made, in lower case; to be added to a source's suffixes.</summary>
    public static IReadOnlyList<string> Suffixes { get; } =
    [".mp4", ".mov", ".m4v", ".avi", ".mkv", ".webm", ".wmv", ".flv", ".mpg", ".mpeg", ".3gp", ".3g2", ".mts", ".m2ts", ".ogv"];

    /// <summary>Tells if ffmpeg is there, so that posters can be made.</summary>
    /// <param name="ffmpeg">Where it is (<see cref="ImagingOptions.Ffmpeg"/>); null to look for it.</param>
    /// <returns>True where it is.</returns>
    public static bool AreMade(string? ffmpeg = null) => Ffmpeg.Find(ffmpeg) is not null;
}
