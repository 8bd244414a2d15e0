using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace ImageTagging.Testing;

/// <summary>A source in memory, for tests: pictures are put and removed, listings and reads are counted and made to fail.</summary>
/// <remarks>Threads may share it. Its entries' locations are its name, <c>/</c> and the key, so that one named <c>s3://bucket</c> looks like a bucket.</remarks>
/// <param name="name">The source's name.</param>
/// <param name="time">The clock of modified and listed times; null for the system's.</param>
public sealed class FakeImageSource(string name = "fake://pictures", TimeProvider? time = null)
    : IWritableImageSource,
        IRegionalImageSource
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, StoredImage> _pictures = new(KeyOrder.Instance);
    private readonly SortedDictionary<string, ListingGap> _gaps = new(KeyOrder.Instance);
    private int _listings;
    private int _lookUps;
    private int _reads;

    /// <inheritdoc />
    public string Name { get; } = name;

    /// <inheritdoc />
    public string? Region { get; set; }

    /// <inheritdoc />
    public bool IsReadableByReference { get; set; } = true;

    /// <summary>How often it was listed.</summary>
    public int Listings => Volatile.Read(ref _listings);

    /// <summary>How often one picture was looked up.</summary>
    public int LookUps => Volatile.Read(ref _lookUps);

    /// <summary>How often a picture was opened.</summary>
    public int Reads => Volatile.Read(ref _reads);

    /// <summary>Asked with the key before each listed entry; an exception to throw, or null.</summary>
    public Func<string, Exception?>? ListingFault { get; set; }

    /// <summary>Asked with the key before a picture is opened or looked up; an exception to throw, or null.</summary>
    public Func<string, Exception?>? ReadFault { get; set; }

    /// <summary>True if listings carry content ids, as a bucket's ETags give them.</summary>
    /// <value>The default is true.</value>
    public bool TellsContents { get; set; } = true;

    /// <summary>Puts a picture, or replaces the one of the key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="content">The bytes.</param>
    /// <param name="versionId">The store's own id of this version; null for none.</param>
    /// <returns>The picture as it is listed.</returns>
    public ImageListing Put(string key, byte[] content, string? versionId = null)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(content);
        lock (_lock)
        {
            var picture = new StoredImage(content, versionId, ToMilliseconds(_time.GetUtcNow()));
            _pictures[key] = picture;
            return Describe(key, picture);
        }
    }

    /// <summary>Archives a picture: from now on it is listed as one that must be restored first.</summary>
    /// <param name="key">The key of a picture that is there.</param>
    public void Archive(string key)
    {
        lock (_lock)
        {
            _pictures[key] = _pictures[key] with { IsArchived = true };
        }
    }

    /// <summary>Removes a picture; false where there was none.</summary>
    /// <param name="key">The key.</param>
    /// <returns>Whether it was there.</returns>
    public bool Remove(string key)
    {
        lock (_lock)
        {
            return _pictures.Remove(key);
        }
    }

    /// <summary>Lists a gap: keys under this prefix are unknown.</summary>
    /// <param name="prefix">The prefix that is not listed.</param>
    /// <param name="reason">A sentence why.</param>
    public void AddGap(string prefix, string reason)
    {
        lock (_lock)
        {
            _gaps[prefix] = new(prefix, reason);
        }
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<SourceEntry> ListAsync(
        KeyRange range,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        Interlocked.Increment(ref _listings);
        List<(string Key, SourceEntry Entry)> entries;
        lock (_lock)
        {
            entries =
            [
                .. _pictures
                    .Where(p => range.Contains(p.Key))
                    .Select(p => (p.Key, (SourceEntry)Describe(p.Key, p.Value)))
                    .Concat(
                        _gaps.Where(g => KeyRange.WithPrefix(g.Key).Overlaps(range)).Select(g => (g.Key, (SourceEntry)g.Value))
                    )
                    .OrderBy(e => e.Key, KeyOrder.Instance),
            ];
        }

        await Task.CompletedTask.ConfigureAwait(false);
        foreach (var (key, entry) in entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Throw(ListingFault, key);
            yield return entry;
        }
    }

    /// <inheritdoc />
    public ValueTask<ImageListing?> FindAsync(string key, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Interlocked.Increment(ref _lookUps);
        Throw(ReadFault, key);
        lock (_lock)
        {
            return new(_pictures.TryGetValue(key, out var picture) ? Describe(key, picture) : null);
        }
    }

    /// <inheritdoc />
    public ValueTask<Stream> OpenReadAsync(ImageListing image, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        cancellationToken.ThrowIfCancellationRequested();
        Interlocked.Increment(ref _reads);
        Throw(ReadFault, image.Key);
        lock (_lock)
        {
            return _pictures.TryGetValue(image.Key, out var picture) && picture.ETag == image.Version
                ? new(new MemoryStream(picture.Content, writable: false))
                : throw new ImageTaggingException("The picture is no longer what was listed.")
                {
                    Kind = FailureKind.Gone,
                    Code = "ObjectGone",
                    Image = new(Name, image.Key),
                };
        }
    }

    /// <inheritdoc />
    public async ValueTask<ImageListing> WriteAsync(
        string key,
        Stream content,
        string mediaType,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(content);
        using var bytes = new MemoryStream();
        await content.CopyToAsync(bytes, cancellationToken).ConfigureAwait(false);
        lock (_lock)
        {
            return _pictures.ContainsKey(key)
                ? throw new ImageTaggingException("The key is taken.") { Kind = FailureKind.Refused, Code = "KeyTaken" }
                : Put(key, bytes.ToArray());
        }
    }

    private static void Throw(Func<string, Exception?>? fault, string key)
    {
        if (fault?.Invoke(key) is { } exception)
        {
            throw exception;
        }
    }

    private static DateTimeOffset ToMilliseconds(DateTimeOffset at) =>
        DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds());

    private ImageListing Describe(string key, StoredImage picture) =>
        new()
        {
            Key = key,
            Location = $"{Name}/{key}",
            Size = picture.Content.Length,
            ModifiedAt = picture.ModifiedAt,
            Version = picture.ETag,
            VersionId = picture.VersionId,
            Contents = TellsContents ? ContentId.FromETag(picture.ETag, picture.Content.Length) : [],
            Unreadable = picture.IsArchived ? new(FailureKind.NeedsRestore, "Archived", "It must be restored first.") : null,
            ListedAt = _time.GetUtcNow(),
        };

    private sealed record StoredImage(byte[] Content, string? VersionId, DateTimeOffset ModifiedAt)
    {
        public bool IsArchived { get; init; }

        // As S3 makes the ETag of a plain upload; nothing is secured by it.
#pragma warning disable CA5351
        public string ETag { get; } = Convert.ToHexStringLower(MD5.HashData(Content));
#pragma warning restore CA5351
    }
}
