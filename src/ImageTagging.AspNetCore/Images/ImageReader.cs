using ImageTagging.AspNetCore.Guarding;
using ImageTagging.AspNetCore.Hosting;

namespace ImageTagging.AspNetCore.Images;

/// <summary>From an id to a record, and from a record to its bytes: only what the index has, only out of the host's sources.</summary>
internal sealed class ImageReader(IImageTaggingPipeline pipeline)
{
    private readonly EmptyUntilMade _index = new(pipeline.Index);

    /// <exception cref="WebProblemException">The id is none, or the index has no such picture.</exception>
    public async ValueTask<ImageRecord> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (!ImageAddress.TryRead(id, out var name))
        {
            throw NoPicture();
        }

        var records = await _index.GetManyAsync([name], cancellationToken).ConfigureAwait(false);
        return records[0] ?? throw NoPicture();
    }

    /// <summary>Opens the picture as the index knows it; where it changed since, as it is now.</summary>
    /// <exception cref="WebProblemException">The picture's source is none of the host's, or has it no longer.</exception>
    public async ValueTask<(ImageListing Listing, Stream Content)> OpenAsync(
        ImageRecord record,
        CancellationToken cancellationToken
    )
    {
        var source =
            pipeline.Sources.FirstOrDefault(s => string.Equals(s.Name, record.Source, StringComparison.Ordinal))
            ?? throw WebProblemException.NotFound("NoSource", "The picture's source is not one that this server reads.");
        var listing = new ImageListing
        {
            Key = record.Key,
            Location = record.Location,
            Size = record.Size,
            ModifiedAt = record.ModifiedAt,
            Version = record.Version,
            Contents = record.Contents,
            ListedAt = record.ListedAt,
        };
        try
        {
            return (listing, await source.OpenReadAsync(listing, cancellationToken).ConfigureAwait(false));
        }
        catch (ImageTaggingException fault) when (fault.Kind == FailureKind.Gone)
        {
            var present =
                await source.FindAsync(record.Key, cancellationToken).ConfigureAwait(false)
                ?? throw WebProblemException.NotFound("PictureGone", "The source no longer has the picture.");
            return (present, await source.OpenReadAsync(present, cancellationToken).ConfigureAwait(false));
        }
    }

    private static WebProblemException NoPicture() =>
        WebProblemException.NotFound("NoSuchPicture", "The index has no such picture.");
}
