using ImageTagging.AspNetCore.Images;

namespace ImageTagging.AspNetCore.Failures;

internal sealed record FailuresAnswer(long Total, IReadOnlyList<FailedImage> Failures, string? Cursor);

/// <summary>A tagger's failure on a picture, beside what lists show of the picture.</summary>
internal sealed record FailedImage : ImageView
{
    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public FailedImage(
        ImageView picture,
        string tagger,
        string code,
        string message,
        int attempts,
        DateTimeOffset? dueAt,
        bool poison
    )
        : base(picture) => (Tagger, Code, Message, Attempts, DueAt, Poison) = (tagger, code, message, attempts, dueAt, poison);

    public string Tagger { get; }

    public string Code { get; }

    public string Message { get; }

    public int Attempts { get; }

    public DateTimeOffset? DueAt { get; }

    public bool Poison { get; }
}

internal sealed record RetryRequest
{
    public IReadOnlyList<string?>? Ids { get; init; }

    public bool? All { get; init; }
}

/// <summary>The result of a retry.</summary>
/// <param name="Retried">Pictures that are due now.</param>
/// <param name="Tagged">Of those that were tried at once: the ones that are tagged now.</param>
/// <param name="Failed">Of those that were tried at once: the ones that failed again.</param>
internal sealed record RetryAnswer(long Retried, int Tagged, int Failed);
