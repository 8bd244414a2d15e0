namespace ImageTagging.Imaging;

/// <summary>Faults of one picture.</summary>
internal static class Faults
{
    private static readonly string[] s_kinds = ["jpeg", "png", "webp", "gif", "tiff", "heif"];

    public static ImageTaggingException Refused(string code, string message, Exception? cause = null) =>
        new(message, cause) { Kind = FailureKind.Refused, Code = code };

    /// <summary>A decode that was ended: the machine may be busy, so that a later run tries it again, a few times.</summary>
    public static ImageTaggingException TimedOut(TimeSpan timeout, Exception? cause) =>
        new($"Decoding the picture took longer than {timeout.TotalSeconds:0.###} s and was ended.", cause)
        {
            Kind = FailureKind.Transient,
            Code = ErrorCodes.DecodeTimedOut,
            // Whatever keeps the machine busy is not over in a moment.
            RetryAfter = TimeSpan.FromHours(1),
        };

    public static ImageTaggingException TooMuchMemory(long needed, long most) =>
        Refused(
            ErrorCodes.TooMuchMemory,
            $"Decoding the picture would take about {needed >> 20} MiB of memory, more than the {most >> 20} MiB that decodes may hold at once (ImagingOptions.MaxMemory). Save it smaller, or as a plain JPEG, not a progressive one."
        );

    public static ImageTaggingException HeicDecoderMissing(Exception cause) =>
        Refused(
            ErrorCodes.HeicDecoderMissing,
            "The picture is HEIC, as iPhones make them, and nothing here decodes it: install libheif ('apt-get install libheif1' and, from Debian 13 on, 'libheif-plugin-libde265'; 'brew install libheif' on macOS; 'vcpkg install libheif' on Windows, with heif.dll on the PATH) and have it tried again, or save it as JPEG.",
            cause
        );

    /// <summary>A picture of which some pixels are not there.</summary>
    public static ImageTaggingException CutShort(string type) =>
        Refused(ErrorCodes.DecodeFailed, $"The picture cannot be decoded as {type}: a part of it is missing.");

    public static ImageTaggingException Undecodable(string? type, Exception cause) =>
        Refused(
            ErrorCodes.DecodeFailed,
            Missing(type, cause.Message)
                ?? $"The picture cannot be decoded as {type ?? "any type that is known"}: {Detail(type, cause.Message)}",
            cause
        );

    // What is wrong is not the picture: nobody who reads of a "known format" guesses what to do.
    private static string? Missing(string? type, string message)
    {
        var name = type switch
        {
            "image/heic" or "image/heif" => "HEIC",
            _ => null,
        };
        return
            name is not null
            && (
                message.Contains("known format", StringComparison.OrdinalIgnoreCase)
                || message.Contains("unsupported", StringComparison.OrdinalIgnoreCase)
            )
            ? $"The picture is {name}, and the image library here has no decoder for it: save it as JPEG or PNG."
            : null;
    }

    // libvips says first which of its operations failed, which tells nobody anything, and then why. It has one text for all decodes
    // of the process: what is said of another kind of picture is of another picture.
    private static string Detail(string? type, string message)
    {
        var why = message
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .LastOrDefault(line => !line.StartsWith("unable to ", StringComparison.Ordinal) && !IsOfAnother(type, line));
        return why is null ? "it is damaged or cut short." : VipsRuntime.SingleLine(why).TrimEnd('.') + ".";
    }

    private static bool IsOfAnother(string? type, string line)
    {
        var own = type is "image/heic" or "image/avif" ? "heif" : type?["image/".Length..];
        var speaker = line.AsSpan(0, Math.Max(0, line.IndexOf(':', StringComparison.Ordinal)));
        foreach (var kind in s_kinds)
        {
            if (kind != own && speaker.Contains(kind, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
