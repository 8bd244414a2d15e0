namespace ImageTagging;

/// <summary>A source whose store stands in a region of a cloud, which a service that reads it by reference must know.</summary>
public interface IRegionalImageSource : IImageSource
{
    /// <summary>The region, such as <c>eu-west-1</c>; null where it is not known.</summary>
    string? Region { get; }
}
