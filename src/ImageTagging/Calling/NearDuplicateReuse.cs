namespace ImageTagging;

/// <summary>Which pictures are near enough to each other that a tagger's answer for one serves the others.</summary>
public sealed record NearDuplicateReuse
{
    /// <summary>
    /// How similar two pictures are at the least, 0.5–1, where 1 is the same to look at: of their perceptual hashes
    /// (<see cref="ImageRecord.Look"/>), or the mean of that and of their embeddings' similarity where both have one.
    /// </summary>
    /// <value>The default is 0.87, at which looks alone took no scene for another in what was measured. With embeddings 0.8 does.</value>
    public double Similarity { get; set; } = 0.87;

    /// <summary>How far apart they were taken at the most, 0–1 day; by the time of modification where nothing tells when either was taken. A picture of which only a day, a month or a year is known shares no call.</summary>
    /// <value>The default is 10 seconds.</value>
    public TimeSpan Window { get; set; } = TimeSpan.FromSeconds(10);
}
