namespace ImageTagging.Tool.Setup;

/// <summary>How stores are reached.</summary>
internal sealed record SourceSettings
{
    public string? Region { get; init; }

    public string? S3Endpoint { get; init; }

    public bool RequesterPays { get; init; }
}
