namespace ImageTagging.Tool.Charts;

/// <summary>Pictures of each month, all (the first line) and those of some tags.</summary>
internal sealed record TagsOverTime(IReadOnlyList<DateTime> Months, IReadOnlyList<TagLine> Lines);

/// <summary>One tag's pictures, month by month; null for all pictures.</summary>
internal sealed record TagLine(string? Tag, IReadOnlyList<long> Counts);
