namespace ImageTagging;

/// <summary>The root of what this SDK throws; it carries data that a program can act on.</summary>
/// <remarks>The message is one sentence for an operator and never holds a credential or a signed address.</remarks>
public class ImageTaggingException : Exception
{
    /// <summary>An exception with a message.</summary>
    public ImageTaggingException(string message)
        : base(message) { }

    /// <summary>An exception with a message and its cause.</summary>
    public ImageTaggingException(string message, Exception? innerException)
        : base(message, innerException) { }

    /// <summary>The remedy.</summary>
    /// <value>The default is <see cref="FailureKind.SetUp"/>: a fault that every image would meet.</value>
    public FailureKind Kind { get; init; } = FailureKind.SetUp;

    /// <summary>A short stable name, the service's own where it has one, such as <c>AccessDeniedException</c>.</summary>
    public string Code { get; init; } = ErrorCodes.Error;

    /// <summary>The image it is about; null where it is about none.</summary>
    public ImageName? Image { get; init; }

    /// <summary>The tagger's name; null where no tagger was at work.</summary>
    public string? Tagger { get; init; }

    /// <summary>The service's id of the request; null where there is none.</summary>
    public string? RequestId { get; init; }

    /// <summary>The HTTP status; null where there was no answer.</summary>
    public int? StatusCode { get; init; }

    /// <summary>How long the service asks to wait before the next attempt; null where it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>True if this attempt may have been served, and so may cost: a time-out, a reset, an unreadable answer.</summary>
    public bool MayHaveCost { get; init; }

    /// <summary>The cost of an attempt that was served, in US dollars, where its answer tells; null where that is <see cref="TaggerInfo.PricePerCall"/>.</summary>
    public decimal? Price { get; init; }

    /// <summary>True if trying the same again may succeed.</summary>
    public bool IsWorthRetry => Kind is FailureKind.Throttled or FailureKind.Transient;
}
