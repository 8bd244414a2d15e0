namespace ImageTagging;

/// <summary>Files and folders that a source left out, counted by kind. Names no key, so it may come anywhere in a listing, and more than once.</summary>
/// <param name="Kind">Why.</param>
/// <param name="Count">How many: a folder counts once, whatever is in it.</param>
public sealed record ListingExclusion(ExclusionKind Kind, long Count) : SourceEntry;
