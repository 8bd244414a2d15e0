namespace ImageTagging.Planning;

/// <summary>A listed picture that a run has something to do for.</summary>
/// <param name="Change">Why.</param>
/// <param name="Listing">The picture.</param>
/// <param name="Stored">What the scan showed of it; null where nothing.</param>
/// <param name="Record">The whole record, where it was read already; null otherwise.</param>
internal readonly record struct PlannedImage(
    Change Change,
    ImageListing Listing,
    IndexedImage? Stored,
    ImageRecord? Record = null
);
