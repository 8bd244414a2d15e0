namespace ImageTagging.Chat;

/// <summary>The kinds of a service's answers that serve nothing.</summary>
/// <param name="StatusCode">The HTTP status, such as 429.</param>
/// <param name="Code">The service's own name of it, such as <c>insufficient_quota</c>; null where there is none.</param>
/// <param name="Message">What the service says; null where it says nothing.</param>
/// <param name="Parameter">The part of the question that it is about; null where it does not say.</param>
/// <param name="RetryAfter">How long to wait; null where the service does not say.</param>
public sealed record ChatFault(
    int StatusCode,
    string? Code = null,
    string? Message = null,
    string? Parameter = null,
    TimeSpan? RetryAfter = null
);
