namespace ImageTagging.Imaging;

/// <summary>What can be wrong with one picture.</summary>
internal static class Faults
{
    public static ImageTaggingException Refused(string code, string message, Exception? cause = null) =>
        new(message, cause) { Kind = FailureKind.Refused, Code = code };

    public static ImageTaggingException Undecodable(string? type, Exception cause) =>
        Refused(
            "DecodeFailed",
            $"The picture cannot be decoded ({type ?? "unknown type"}): {VipsRuntime.SingleLine(cause.Message)}",
            cause
        );
}
