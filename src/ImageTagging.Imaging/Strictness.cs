using NetVips;

namespace ImageTagging.Imaging;

/// <summary>How much damage a decoder may pass over: none that leaves pixels out.</summary>
internal static class Strictness
{
    // As loaders' options: libvips's thumbnail ignores its own.
    private const string Errors = "fail_on=error";
    private const string Warnings = "fail_on=warning";

    /// <summary>Does the work as strictly as the picture allows.</summary>
    /// <remarks>
    /// libjpeg only warns where pixels are missing, as it does about things that harm none (bytes between two segments): the latter
    /// get a second try. It calls a missing end mark an error, though nothing else may be missing. Which of them it was is asked of
    /// the pixels, never of libvips's words: those are one text for all decodes of the process, and may be another picture's.
    /// </remarks>
    public static T Run<T>(
        ReadOnlyMemory<byte> content,
        ImageFacts facts,
        VipsOperation.Running running,
        Func<ReadOnlyMemory<byte>, ImageFacts, string, VipsOperation.Running, T> work
    )
    {
        var isJpeg = facts.MediaType == "image/jpeg";
        try
        {
            return work(content, facts, isJpeg ? Warnings : Errors, running);
        }
        catch (VipsException fault)
        {
            if (running.Ended(fault) is { } ended)
            {
                throw ended;
            }

            if (!isJpeg)
            {
                throw Faults.Undecodable(facts.MediaType, fault);
            }
        }

        try
        {
            var mended = JpegEnd.Mend(content.Span) ?? content;
            return VipsPixels.AreEqual(mended, JpegEnd.WithOtherBits(mended.Span), Errors, running)
                ? work(mended, facts, Errors, running)
                : throw Faults.CutShort(facts.MediaType);
        }
        catch (VipsException fault)
        {
            throw running.Ended(fault) ?? Faults.Undecodable(facts.MediaType, fault);
        }
    }
}
