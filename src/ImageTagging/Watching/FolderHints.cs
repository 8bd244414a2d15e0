using Microsoft.Extensions.Logging;

namespace ImageTagging.Watching;

/// <summary>
/// The operating system's word on what changes below a folder. It is a hint: it may be late, lost, or never come (network disks),
/// so a folder is listed every so often all the same.
/// </summary>
internal sealed class FolderHints(FolderImageSource source, FolderChanges changes, ILogger logger) : IDisposable
{
    private readonly string _root = source.Folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar;
    private FileSystemWatcher? _watcher;

    // Set by the watcher's threads and read by the watch's own; each stands for itself.
    private volatile bool _isBroken = true;
    private volatile bool _isLimited;

    /// <summary>True if the system's limit was reached, so that some folders give no notice and are to be listed often.</summary>
    public bool IsLimited => _isLimited;

    /// <summary>Begins, or begins again where it broke.</summary>
    public void Ensure()
    {
        if (!_isBroken)
        {
            return;
        }

        _watcher?.Dispose();
        try
        {
            _watcher = new FileSystemWatcher(source.Folder)
            {
                IncludeSubdirectories = true,
                InternalBufferSize = 64 << 10,
                NotifyFilter =
                    NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size,
            };
            _watcher.Created += (_, e) => Appeared(e.FullPath);
            _watcher.Changed += (_, e) => Written(e.FullPath);
            _watcher.Deleted += (_, e) => Vanished(e.FullPath);
            _watcher.Renamed += (_, e) =>
            {
                Vanished(e.OldFullPath);
                Appeared(e.FullPath);
            };
            _watcher.Error += (_, e) => Broke(e.GetException());
            _watcher.EnableRaisingEvents = true;
            _isBroken = false;
        }
        catch (IOException fault) when (LimitOf(fault) is { } limit)
        {
            Limited(limit);
        }
        catch (Exception fault) when (fault is IOException or ArgumentException or UnauthorizedAccessException)
        {
            RunLog.NotWatched(logger, Telemetry.Printable.Text(source.Name), Telemetry.Printable.Text(fault.Message));
        }
    }

    public void Dispose() => _watcher?.Dispose();

    /// <summary>The watcher reported a fault.</summary>
    internal void Broke(Exception fault)
    {
        if (LimitOf(fault) is { } limit)
        {
            // Folders that are watched already stay so; a new watcher would only meet the same limit.
            Limited(limit);
            return;
        }

        // Too many at once is forgotten by listing all; anything else needs a new watcher as well.
        _isBroken |= fault is not InternalBufferOverflowException;
        changes.Lost();
    }

    private void Limited(string limit)
    {
        if (!_isLimited)
        {
            _isLimited = true;
            RunLog.WatchesLimited(logger, Telemetry.Printable.Text(source.Name), limit);
        }
    }

    // Linux tells with ENOSPC that a user's watches, and with EMFILE that their instances are used up.
    private static string? LimitOf(Exception fault) =>
        !OperatingSystem.IsLinux() || fault is not IOException ? null
        : fault.HResult == 28 ? "fs.inotify.max_user_watches"
        : fault.HResult == 24 ? "fs.inotify.max_user_instances"
        : null;

    private void Appeared(string path)
    {
        if (IsFolder(path))
        {
            var key = KeyOf(path);
            if (!source.Excludes(key + "/"))
            {
                changes.Folder(key + "/", isGone: false);
            }
        }
        else
        {
            Written(path);
        }
    }

    private void Written(string path)
    {
        var key = KeyOf(path);
        if (source.IsIgnoreFile(key))
        {
            // What it hides and shows from now on is found by listing all.
            changes.Lost();
        }
        else if (source.Scope.Contains(key) && !source.Excludes(key) && !IsFolder(path))
        {
            changes.File(key);
        }
    }

    private void Vanished(string path)
    {
        var key = KeyOf(path);
        if (source.IsIgnoreFile(key))
        {
            changes.Lost();
        }
        else if (source.Excludes(key))
        {
            return;
        }
        else if (source.Scope.Contains(key))
        {
            changes.File(key);
        }
        else
        {
            changes.Folder(key + "/", isGone: true);
        }
    }

    private string KeyOf(string path)
    {
        var relative = path.StartsWith(_root, StringComparison.Ordinal) ? path[_root.Length..] : path;
        return Path.DirectorySeparatorChar == '/' ? relative : relative.Replace(Path.DirectorySeparatorChar, '/');
    }

    private static bool IsFolder(string path) => FileSystem.Entries.IsFolder(path);
}
