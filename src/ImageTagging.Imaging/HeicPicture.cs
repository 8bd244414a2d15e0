namespace ImageTagging.Imaging;

/// <summary>Pictures of iPhones and newer cameras: what libvips cannot decode of them is decoded by the system's libheif.</summary>
internal static class HeicPicture
{
    /// <summary>Does the work on a picture; on one of HEVC that libvips has no decoder for, after libheif decoded it.</summary>
    /// <param name="content">The picture.</param>
    /// <param name="facts">Its type and upright size.</param>
    /// <param name="running">The work under the clock.</param>
    /// <param name="work">The work.</param>
    /// <param name="heif">Finds libheif.</param>
    public static T Run<T>(
        ReadOnlyMemory<byte> content,
        ImageFacts facts,
        VipsOperation.Running running,
        Func<ReadOnlyMemory<byte>, ImageFacts, string, VipsOperation.Running, T> work,
        Func<SystemHeif?> heif
    )
    {
        try
        {
            return Strictness.Run(content, facts, running, work);
        }
        catch (ImageTaggingException fault) when (IsHeic(facts.MediaType) && IsMissing(fault))
        {
            var library = heif() ?? throw Faults.HeicDecoderMissing(fault);
            var pixels = library.ToTiff(content, facts);
            // No strip of a decode is looked at before its end.
            running.ThrowIfEnded();
            return Strictness.Run(pixels, facts with { MediaType = "image/tiff" }, running, work);
        }
    }

    private static bool IsHeic(string mediaType) => mediaType is "image/heic" or "image/heif";

    // libheif's words, or libvips's where it was built without libheif.
    private static bool IsMissing(ImageTaggingException fault) =>
        fault is { Code: ErrorCodes.DecodeFailed, InnerException.Message: { } message }
        && (
            message.Contains("has not been built in", StringComparison.OrdinalIgnoreCase)
            || message.Contains("unsupported", StringComparison.OrdinalIgnoreCase)
            || message.Contains("known format", StringComparison.OrdinalIgnoreCase)
        );
}
