namespace ImageTagging.Testing;

/// <summary>A fault that the double answers with instead of labels.</summary>
public sealed record RekognitionFault
{
    private RekognitionFault(RekognitionFaultKind kind) => Kind = kind;

    /// <summary>The kind.</summary>
    public RekognitionFaultKind Kind { get; }

    /// <summary>The HTTP status.</summary>
    public int Status { get; init; } = 400;

    /// <summary>The error's code.</summary>
    public string Code { get; init; } = "";

    /// <summary>The error's message, the bytes of a raw answer, or the address of a redirect.</summary>
    public string Text { get; init; } = "";

    /// <summary>The media type of a raw answer.</summary>
    public string MediaType { get; init; } = "text/html";

    /// <summary>True if the code stands in the header <c>x-amzn-ErrorType</c> instead of the body.</summary>
    public bool CodeInHeader { get; init; }

    /// <summary>Seconds for a <c>Retry-After</c> header; null for none.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>More time than usual before the answer.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Too many calls, which the service says at HTTP 400 or at 500.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <returns>The fault.</returns>
    public static RekognitionFault Throttle(int status = 400) => Error(status, "ThrottlingException", "Rate exceeded");

    /// <summary>An error of the service's own.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="code">The service's code.</param>
    /// <param name="message">The service's sentence.</param>
    /// <returns>The fault.</returns>
    public static RekognitionFault Error(int status, string code, string message) =>
        new(RekognitionFaultKind.Error)
        {
            Status = status,
            Code = code,
            Text = message,
        };

    /// <summary>A page, as a proxy sends it.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <returns>The fault.</returns>
    public static RekognitionFault Html(int status) =>
        Raw(status, "text/html", "<html><head><title>Error</title></head><body>The proxy says no.</body></html>");

    /// <summary>Whatever bytes.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="mediaType">The media type.</param>
    /// <param name="body">The body.</param>
    /// <returns>The fault.</returns>
    public static RekognitionFault Raw(int status, string mediaType, string body) =>
        new(RekognitionFaultKind.Raw)
        {
            Status = status,
            MediaType = mediaType,
            Text = body,
        };

    /// <summary>A redirect to an address.</summary>
    /// <param name="address">Where to.</param>
    /// <param name="status">The HTTP status.</param>
    /// <returns>The fault.</returns>
    public static RekognitionFault Redirect(string address, int status = 307) =>
        new(RekognitionFaultKind.Redirect) { Status = status, Text = address };

    /// <summary>The connection closed before a byte of the answer; the call was served.</summary>
    public static RekognitionFault Reset { get; } = new(RekognitionFaultKind.Reset);

    /// <summary>The connection closed in the middle of the answer; the call was served.</summary>
    public static RekognitionFault HalfAnswer { get; } = new(RekognitionFaultKind.HalfAnswer);

    /// <summary>No answer until the caller gives up; the call was served.</summary>
    public static RekognitionFault Hang { get; } = new(RekognitionFaultKind.Hang);
}
