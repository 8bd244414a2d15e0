namespace ImageTagging.Watching;

/// <summary>
/// The changes of a folder that are not yet dealt with. A file is handed out once it was left alone for a while and looked the same
/// twice, so that nobody reads half of it. Threads may share it.
/// </summary>
/// <param name="settle">How long a file must be left alone.</param>
/// <param name="time">The clock.</param>
internal sealed class FolderChanges(TimeSpan settle, TimeProvider time)
{
    /// <summary>With more than these waiting, listing all is cheaper and as good.</summary>
    public const int MostFiles = 10_000;

    private const int MostFolders = 64;

    // The watcher's threads add while the watch takes: what is lost and what waits change together.
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Pending> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Pending> _folders = new(StringComparer.Ordinal);
    private long? _lost;

    /// <summary>A file was made, written, renamed or deleted.</summary>
    public void File(string key) => Add(_files, key, MostFiles, isGone: false);

    /// <summary>A folder appeared or vanished with all that is in it.</summary>
    /// <param name="prefix">The folder's key with <c>/</c> behind it.</param>
    /// <param name="isGone">Whether it vanished; it may have been a file as well, nobody can look any more.</param>
    public void Folder(string prefix, bool isGone) => Add(_folders, prefix, MostFolders, isGone);

    /// <summary>Nobody knows what changed: all is to be listed.</summary>
    public void Lost()
    {
        lock (_lock)
        {
            _lost = time.GetTimestamp();
            _files.Clear();
            _folders.Clear();
        }
    }

    /// <summary>Tells if a listed picture was written so lately that it may be half a one; it is handed out later.</summary>
    public bool IsSettling(ImageListing picture)
    {
        var isSettling = (time.GetUtcNow() - picture.ModifiedAt).Duration() < settle;
        if (isSettling)
        {
            File(picture.Key);
        }

        return isSettling;
    }

    /// <summary>The work that is ready now.</summary>
    /// <param name="look">A file's size and time; null where there is none.</param>
    public WatchStep Next(Func<string, (long Size, DateTimeOffset ModifiedAt)?> look)
    {
        var now = time.GetTimestamp();
        lock (_lock)
        {
            if (_lost is { } lost)
            {
                if (!IsQuiet(lost, now))
                {
                    return WatchStep.Nothing;
                }

                _lost = null;
                _files.Clear();
                _folders.Clear();
                return WatchStep.Nothing with { All = true };
            }

            var folders = _folders.Where(f => IsQuiet(f.Value.At, now)).ToArray();
            foreach (var (prefix, _) in folders)
            {
                _folders.Remove(prefix);
            }

            return new(
                All: false,
                [.. folders.Select(f => (f.Key, f.Value.IsGone)).OrderBy(f => f.Key, KeyOrder.Instance)],
                Steady(look, now)
            );
        }
    }

    private List<string> Steady(Func<string, (long Size, DateTimeOffset ModifiedAt)?> look, long now)
    {
        List<string> ready = [];
        foreach (var (key, file) in _files.Where(f => IsQuiet(f.Value.At, now)).ToArray())
        {
            var facts = look(key);
            if (facts is null || (file.WasLookedAt && file.Facts == facts))
            {
                ready.Add(key);
                _files.Remove(key);
            }
            else
            {
                _files[key] = file with { At = now, Facts = facts, WasLookedAt = true };
            }
        }

        ready.Sort(KeyOrder.Instance);
        return ready;
    }

    private bool IsQuiet(long since, long now) => time.GetElapsedTime(since, now) >= settle;

    private void Add(Dictionary<string, Pending> pending, string key, int most, bool isGone)
    {
        lock (_lock)
        {
            if (_lost is not null)
            {
                return;
            }

            if (pending.Count >= most && !pending.ContainsKey(key))
            {
                _lost = time.GetTimestamp();
                _files.Clear();
                _folders.Clear();
                return;
            }

            pending[key] = new(time.GetTimestamp(), null, WasLookedAt: false, isGone);
        }
    }

    private readonly record struct Pending(long At, (long Size, DateTimeOffset ModifiedAt)? Facts, bool WasLookedAt, bool IsGone);
}
