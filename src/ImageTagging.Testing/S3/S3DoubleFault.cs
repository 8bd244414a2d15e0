namespace ImageTagging.Testing;

/// <summary>A fault that an <see cref="S3Double"/> is told to answer with.</summary>
public sealed record S3DoubleFault
{
    /// <summary>The HTTP status of the answer.</summary>
    public int Status { get; init; } = 500;

    /// <summary>The error's code, such as <c>SlowDown</c>.</summary>
    public string Code { get; init; } = "InternalError";

    /// <summary>The error's text.</summary>
    public string Message { get; init; } = "Told to fail.";

    /// <summary>True if the connection is cut instead: before an answer, or halfway through an object's bytes where there are any.</summary>
    public bool IsReset { get; init; }

    /// <summary>Access is denied (403).</summary>
    public static S3DoubleFault AccessDenied { get; } =
        new()
        {
            Status = 403,
            Code = "AccessDenied",
            Message = "Access Denied",
        };

    /// <summary>Fewer requests, please (503).</summary>
    public static S3DoubleFault SlowDown { get; } =
        new()
        {
            Status = 503,
            Code = "SlowDown",
            Message = "Please reduce your request rate.",
        };

    /// <summary>The session's credentials have expired (400).</summary>
    public static S3DoubleFault ExpiredToken { get; } =
        new()
        {
            Status = 400,
            Code = "ExpiredToken",
            Message = "The provided token has expired.",
        };

    /// <summary>The connection is cut.</summary>
    public static S3DoubleFault Reset { get; } = new() { IsReset = true };
}
