using System.Runtime.CompilerServices;
using ImageTagging.FileSystem;

namespace ImageTagging;

/// <summary>A folder of pictures, with all folders below it.</summary>
/// <remarks>
/// Keys are paths below the folder with <c>/</c> between names. Only regular files are listed: links are not followed, neither
/// to files nor to folders, and a FIFO, a socket or a device is never opened. A file counts as changed when its size or its
/// time of modification (in whole milliseconds) changes; where an XMP file beside it (<c>a.jpg.xmp</c>, <c>a.xmp</c>) was modified
/// later, that time is the picture's. Threads may share it; it holds nothing open and need not be disposed.
/// Reading folders is synchronous in every operating system, so a listing uses its caller's thread.
/// </remarks>
public sealed class FolderImageSource : IWritableImageSource
{
    private readonly string _root;
    private readonly FolderSourceOptions _options;
    private readonly int _namesInMemory;
    private readonly ImageExclusions _exclusions;

    // The text and what it leaves out are one object: a thread sees both of one reading. Read twice at once does no harm.
    private volatile Ignored _ignored = new("", null);

    /// <summary>A source over a folder. Nothing is read yet: a folder that is missing is a fault when it is listed.</summary>
    /// <param name="path">The folder; links in the path are resolved.</param>
    /// <param name="options">How it is read; null for the defaults.</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="ImageTaggingException">A pattern of <see cref="FolderSourceOptions.Exclude"/> is none (code <c>InvalidOptions</c>).</exception>
    public FolderImageSource(string path, FolderSourceOptions? options = null)
        : this(path, options, SortedNames.DefaultInMemory) { }

