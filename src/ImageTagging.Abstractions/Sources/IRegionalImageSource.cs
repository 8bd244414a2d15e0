namespace ImageTagging;

/// <summary>A source whose store stands in a region of a cloud, which a service that reads it by reference must know.</summary>
public interface IRegionalImageSource : IImageSource
{
    /// <summary>The region, such as <c>eu-west-1</c>; null where it is not known.</summary>
    string? Region { get; }

    /// <summary>
    /// True if a service of the cloud reads this very store where it is told a bucket and a key. False for a store of one's own
    /// that only speaks like the cloud's: there the same names would mean somebody else's bucket.
    /// </summary>
    /// <value>The default is true.</value>
    bool IsReadableByReference => true;
}
