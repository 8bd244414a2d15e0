namespace ImageTagging;

/// <summary>Files and folders that a source left out, counted by kind. Without a key it may come anywhere in a listing, and more than once.</summary>
/// <param name="Kind">Why.</param>
/// <param name="Count">How many: a folder counts once, whatever is in it.</param>
public sealed record ListingExclusion(ExclusionKind Kind, long Count) : SourceEntry
{
    /// <summary>The key of a file that may belong to a picture beside it (<see cref="ImageFiles.IsMoving"/>), which then comes in key order; null for all else.</summary>
    public string? Key { get; init; }
}
