namespace ImageTagging.Imaging;

/// <summary>Pictures of iPhones and newer cameras: what libvips cannot decode of them is decoded by the system's libheif.</summary>
internal static class HeicImage
{
    /// <summary>Does the work on a picture; on one of HEVC, which libvips comes without a decoder for, after libheif decoded it.</summary>
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
        var isHeic = facts.MediaType == "image/heic";
        if (!isHeic && facts.MediaType != "image/heif")
        {
            return Strictness.Run(content, facts, running, work);
        }

        // What libvips says of a fault may be another decode's, as it keeps one text for all: so it is not asked first where it need not be.
        if (isHeic && heif() is { } first)
        {
            return Decoded(first);
        }

        try
        {
            return Strictness.Run(content, facts, running, work);
        }
        catch (ImageTaggingException fault) when (fault.Code == ErrorCodes.DecodeFailed)
        {
            if (heif() is { } library)
            {
                return Decoded(library);
            }

            if (isHeic || IsHevc(content.Span))
            {
                throw Faults.HeicDecoderMissing(fault);
            }

            throw;
        }

        T Decoded(SystemHeif library)
        {
            var pixels = library.ToTiff(content, facts);
            // No strip of a decode is looked at before its end.
            running.ThrowIfEnded();
            return Strictness.Run(pixels, facts with { MediaType = "image/tiff" }, running, work);
        }
    }

    // The decoder's settings stand in the header. libvips's words are not asked: they may be another picture's.
    private static bool IsHevc(ReadOnlySpan<byte> content) => content[..Math.Min(content.Length, 1 << 16)].IndexOf("hvcC"u8) >= 0;
}
