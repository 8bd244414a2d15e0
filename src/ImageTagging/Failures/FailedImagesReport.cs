namespace ImageTagging;

/// <summary>The changes that <see cref="FailedImages"/> made.</summary>
/// <param name="Changed">Pictures that were changed.</param>
/// <param name="Unchanged">Pictures that already were as asked: due, or without a failure.</param>
/// <param name="Conflicts">Pictures that others kept changing: left as they are.</param>
/// <param name="Missing">Pictures that the index does not have.</param>
public sealed record FailedImagesReport(
    long Changed,
    long Unchanged,
    IReadOnlyList<ImageName> Conflicts,
    IReadOnlyList<ImageName> Missing
);
