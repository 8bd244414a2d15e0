using System.Net;
using ImageTagging.Rekognition.Errors;
using ImageTagging.Rekognition.Wire;

namespace ImageTagging.Rekognition;

/// <summary>A refusal by Amazon Rekognition, or on the way to it; the message says what to do.</summary>
/// <remarks>Code, request id and status stand in the base class. Never holds a credential or an address with a query.</remarks>
public sealed class RekognitionException : ImageTaggingException
{
    /// <summary>An exception with a message.</summary>
    public RekognitionException(string message)
        : base(message) { }

    /// <summary>An exception with a message and its cause.</summary>
    public RekognitionException(string message, Exception? innerException)
        : base(message, innerException) { }

    /// <summary>The operation, such as <c>DetectLabels</c>; null where none was called.</summary>
    public string? Operation { get; init; }

    /// <summary>The region that was called; null where none was found.</summary>
    public string? Region { get; init; }

    /// <summary>The service's own message, control characters taken out and cut to 500 characters; null where it said nothing.</summary>
    public string? ServiceMessage { get; init; }

    /// <summary>
    /// Makes the exception of an error answer, for whoever implements <see cref="IRekognitionClient"/> over another client: kind, advice,
    /// and whether it may have cost, as this package's own client says them.
    /// </summary>
    /// <param name="operation">The operation, such as <c>DetectLabels</c>.</param>
    /// <param name="region">The region that was called.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="code">The error's code, such as <c>ThrottlingException</c>; null where the answer had none.</param>
    /// <param name="message">What the service said; null where it said nothing.</param>
    /// <param name="requestId">The request's id; null where there is none.</param>
    /// <param name="model">The ARN of the model version that was asked for; null for the service's own models.</param>
    /// <param name="innerException">The other client's exception.</param>
    /// <returns>The exception.</returns>
    public static RekognitionException FromService(
        string operation,
        string region,
        HttpStatusCode status,
        string? code,
        string? message,
        string? requestId = null,
        string? model = null,
        Exception? innerException = null
    ) =>
        ServiceFaults.From(
            new(operation, region, $"rekognition.{region}", model),
            status,
            ServiceError.Of(code, message),
            requestId,
            retryAfter: null,
            redirectedTo: null,
            innerException
        );
}
