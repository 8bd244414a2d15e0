namespace ImageTagging.Conformance;

/// <summary>Makes sources that take new pictures; the suite for writing is then part of the family.</summary>
public abstract class WritableImageSourceProvider : ImageSourceProvider
{
    /// <summary>Keys that this kind of source must refuse to write (code <c>KeyRefused</c>), such as those that leave a folder.</summary>
    /// <value>The default is the empty key.</value>
    public virtual IReadOnlyList<string> RefusedKeys => [""];
}
