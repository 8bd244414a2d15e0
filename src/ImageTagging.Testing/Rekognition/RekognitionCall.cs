namespace ImageTagging.Testing;

/// <summary>One call as the double received it.</summary>
public sealed record RekognitionCall
{
    /// <summary>The call's number, from 1 in the order of arrival.</summary>
    public required long Number { get; init; }

    /// <summary>When it arrived.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The operation, such as <c>DetectLabels</c>.</summary>
    public required string Operation { get; init; }

    /// <summary>The picture: <c>s3://bucket/key</c>, or <c>sha256:…</c> of the bytes; empty where the request named none.</summary>
    public string Image { get; init; } = "";

    /// <summary>The object's key; null for bytes.</summary>
    public string? Key { get; init; }

    /// <summary>The object's version that was asked for; null for none.</summary>
    public string? VersionId { get; init; }

    /// <summary>The bytes' number; null for an object.</summary>
    public int? ByteCount { get; init; }

    /// <summary>Who signed; null where nobody did.</summary>
    public string? AccessKey { get; init; }

    /// <summary>The request as JSON, base64 taken out.</summary>
    public string Request { get; init; } = "";

    /// <summary>The outcome.</summary>
    public RekognitionOutcome Outcome { get; init; }

    /// <summary>The error's code; null where it was served.</summary>
    public string? Code { get; init; }

    /// <summary>True if the bill has it.</summary>
    public bool IsPaid => Outcome is RekognitionOutcome.Served or RekognitionOutcome.Lost;
}
