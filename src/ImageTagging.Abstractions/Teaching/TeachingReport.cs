namespace ImageTagging;

/// <summary>The result of bringing taught tags into the records.</summary>
/// <param name="Changed">Records that were changed.</param>
/// <param name="Unchanged">Records that already were so.</param>
/// <param name="Conflicts">Pictures that others kept changing: left as they are.</param>
public sealed record TeachingReport(long Changed, long Unchanged, IReadOnlyList<ImageName> Conflicts);
