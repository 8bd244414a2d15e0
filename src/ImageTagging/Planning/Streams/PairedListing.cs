namespace ImageTagging.Planning;

/// <summary>An entry of a listing.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="IsCompanion">Whether it is a file of a picture that is listed beside it, and no picture of its own.</param>
internal readonly record struct PairedEntry(SourceEntry Entry, bool IsCompanion);

/// <summary>A listing in which files of one picture are told together: a raw file goes with the JPEG beside it, a video with its Live Photo.</summary>
/// <remarks>Files of one name but for the ending follow each other but for what begins with that name and a dot; so a few entries are held.</remarks>
internal sealed class PairedListing(Func<ValueTask<SourceEntry?>> next)
{
    /// <summary>Entries that are held at most; files that lie farther apart are pictures of their own.</summary>
    public const int MostTogether = 256;

    private readonly List<SourceEntry> _block = [];
    private readonly Queue<PairedEntry> _ready = new();
    private List<string> _pictures = [];
    private List<string> _before = [];
    private SourceEntry? _ahead;
    private bool _hasAhead;

    /// <summary>The range to list so that no file of a picture in a range is missed where the range begins or ends between them.</summary>
    public static KeyRange Around(KeyRange range)
    {
        return new(
            Stem(range.From ?? "") ?? range.From ?? "",
            range.Before is { } before && Stem(before) is { } last ? KeyRange.WithPrefix(last).Before : range.Before
        );

        static string? Stem(string key) =>
            ImageFiles.StemOf(key) is var stem && stem.Length < key.Length ? string.Concat(stem, ".") : null;
    }

    /// <summary>The next entry; null at the end.</summary>
    public async ValueTask<PairedEntry?> NextAsync()
    {
        if (_ready.TryDequeue(out var ready))
        {
            return ready;
        }

        if (await TakeAsync().ConfigureAwait(false) is not { } first)
        {
            return null;
        }

        if (KeyOf(first) is not { } key)
        {
            return new(first, IsCompanion: false);
        }

        (_before, _pictures) = (_pictures, _before);
        _pictures.Clear();
        _ahead = await TakeAsync().ConfigureAwait(false);
        _hasAhead = true;
        if (!IsBeside(_ahead, key))
        {
            return Alone(first);
        }

        _block.Add(first);
        while (_block.Count < MostTogether && await TakeAsync().ConfigureAwait(false) is { } entry)
        {
            if (!IsBeside(entry, key))
            {
                (_ahead, _hasAhead) = (entry, true);
                break;
            }

            _block.Add(entry);
        }

        Pair();
        return _ready.Dequeue();
    }

    /// <summary>Tells if a key was told as a picture among the last few.</summary>
    public bool Tells(string key) => _pictures.Contains(key) || _before.Contains(key);

    private PairedEntry Alone(SourceEntry entry)
    {
        if (entry is ImageListing picture)
        {
            _pictures.Add(picture.Key);
        }

        return new(entry, IsCompanion: false);
    }

    private async ValueTask<SourceEntry?> TakeAsync()
    {
        if (_hasAhead)
        {
            _hasAhead = false;
            return _ahead;
        }

        return await next().ConfigureAwait(false);
    }

    private void Pair()
    {
        var pictures = _block
            .Select(KeyOf)
            .OfType<string>()
            .GroupBy(key => ImageFiles.StemOf(key).ToString(), StringComparer.Ordinal)
            .Select(files => (Picture: ImageFiles.ShownOf(files), Files: files.ToArray()))
            .Where(one => one.Picture is not null && one.Files.Length > 1)
            .ToDictionary(
                one => one.Picture!,
                one => (string[])[.. one.Files.Where(f => !ImageFiles.IsShown(f))],
                StringComparer.Ordinal
            );
        var companions = pictures.Values.SelectMany(files => files).ToHashSet(StringComparer.Ordinal);
        foreach (var entry in _block)
        {
            var key = KeyOf(entry);
            if (key is not null && companions.Contains(key))
            {
                // A video is counted among what was not taken unless a picture brings it along.
                if (entry is ImageListing)
                {
                    _ready.Enqueue(new(entry, IsCompanion: true));
                }
            }
            else if (key is not null && pictures.TryGetValue(key, out var files) && files.Length > 0)
            {
                string[] endings = [.. files.Select(f => Path.GetExtension(f))];
                _ready.Enqueue(Alone((ImageListing)entry with { Companions = endings }));
            }
            else
            {
                _ready.Enqueue(Alone(entry));
            }
        }

        _block.Clear();
    }

    private static bool IsBeside(SourceEntry? entry, string key) =>
        entry switch
        {
            ImageListing picture => BeginsAs(picture.Key, key),
            ListingExclusion { Key: { } video } => BeginsAs(video, key),
            _ => false,
        };

    private static bool BeginsAs(string key, string first)
    {
        var stem = ImageFiles.StemOf(first);
        return key.Length > stem.Length && key[stem.Length] == '.' && key.AsSpan().StartsWith(stem, StringComparison.Ordinal);
    }

    // Null for what has no part in any picture of several files.
    private static string? KeyOf(SourceEntry entry) =>
        entry switch
        {
            ImageListing { Key: var key } when ImageFiles.IsShown(key) || ImageFiles.IsRaw(key) || ImageFiles.IsMoving(key) =>
                key,
            ListingExclusion { Key: { } key } when ImageFiles.IsMoving(key) => key,
            _ => null,
        };
}
