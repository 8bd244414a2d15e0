using ImageTagging.AspNetCore.Images;

namespace ImageTagging.AspNetCore.Uploads;

internal sealed record UploadAnswer(IReadOnlyList<UploadResult> Results);

/// <summary>The outcome of one uploaded file.</summary>
internal sealed record UploadResult
{
    /// <summary>The name that the browser gave.</summary>
    public required string Name { get; init; }

    /// <summary>The picture; null where none was stored.</summary>
    public string? Id { get; init; }

    /// <summary><c>tagged</c>, <c>reused</c>, <c>alreadyThere</c>, <c>refused</c>, <c>failed</c> or <c>overBudget</c>.</summary>
    public required string Outcome { get; init; }

    public string? Message { get; init; }

    /// <summary>The fault's code, where a tagger or the decoder told of one.</summary>
    public string? Code { get; init; }

    public string? Key { get; init; }

    public string? ThumbnailUrl { get; init; }

    public IReadOnlyList<TagView> Tags { get; init; } = [];
}
