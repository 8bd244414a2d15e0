namespace ImageTagging.Rekognition;

/// <summary>What Amazon Rekognition, or the way to it, refused; the message says what to do.</summary>
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

    /// <summary>What the service itself said, control characters taken out and cut to 500 characters; null where it said nothing.</summary>
    public string? ServiceMessage { get; init; }
}
