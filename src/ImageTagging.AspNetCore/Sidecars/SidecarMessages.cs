namespace ImageTagging.AspNetCore.Sidecars;

/// <summary>Which pictures get an XMP file: named ones, those that a query finds, or all.</summary>
internal sealed record SidecarRequest
{
    public IReadOnlyList<string?>? Ids { get; init; }

    public string? Query { get; init; }

    public bool? All { get; init; }
}

/// <summary>The result of writing XMP files.</summary>
/// <param name="Written">Files that were written.</param>
/// <param name="Unchanged">Pictures whose files say all of it already.</param>
/// <param name="Outdated">Pictures that were changed or taken away since they were tagged; a run looks at them.</param>
/// <param name="Failed">Files that could not be written; they are as they were.</param>
/// <param name="Faults">What went wrong with the first of them.</param>
internal sealed record SidecarAnswer(
    long Written,
    long Unchanged,
    long Outdated,
    long Failed,
    IReadOnlyList<SidecarFault> Faults
);

internal sealed record SidecarFault(string Id, string Key, string Message);
