using ImageTagging.Tool.Setup;

namespace ImageTagging.Tool.Pages;

/// <summary>Small pictures as data URIs, each read once; stores stay open until the end.</summary>
internal sealed class Thumbnails(IImageCodec codec, SourceSettings settings) : IDisposable
{
    private const int MaxSide = 180;
    private const long MaxBytes = 64 << 20;
    private readonly Dictionary<string, IImageSource> _stores = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _made = new(StringComparer.Ordinal);

    /// <summary>The picture at a location as a data URI; null where it cannot be read or shown.</summary>
    public async Task<string?> MakeAsync(string location, CancellationToken cancellationToken)
    {
        if (!_made.TryGetValue(location, out var made))
        {
            _made[location] = made = await ReadAsync(location, cancellationToken).ConfigureAwait(false);
        }

        return made;
    }

    public void Dispose()
    {
        foreach (var store in _stores.Values.OfType<IDisposable>())
        {
            store.Dispose();
        }
    }

    private async Task<string?> ReadAsync(string location, CancellationToken cancellationToken)
    {
        try
        {
            if (Split(location) is not var (root, key))
            {
                return null;
            }

            if (!_stores.TryGetValue(root, out var store))
            {
                _stores[root] = store = SourceLocation.Open(root, settings);
            }

            if (await store.FindAsync(key, cancellationToken).ConfigureAwait(false) is not { } listing)
            {
                return null;
            }

            using var picture = new ImageToTag(store, listing, MaxBytes);
            var small = await codec
                .EncodeAsync(
                    await picture.GetBytesAsync(cancellationToken).ConfigureAwait(false),
                    new EncodeRequest { MaxSide = MaxSide, Quality = 72 },
                    cancellationToken
                )
                .ConfigureAwait(false);
            return $"data:{small.Facts.MediaType};base64,{Convert.ToBase64String(small.Content.Span)}";
        }
        catch (ImageTaggingException)
        {
            // One picture's fault; the page shows its name instead.
            return null;
        }
    }

    // A bucket is opened once; a folder of the disk too.
    private static (string Root, string Key)? Split(string location)
    {
        if (location.StartsWith("s3://", StringComparison.OrdinalIgnoreCase))
        {
            return SourceLocation.SplitObject(location);
        }

        if (!Uri.TryCreate(location, UriKind.Absolute, out var uri) || !uri.IsFile)
        {
            return null;
        }

        var path = Path.GetFullPath(uri.LocalPath);
        return Path.GetDirectoryName(path) is { Length: > 0 } folder && Directory.Exists(folder)
            ? (folder, Path.GetFileName(path))
            : null;
    }
}
