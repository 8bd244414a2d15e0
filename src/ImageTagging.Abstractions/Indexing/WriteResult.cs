namespace ImageTagging;

/// <summary>The outcome of one write.</summary>
public sealed record WriteResult
{
    private static readonly WriteResult s_conflict = new() { Outcome = WriteOutcome.Conflict };

    private WriteResult() { }

    /// <summary>The outcome.</summary>
    public WriteOutcome Outcome { get; private init; }

    /// <summary>The stored record's token now; null for a delete, a conflict or a failure.</summary>
    public string? Token { get; private init; }

    /// <summary>A failure's code; null otherwise.</summary>
    public string? Code { get; private init; }

    /// <summary>A failure's sentence; null otherwise.</summary>
    public string? Message { get; private init; }

    /// <summary>Acknowledged, and so durable.</summary>
    /// <param name="token">The stored record's token; null after a deletion.</param>
    /// <returns>The result.</returns>
    public static WriteResult Written(string? token) => new() { Outcome = WriteOutcome.Written, Token = token };

    /// <summary>The condition did not hold; nothing was written.</summary>
    /// <returns>The result.</returns>
    public static WriteResult Conflict() => s_conflict;

    /// <summary>This record cannot be written; nothing was written.</summary>
    /// <param name="code">A short stable name, such as one of <see cref="ErrorCodes"/>.</param>
    /// <param name="message">A sentence for a person.</param>
    /// <returns>The result.</returns>
    public static WriteResult Failed(string code, string message) =>
        new()
        {
            Outcome = WriteOutcome.Failed,
            Code = code,
            Message = message,
        };
}