    internal FolderImageSource(string path, FolderSourceOptions? options, int namesInMemory)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        _options = options is null ? new() : options with { };
        _exclusions = new(_options.IncludeHidden, _options.Exclude);
        _namesInMemory = namesInMemory;
        _root = RealPath.Of(path);
        Name = string.IsNullOrEmpty(_options.Name) ? _root : _options.Name;
        Scope = new() { Range = KeyRange.WithPrefix(_options.Prefix), Suffixes = _options.Suffixes };
    }

    /// <inheritdoc />
    public string Name { get; }

    /// <inheritdoc />
    public ImageScope Scope { get; }

    /// <summary>The folder's real path.</summary>
    public string Folder => _root;

    /// <summary>The location that a file's listing has, without looking for the file.</summary>
    /// <param name="folder">The folder's path.</param>
    /// <param name="key">The file's key in it.</param>
    /// <returns>A URI of the scheme <c>file</c>.</returns>
    /// <exception cref="FormatException">No file of a folder can have this key.</exception>
    public static string LocationOf(string folder, string key)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(key);
        return FolderKey.FaultOf(key) is { } fault
            ? throw new FormatException($"The key is none of a folder: {fault}.")
            : FolderKey.UriOf(FolderKey.PathOf(folder, key));
    }

    /// <summary>Tells if a key, or a folder's with <c>/</c> behind it, is left out of the listing.</summary>
    internal bool Excludes(string key)
    {
        try
        {
            return Exclusions().KindOf(key) is not null;
        }
        catch (ImageTaggingException)
        {
            // Whoever lists is told.
            return false;
        }
    }

    /// <summary>Tells if a key is that of the file which says what is left out.</summary>
    internal bool IsIgnoreFile(string key) => string.Equals(key, _options.IgnoreFile, StringComparison.Ordinal);

    /// <inheritdoc />
    /// <remarks>
    /// What lies outside the range is not looked at, and folders outside it are not read. A folder with more than 200,000
    /// names is sorted in temporary files.
    /// </remarks>
    public async IAsyncEnumerable<SourceEntry> ListAsync(
        KeyRange range,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        var scope = Scope with { Range = Scope.Range.Intersect(range) };
        RootFolder.Check(_root);
        foreach (var entry in new FolderWalk(_root, scope, _options, Exclusions(), _namesInMemory).Run())
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return entry;
        }

        await ValueTask.CompletedTask.ConfigureAwait(false);
    }

    /// <inheritdoc />
    public ValueTask<Stream> OpenReadAsync(ImageListing image, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        cancellationToken.ThrowIfCancellationRequested();
        FileStream stream;
        EntryFacts facts;
        try
        {
            var path = PathWithoutLinks(image.Key) ?? throw new FileNotFoundException();
            (stream, facts) = Entries.OpenRegular(path);
            facts = Sidecars.Latest(facts, path, image.Companions);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Failed(
                image.Key,
                FailureKind.Gone,
                ErrorCodes.NotFound,
                "The file is no longer there, or is no regular file.",
                fault
            );
        }
        catch (UnauthorizedAccessException fault)
        {
            throw Failed(image.Key, FailureKind.Refused, ErrorCodes.AccessDenied, "This user may not read the file.", fault);
        }
        catch (IOException fault)
        {
            throw Failed(
                image.Key,
                FailureKind.Transient,
                ErrorCodes.ReadFailed,
                "The file cannot be read: " + fault.Message,
                fault
            );
        }

        if (image.DiffersFrom(null, facts.Size, facts.ModifiedAt))
        {
            stream.Dispose();
            const string Changed = "The file changed since it was listed; the next run takes its new state.";
            throw Failed(image.Key, FailureKind.Gone, ErrorCodes.ChangedWhileReading, Changed, null);
        }

        return ValueTask.FromResult<Stream>(stream);
    }

    /// <inheritdoc />
    public ValueTask<ReadOnlyMemory<byte>?> ReadBesideAsync(
        ImageListing image,
        string key,
        int mostBytes,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentOutOfRangeException.ThrowIfNegative(mostBytes);
        cancellationToken.ThrowIfCancellationRequested();
        if (!IsBeside(image, key))
        {
            return ValueTask.FromResult<ReadOnlyMemory<byte>?>(null);
        }

        try
        {
            // Most pictures have none, so that looking comes before anything that faults.
            return ValueTask.FromResult<ReadOnlyMemory<byte>?>(
                Entries.Look(FolderKey.PathOf(_root, key)) is { Kind: EntryKind.File } facts
                && facts.Size <= mostBytes
                && PathWithoutLinks(key) is { } path
                    ? ReadBeside(path, mostBytes)
                    : null
            );
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return ValueTask.FromResult<ReadOnlyMemory<byte>?>(null);
        }
    }

    /// <summary>Tells if a regular file lies beside a picture, whatever the source lists or leaves out.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="key">The file's key, in the picture's folder.</param>
    /// <returns>True where it is there; false where it is not, is a link, or lies in another folder.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public bool HasBeside(ImageListing image, string key)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(key);
        try
        {
            return IsBeside(image, key) && PathWithoutLinks(key) is { } path && Entries.Look(path).Kind == EntryKind.File;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Looks up a regular file beside a picture, whatever the source lists or leaves out: the video of a Live Photo.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="key">The file's key, in the picture's folder.</param>
    /// <returns>The file, to be opened; null where it is not there, is a link, or lies in another folder.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public ImageListing? FindBeside(ImageName image, string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        try
        {
            return
                IsBeside(image.Key, key)
                && PathWithoutLinks(key) is { } path
                && Entries.Look(path) is { Kind: EntryKind.File } facts
                ? FolderWalk.Listing(key, FolderKey.UriOf(path), Sidecars.Latest(facts, path, null), _options.TimeProvider)
                : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool IsBeside(ImageListing image, string key) => IsBeside(image.Key, key);

    private static bool IsBeside(string image, string key) =>
        key.AsSpan(0, key.LastIndexOf('/') + 1).SequenceEqual(image.AsSpan(0, image.LastIndexOf('/') + 1))
        && FolderKey.FaultOf(key) is null;

    private static ReadOnlyMemory<byte>? ReadBeside(string path, int mostBytes)
    {
        var (stream, facts) = Entries.OpenRegular(path);
        using (stream)
        {
            // It may have grown since it was looked at.
            var bytes = new byte[Math.Min(facts.Size, mostBytes)];
            return bytes.AsMemory(0, stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
        }
    }

    /// <inheritdoc />
    /// <exception cref="ImageTaggingException">The folder itself is missing, empty or cannot be read, so that nothing can be said of a key.</exception>
    public ValueTask<ImageListing?> FindAsync(string key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        cancellationToken.ThrowIfCancellationRequested();
        RootFolder.Check(_root);
        if (FolderKey.FaultOf(key) is not null || !Scope.Contains(key) || Exclusions().KindOf(key) is not null)
        {
            return ValueTask.FromResult<ImageListing?>(null);
        }

        try
        {
            if (PathWithoutLinks(key) is { } path && IsSpelledSo(key))
            {
                var facts = Entries.Look(path);
                if (facts.Kind == EntryKind.File)
                {
                    var companions = ImageFiles.IsShown(key)
                        ? new FolderWalk(_root, Scope, _options, Exclusions(), _namesInMemory).CompanionsOf(key, path)
                        : [];
                    var latest = Sidecars.Latest(facts, path, companions);
                    var listing = FolderWalk.Listing(key, FolderKey.UriOf(path), latest, _options.TimeProvider);
                    return ValueTask.FromResult<ImageListing?>(
                        companions.Count == 0 ? listing : listing with { Companions = companions }
                    );
                }

                if (facts.Kind == EntryKind.Denied)
                {
                    throw new UnauthorizedAccessException("this user may not look at it");
                }
            }

            ThrowWhereNotMounted(key);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Failed(
                key,
                FailureKind.Transient,
                ErrorCodes.ListingGap,
                "The file could not be looked up: " + fault.Message,
                fault
            );
        }

        return ValueTask.FromResult<ImageListing?>(null);
    }

    /// <inheritdoc />
    /// <remarks>
    /// The file appears under its name whole or not at all. Folders on the way are made. A key is refused that leaves the
    /// folder, leads through a link, holds control characters, or that the source would not list. The media type is not kept:
    /// a folder has no place for it beside the name.
    /// </remarks>
    public ValueTask<ImageListing> WriteAsync(
        string key,
        Stream content,
        string mediaType,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(content);
        ArgumentException.ThrowIfNullOrWhiteSpace(mediaType);
        return PutAsync(key, content, modifiedAt: null, replace: false, cancellationToken);
    }

    /// <summary>Writes an XMP file beside a picture (<c>a.jpg.xmp</c> or <c>a.xmp</c>), whole or not at all. The picture is not touched.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="key">The XMP file's key.</param>
    /// <param name="content">What is to be in it.</param>
    /// <param name="former">What it holds now, as it was read; null where there is none. Where it holds something else, somebody
    /// was faster, and nothing is written.</param>
    /// <param name="cancellationToken">Ends it; the file is as it was then.</param>
    /// <returns>The picture as it was, with the time of the XMP file that was written.</returns>
    /// <exception cref="ArgumentException">The key is no XMP file's in the picture's folder.</exception>
    /// <exception cref="ImageTaggingException">The file or the picture is another by now (code <c>ChangedWhileReading</c>, or
    /// <c>KeyTaken</c> where there was no file), or it cannot be written.</exception>
    public async ValueTask<ImageListing> WriteSidecarAsync(
        ImageListing image,
        string key,
        ReadOnlyMemory<byte> content,
        ReadOnlyMemory<byte>? former,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(key);
        if (!IsBeside(image, key) || !key.EndsWith(Sidecars.Ending, StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException($"'{key}' is no XMP file beside '{image.Key}'.", nameof(key));
        }

        RootFolder.Check(_root);
        var path = FolderKey.PathOf(_root, image.Key);
        var sidecar = Path.GetFileName(FolderKey.PathOf(_root, key));
        EntryFacts picture = default;
        using var stream = new MemoryStream(content.ToArray(), writable: false);
        var writtenAt = await new FolderWriter(_root, Name)
            .WriteAsync(key, stream, modifiedAt: null, replace: former is not null, cancellationToken, CheckAsync)
            .ConfigureAwait(false);
        // As it was looked at, with what was written: what anybody changed since has another time, and is looked at by the next run.
        return image with
        {
            Size = picture.Size,
            ModifiedAt = (picture with { Modified = Math.Max(picture.Modified, writtenAt) }).ModifiedAt,
            ListedAt = _options.TimeProvider.GetUtcNow(),
        };

        async ValueTask CheckAsync()
        {
            var facts = Entries.Look(path);
            if (facts.Kind != EntryKind.File)
            {
                throw Failed(image.Key, FailureKind.Gone, ErrorCodes.NotFound, "The picture is no longer there.", null);
            }

            var now = Sidecars.Latest(facts, path, image.Companions);
            var isSame = now.Size == image.Size && now.ModifiedAt == image.ModifiedAt;
            if (isSame && former is { } read)
            {
                isSame =
                    await ReadBesideAsync(image, key, read.Length + 1, cancellationToken).ConfigureAwait(false) is { } bytes
                    && bytes.Span.SequenceEqual(read.Span);
            }

            if (!isSame)
            {
                const string Changed = "The picture or an XMP file beside it was changed meanwhile; nothing was written.";
                throw Failed(image.Key, FailureKind.Transient, ErrorCodes.ChangedWhileReading, Changed, null);
            }

            picture = Sidecars.Latest(
                facts,
                path,
                image.Companions,
                name =>
                    !name.Equals(
                        sidecar,
                        OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase
                    )
            );
        }
    }

    /// <summary>Puts a file, whole or not at all; one that it replaces is there until the new one is.</summary>
    internal async ValueTask<ImageListing> PutAsync(
        string key,
        Stream content,
        DateTimeOffset? modifiedAt,
        bool replace,
        CancellationToken cancellationToken
    )
    {
        var refusal =
            FolderKey.FaultOfNew(key)
            ?? (Exclusions().KindOf(key) is { } kind ? $"such names are left out of this source ({kind})" : null)
            ?? (Scope.Contains(key) ? null : "it has another prefix or another ending than this source lists");
        if (refusal is not null)
        {
            throw Failed(key, FailureKind.Refused, ErrorCodes.KeyRefused, $"The name cannot be used: {refusal}.", null);
        }

        RootFolder.Check(_root);
        await new FolderWriter(_root, Name)
            .WriteAsync(key, content, modifiedAt, replace, cancellationToken)
            .ConfigureAwait(false);
        return await FindAsync(key, cancellationToken).ConfigureAwait(false)
            ?? throw Failed(
                key,
                FailureKind.Gone,
                ErrorCodes.NotFound,
                "The file was taken away as soon as it was written.",
                null
            );
    }

    // Null where a folder on the way is missing or a link: whoever can place a link must not lead us out of the tree.
    private string? PathWithoutLinks(string key)
    {
        if (FolderKey.FaultOf(key) is not null)
        {
            return null;
        }

        for (var slash = key.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = key.IndexOf('/', slash + 1))
        {
            switch (Entries.Look(FolderKey.PathOf(_root, key[..slash])).Kind)
            {
                case EntryKind.Folder:
                    break;
                case EntryKind.Denied:
                    throw new UnauthorizedAccessException("this user may not read a folder on the way");
                default:
                    return null;
            }
        }

        return FolderKey.PathOf(_root, key);
    }

    // Where upper and lower case are alike, another spelling of a name finds the file, but is not its key.
    private bool IsSpelledSo(string key)
    {
        if (OperatingSystem.IsLinux())
        {
            return true;
        }

        var folder = _root;
        foreach (var segment in key.Split('/'))
        {
            if (
                !new DirectoryInfo(folder)
                    .EnumerateFileSystemInfos()
                    .Any(e => string.Equals(e.Name, segment, StringComparison.Ordinal))
            )
            {
                return false;
            }

            folder = Path.Join(folder, segment);
        }

        return true;
    }

    // Read anew each time: whoever changes the ignore file need not start anything again.
    private ImageExclusions Exclusions()
    {
        if (_options.IgnoreFile is not { Length: > 0 } name || IgnoreFile.Read(_root, name) is not { } text)
        {
            return _exclusions;
        }

        var (read, made) = _ignored;
        if (!string.Equals(read, text, StringComparison.Ordinal) || made is null)
        {
            made = new(_options.IncludeHidden, _options.Exclude, text);
            _ignored = new(text, made);
        }

        return made;
    }

    private void ThrowWhereNotMounted(string key)
    {
        if (!_options.AllowEmpty && !Directory.EnumerateFileSystemEntries(_root).Any())
        {
            throw RootFolder.Empty(_root);
        }

        foreach (var point in _options.MountPoints.Select(p => p.TrimEnd('/') + "/"))
        {
            var folder = FolderKey.PathOf(_root, point);
            if (
                key.StartsWith(point, StringComparison.Ordinal)
                && (!Directory.Exists(folder) || !Directory.EnumerateFileSystemEntries(folder).Any())
            )
            {
                throw new IOException(RootFolder.NotMounted);
            }
        }
    }

    private ImageTaggingException Failed(string key, FailureKind kind, string code, string message, Exception? fault) =>
        new(message, fault)
        {
            Kind = kind,
            Code = code,
            Image = new ImageName(Name, key),
        };

    private sealed record Ignored(string Text, ImageExclusions? Exclusions);
}
