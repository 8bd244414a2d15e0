namespace ImageTagging.AspNetCore.Downloads;

/// <summary>Which pictures to pack: named ones, or all that a query finds.</summary>
internal sealed record DownloadRequest
{
    public IReadOnlyList<string?>? Ids { get; init; }

    public string? Query { get; init; }
}

/// <summary>Where the pictures can be fetched for a while.</summary>
/// <param name="Url">The address of the ZIP file.</param>
/// <param name="Count">Pictures in it.</param>
/// <param name="Bytes">Their bytes together.</param>
internal sealed record DownloadAnswer(string Url, int Count, long Bytes);
