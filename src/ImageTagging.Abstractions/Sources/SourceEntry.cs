namespace ImageTagging;

/// <summary>An item of a source's listing: an <see cref="ImageListing"/> or a <see cref="ListingGap"/>.</summary>
public abstract record SourceEntry
{
    private protected SourceEntry() { }
}
