namespace ImageTagging;

/// <summary>A source that takes new pictures, for uploads.</summary>
public interface IWritableImageSource : IImageSource
{
    /// <summary>Stores a new picture under a key and returns its listing. Never replaces: a key that is taken is a fault.</summary>
    /// <param name="key">The key, relative to the root; checked, as it comes from outside.</param>
    /// <param name="content">The bytes, read from its present place to its end; the caller disposes it.</param>
    /// <param name="mediaType">The type of the content, such as <c>image/jpeg</c>.</param>
    /// <param name="cancellationToken">Ends the write; nothing is left under the key then.</param>
    /// <returns>The picture as it is listed now.</returns>
    /// <exception cref="ImageTaggingException">The key is taken (code <c>KeyTaken</c>), not allowed (<c>KeyRefused</c>), or the store cannot be written.</exception>
    ValueTask<ImageListing> WriteAsync(
        string key,
        Stream content,
        string mediaType,
        CancellationToken cancellationToken = default
    );
}
