namespace ImageTagging;

/// <summary>The result of a correction.</summary>
/// <param name="Batch">The id to undo or resume it by.</param>
/// <param name="Changed">Pictures that were changed.</param>
/// <param name="Unchanged">Pictures that already were as asked.</param>
/// <param name="Conflicts">Pictures that others kept changing, or changed since (undo): left as they are.</param>
/// <param name="Missing">Pictures that the index does not have.</param>
public sealed record CorrectionReport(
    string Batch,
    long Changed,
    long Unchanged,
    IReadOnlyList<ImageName> Conflicts,
    IReadOnlyList<ImageName> Missing
);
