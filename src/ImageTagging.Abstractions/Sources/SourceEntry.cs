namespace ImageTagging;

/// <summary>What a source's listing yields: an <see cref="ImageListing"/> or a <see cref="ListingGap"/>.</summary>
public abstract record SourceEntry
{
    private protected SourceEntry() { }
}
