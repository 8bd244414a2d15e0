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

    /// <summary>The files that are the same picture and can be opened here, the raw one first.</summary>
    public IReadOnlyList<CompanionView> FilesOf(ImageRecord record)
    {
        var source = pipeline.Sources.FirstOrDefault(s => string.Equals(s.Name, record.Source, StringComparison.Ordinal));
        var id = ImageAddress.Of(record.Name);
        return
        [
            .. record
                .Companions.Where(e => IsFile(e) && (source is FolderImageSource || (source is not null && ImageFiles.IsRaw(e))))
                .OrderBy(e => ImageFiles.IsMoving(e))
                .ThenBy(e => e, StringComparer.Ordinal)
                .Select(e => new CompanionView(
                    ImageViews.NameOf(ImageFiles.KeyOf(record.Key, e)),
                    ImageFiles.IsRaw(e) ? "raw" : "motion",
                    $"api/pictures/{id}/content?file={Uri.EscapeDataString(e)}"
                )),
        ];
    }

    /// <summary>Opens a file that is the same picture as a record's.</summary>
    /// <exception cref="WebProblemException">The record has no such file, or the source has it no longer.</exception>
    public async ValueTask<(ImageListing Listing, Stream Content)> OpenFileAsync(
        ImageRecord record,
        string ending,
        CancellationToken cancellationToken
    )
    {
        var source = pipeline.Sources.FirstOrDefault(s => string.Equals(s.Name, record.Source, StringComparison.Ordinal));
        if (!IsFile(ending) || !record.Companions.Contains(ending, StringComparer.Ordinal) || source is null)
        {
            throw NoFile();
        }

        var key = ImageFiles.KeyOf(record.Key, ending);
        // A folder lists no videos, and opens those that are a picture's.
        var found = source is FolderImageSource folder
            ? folder.FindBeside(record.Name, key)
            : await source.FindAsync(key, cancellationToken).ConfigureAwait(false);
        return found is null
            ? throw NoFile()
            : (found, await source.OpenReadAsync(found, cancellationToken).ConfigureAwait(false));
    }

    // Whatever an index says: no other files than these are a picture's.
    private static bool IsFile(string ending) => ImageFiles.CompanionEndings.Contains(ending, StringComparer.OrdinalIgnoreCase);

    private static WebProblemException NoFile() =>
        WebProblemException.NotFound("NoSuchFile", "The picture has no such file, or the source no longer has it.");

    private static WebProblemException NoPicture() =>
        WebProblemException.NotFound("NoSuchPicture", "The index has no such picture.");
}
