using System.Globalization;
using System.IO.Enumeration;

namespace ImageTagging.FileSystem;

/// <summary>One walk through a folder tree in key order. Holds the names of the folders on the present path, nothing else.</summary>
/// <param name="root">The real path.</param>
/// <param name="scope">What is listed.</param>
/// <param name="options">How.</param>
/// <param name="exclusions">What is left out.</param>
/// <param name="inMemory">Names of a folder that are sorted in memory.</param>
internal sealed class FolderWalk(
    string root,
    ImageScope scope,
    FolderSourceOptions options,
    ImageExclusions exclusions,
    int inMemory
)
{
    // What .NET puts in place of bytes that are no UTF-8: such a name may be real, or stand for one that cannot be spelled.
    private const char Replacement = '\uFFFD';

    private static readonly EnumerationOptions Everything = new()
    {
        AttributesToSkip = FileAttributes.None,
        IgnoreInaccessible = false,
        RecurseSubdirectories = false,
        ReturnSpecialDirectories = false,
        BufferSize = 64 << 10,
    };

    private static readonly IReadOnlySet<string> s_noneBeside = new HashSet<string>();

    // As cameras spell them; where upper and lower case are alike, one of them finds both.
    private static readonly string[] s_companionEndings = OperatingSystem.IsLinux()
        ? [.. ImageFiles.CompanionEndings.SelectMany(e => (string[])[e, e.ToUpperInvariant()])]
        : [.. ImageFiles.CompanionEndings];

    private readonly string _rootUri = FolderKey.UriOf(root).TrimEnd('/') + "/";

    // What a name alone can be checked for; an ending may reach over a '/', which the key then decides.
    private readonly string[] _endings = [.. scope.Suffixes.Select(s => s[(s.LastIndexOf('/') + 1)..])];

    private readonly long[] _excluded = new long[Enum.GetValues<ExclusionKind>().Length];

    public IEnumerable<SourceEntry> Run()
    {
        RootFolder.Check(root);
        foreach (var entry in Walk())
        {
            yield return entry;
        }

        for (var kind = 0; kind < _excluded.Length; kind++)
        {
            if (_excluded[kind] > 0)
            {
                yield return new ListingExclusion((ExclusionKind)kind, _excluded[kind]);
            }
        }
    }

    private IEnumerable<SourceEntry> Walk()
    {
        var path = new Stack<Level>();
        try
        {
            path.Push(Open("", root, _rootUri) ?? throw RootFolder.Missing(root));
            while (path.TryPeek(out var level))
            {
                if (level.Gap is { } gap)
                {
                    path.Pop().Dispose();
                    yield return path.Count > 0 ? gap : throw RootFolder.Unreadable(root, gap.Reason);
                }
                else if (!level.MoveNext())
                {
                    path.Pop().Dispose();
                }
                else if (level.Current.EndsWith('/'))
                {
                    var (below, found) = Descend(level, level.Current[..^1]);
                    if (below is not null)
                    {
                        path.Push(below);
                    }
                    else
                    {
                        foreach (var missing in found)
                        {
                            yield return missing;
                        }
                    }
                }
                else if (File(level, level.Current) is { } entry)
                {
                    yield return entry;
                }
            }
        }
        finally
        {
            while (path.TryPop(out var level))
            {
                level.Dispose();
            }
        }
    }

    private (Level? Below, IEnumerable<ListingGap> Gaps) Descend(Level level, string name)
    {
        var prefix = level.Prefix + name + "/";
        if (!KeyRange.WithPrefix(prefix).Overlaps(scope.Range))
        {
            return (null, []);
        }

        var folder = Path.Join(level.Folder, name);
        EntryFacts facts;
        try
        {
            facts = Entries.Look(folder);
        }
        catch (IOException fault)
        {
            return (null, [new(prefix, "The folder cannot be read: " + fault.Message)]);
        }

        return facts.Kind switch
        {
            EntryKind.Folder when Open(prefix, folder, level.Uri + Uri.EscapeDataString(name) + "/") is { } below => (below, []),
            EntryKind.Link => (null, Linked(prefix)),
            EntryKind.Denied => (null, [new(prefix, "The folder may not be read by this user.")]),
            EntryKind.Missing when name.Contains(Replacement) => (null, [new(prefix, Unspeakable(level.Times))]),
            // No folder, or none any more: what is mounted at it or below it is not there to be seen.
            _ => (null, NotMounted(prefix)),
        };
    }

    private IEnumerable<ListingGap> Linked(string prefix)
    {
        _excluded[(int)ExclusionKind.Link]++;
        return NotMounted(prefix);
    }

    private IEnumerable<ListingGap> NotMounted(string prefix) =>
        MountPointsBelow(prefix).Select(point => new ListingGap(point, RootFolder.NotMounted));

    private SourceEntry? File(Level level, string name)
    {
        var key = level.Prefix + name;
        if (!scope.Contains(key))
        {
            return ImageFiles.IsMoving(name) && scope.Range.Contains(key)
                ? new ListingExclusion(ExclusionKind.Video, 1) { Key = key }
                : null;
        }

        EntryFacts facts;
        try
        {
            facts = Entries.Look(Path.Join(level.Folder, name));
        }
        catch (IOException fault)
        {
            return new ListingGap(key, "The file cannot be looked at: " + fault.Message);
        }

        return facts.Kind switch
        {
            EntryKind.File => Listing(level, name, facts),
            EntryKind.Denied => new ListingGap(key, "The file may not be looked at by this user."),
            EntryKind.Missing when name.Contains(Replacement) => new ListingGap(key, Unspeakable(level.Times)),
            EntryKind.Link => NotTaken(ExclusionKind.Link),
            // A FIFO, a socket, a device; a folder that was a file a moment ago is seen by the next run.
            EntryKind.Other => NotTaken(ExclusionKind.OtherFile),
            _ => null,
        };
    }

    private ImageListing Listing(Level level, string name, EntryFacts facts)
    {
        var key = level.Prefix + name;
        var location = level.Uri + Uri.EscapeDataString(name);
        if (level.Beside is not { Count: > 0 } there)
        {
            return Listing(key, location, facts, options.TimeProvider, level.Beside);
        }

        var path = Path.Join(level.Folder, name);
        // Only those that have XMP files of their own, which is what is looked for here.
        var companions = ImageFiles.IsShown(name)
            ? CompanionsOf(key, path, raw => IsThere(Path.GetFileName(raw) + Sidecars.Ending))
            : [];
        facts = Sidecars.Latest(facts, path, companions, IsThere);
        // Where there are more of them than are held, nobody knows.
        var known = there.Count < inMemory ? there : null;
        var listing = Listing(key, location, facts, options.TimeProvider, known);
        return companions.Count == 0 ? listing : listing with { Companions = companions };

        bool IsThere(string file) => there.Contains(level.Prefix + file);
    }

    /// <summary>The endings of the files beside a picture that are the same one, as this walk tells them.</summary>
    public IReadOnlyList<string> CompanionsOf(string key, string path, Predicate<string>? isLookedFor = null)
    {
        List<string>? found = null;
        foreach (var ending in s_companionEndings)
        {
            var file = ImageFiles.KeyOf(path, ending);
            var other = ImageFiles.KeyOf(key, ending);
            if (
                isLookedFor?.Invoke(file) is not false
                && (ImageFiles.IsMoving(other) || scope.HasSuffix(other))
                && exclusions.KindOf(other) is null
                && IsFile(file)
            )
            {
                (found ??= []).Add(ending);
            }
        }

        found?.Sort(KeyOrder.Instance);
        return found ?? (IReadOnlyList<string>)[];

        static bool IsFile(string path)
        {
            try
            {
                return Entries.Look(path).Kind == EntryKind.File;
            }
            catch (IOException)
            {
                return false;
            }
        }
    }

    private SourceEntry? NotTaken(ExclusionKind kind)
    {
        _excluded[(int)kind]++;
        return null;
    }

    public static ImageListing Listing(
        string key,
        string location,
        EntryFacts facts,
        TimeProvider time,
        IReadOnlySet<string>? beside = null
    ) =>
        new()
        {
            Beside = beside,
            Key = key,
            Location = location,
            Size = facts.Size,
            ModifiedAt = facts.ModifiedAt,
            ListedAt = time.GetUtcNow(),
        };

    private static string Unspeakable(int times) =>
        times == 1
            ? "The name is not valid UTF-8, so no key can name it; rename it to have it tagged."
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{times} names that are shown alike are not valid UTF-8, so no key can name them; rename them to have them tagged."
            );

    // Null where the folder went away since it was seen: then its pictures are gone.
    private Level? Open(string prefix, string folder, string uri)
    {
        var names = new SortedNames(inMemory);
        HashSet<string>? beside = null;
        try
        {
            var any = false;
            foreach (var name in new FileSystemEnumerable<string?>(folder, Name, Everything))
            {
                any = true;
                if (name is not null)
                {
                    names.Add(name);
                }
            }

            if (!any && prefix.Length == 0 && !options.AllowEmpty)
            {
                throw RootFolder.Empty(root);
            }

            AddMissingMountPoints(names, prefix);
            var gap = !any && RootFolder.IsMountPoint(options, prefix) ? new ListingGap(prefix, RootFolder.NotMounted) : null;
            return new Level(prefix, folder, uri, names, gap, beside ?? s_noneBeside);
        }
        catch (DirectoryNotFoundException)
        {
            names.Dispose();
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            names.Dispose();
            return new Level(prefix, folder, uri, null, new ListingGap(prefix, "The folder cannot be read: " + fault.Message));
        }
        catch
        {
            names.Dispose();
            throw;
        }

        string? Name(ref FileSystemEntry entry)
        {
            // Bounded, as everything that a folder holds: beyond it a change beside a picture is seen with the picture's own.
            if (Sidecars.MayTellOfPictures(entry.FileName) && !(beside?.Count >= inMemory))
            {
                (beside ??= new(StringComparer.OrdinalIgnoreCase)).Add(string.Concat(prefix, entry.FileName));
            }

            return Wanted(prefix, ref entry);
        }
    }

    // A name that sorts as its key does: folders with '/' behind them. Null for what no listing shows.
    private string? Wanted(string prefix, ref FileSystemEntry entry)
    {
        var name = entry.FileName;
        var isFolder = entry.IsDirectory;
        var isWanted = isFolder || HasSuffix(name);
        var excluded = exclusions.IsEmpty ? null : ExclusionOf(prefix, name, isFolder);
        if (isWanted && excluded is null)
        {
            return isFolder ? string.Concat(name, "/") : name.ToString();
        }

        // Hidden and excluded files that are no pictures nobody misses.
        if (!isWanted && (excluded is not null || IsIgnoreFile(prefix, name)))
        {
            return null;
        }

        // What the run is not about anyhow is not counted.
        var kind = excluded ?? ImageExclusions.KindByEnding(name);
        if (kind == ExclusionKind.Video && ImageFiles.IsMoving(name))
        {
            // A picture may bring it along.
            return name.ToString();
        }

        var key = string.Concat(prefix, name, isFolder ? "/" : "");
        var isInScope = isFolder ? KeyRange.WithPrefix(key).Overlaps(scope.Range) : scope.Range.Contains(key);
        _excluded[(int)kind] += isInScope ? 1 : 0;
        return null;
    }

    private bool IsIgnoreFile(string prefix, ReadOnlySpan<char> name) =>
        prefix.Length == 0 && name.SequenceEqual(options.IgnoreFile);

    private ExclusionKind? ExclusionOf(string prefix, ReadOnlySpan<char> name, bool isFolder)
    {
        var length = prefix.Length + name.Length;
        if (length > 512)
        {
            return exclusions.KindOf(string.Concat(prefix, name), prefix.Length, isFolder);
        }

        Span<char> path = stackalloc char[length];
        prefix.CopyTo(path);
        name.CopyTo(path[prefix.Length..]);
        return exclusions.KindOf(path, prefix.Length, isFolder);
    }

    private bool HasSuffix(ReadOnlySpan<char> name)
    {
        foreach (var ending in _endings)
        {
            if (name.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return _endings.Length == 0;
    }

    // The way to each mount point is looked at even where its first folder is missing.
    private void AddMissingMountPoints(SortedNames names, string prefix)
    {
        foreach (var point in MountPointsBelow(prefix).Where(p => p.Length > prefix.Length))
        {
            names.Add(point[prefix.Length..(point.IndexOf('/', prefix.Length) + 1)]);
        }
    }

    private IEnumerable<string> MountPointsBelow(string prefix) =>
        options
            .MountPoints.Select(point => point.Trim('/') + "/")
            .Where(point => point.Length > 1 && point.StartsWith(prefix, StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal)
            .Order(KeyOrder.Instance);

    /// <summary>A folder on the present path.</summary>
    private sealed class Level(
        string prefix,
        string folder,
        string uri,
        SortedNames? names,
        ListingGap? gap,
        IReadOnlySet<string>? beside = null
    ) : IDisposable
    {
        private readonly IEnumerator<string>? _names = names?.Read().GetEnumerator();

        public string Prefix => prefix;

        public string Folder => folder;

        public string Uri => uri;

        /// <summary>The keys of the files of the folder that tell of pictures; null where it cannot be read.</summary>
        public IReadOnlySet<string>? Beside => beside;

        public ListingGap? Gap => gap;

        public string Current => _names!.Current;

        public int Times => names!.Times;

        public bool MoveNext() => _names?.MoveNext() ?? false;

        public void Dispose()
        {
            _names?.Dispose();
            names?.Dispose();
        }
    }
}
