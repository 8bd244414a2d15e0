namespace ImageTagging;

/// <summary>Which pictures count as duplicates of each other.</summary>
public sealed record DuplicateOptions
{
    /// <summary>Only pictures that this query finds.</summary>
    /// <value>The default is every picture that is not gone.</value>
    public TagQuery Query { get; init; } = new EverythingQuery();

    /// <summary>
    /// Pictures of one scene, taken within this time of each other, are a group too; zero for copies only. Up to a day. By the time of
    /// modification where nothing tells when either was taken; a picture of which only a day, a month or a year is known is in no burst.
    /// </summary>
    /// <value>The default is 10 s.</value>
    public TimeSpan BurstWindow { get; init; } = TimeSpan.FromSeconds(10);
}
