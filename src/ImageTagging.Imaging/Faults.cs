namespace ImageTagging.Imaging;

/// <summary>What can be wrong with one picture.</summary>
internal static class Faults
{
    public static ImageTaggingException Refused(string code, string message, Exception? cause = null) =>
        new(message, cause) { Kind = FailureKind.Refused, Code = code };

    public static ImageTaggingException Undecodable(string? type, Exception cause) =>
        Refused(
            "DecodeFailed",
            $"The picture cannot be decoded as {type ?? "any type that is known"}: {Detail(cause.Message)}",
            cause
        );

    // libvips says first which of its operations failed, which tells nobody anything, and then why.
    private static string Detail(string message)
    {
        var why = message
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .LastOrDefault(line => !line.StartsWith("unable to ", StringComparison.Ordinal));
        return why is null ? "it is damaged or cut short." : VipsRuntime.SingleLine(why).TrimEnd('.') + ".";
    }
}
