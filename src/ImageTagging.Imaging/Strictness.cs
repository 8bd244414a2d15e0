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
    /// get a second try. It calls a missing end mark an error, though nothing else may be missing.
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

            var mended = isJpeg ? JpegEnd.Mend(content.Span) : null;
            if (!isJpeg || (mended is null && IsShort(fault)))
            {
                throw Faults.Undecodable(facts.MediaType, fault);
            }

            return Again(mended ?? content, facts, mended is null ? Errors : Warnings, running, work);
        }
    }

    private static T Again<T>(
        ReadOnlyMemory<byte> content,
        ImageFacts facts,
        string strictness,
        VipsOperation.Running running,
        Func<ReadOnlyMemory<byte>, ImageFacts, string, VipsOperation.Running, T> work
    )
    {
        try
        {
            return work(content, facts, strictness, running);
        }
        catch (VipsException fault)
        {
            throw running.Ended(fault) ?? Faults.Undecodable(facts.MediaType, fault);
        }
    }

    // "Premature end of JPEG file", "premature end of data segment".
    private static bool IsShort(VipsException fault) => fault.Message.Contains("remature end", StringComparison.Ordinal);
}
