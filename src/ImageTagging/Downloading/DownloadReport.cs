namespace ImageTagging;

/// <summary>The result of a download.</summary>
/// <param name="Downloaded">Pictures written, each verified.</param>
/// <param name="Present">Pictures that were there already, by size and time.</param>
/// <param name="Bytes">Bytes written.</param>
/// <param name="Failures">Pictures that could not be written, and why.</param>
/// <param name="Gaps">What could not be listed.</param>
public sealed record DownloadReport(
    long Downloaded,
    long Present,
    long Bytes,
    IReadOnlyList<RunFailure> Failures,
    IReadOnlyList<ListingGap> Gaps
);
