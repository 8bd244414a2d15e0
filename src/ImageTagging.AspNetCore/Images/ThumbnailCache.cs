using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;

namespace ImageTagging.AspNetCore.Images;

/// <summary>Small pictures on disk, each made once however many ask for it, within a bound of bytes: those unused longest go first.</summary>
/// <remarks>File names are hashes: nothing from outside becomes a path.</remarks>
internal sealed class ThumbnailCache(string folder, long maxBytes, ILogger logger, TimeProvider time)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_partAge = TimeSpan.FromHours(1);
    private static readonly Dictionary<string, WeakReference<ThumbnailCache>> s_caches = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Task<ReadOnlyMemory<byte>>> _making = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LinkedListNode<(string Name, long Size)>> _kept = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Name, long Size)> _byUse = new();
    private readonly Lock _gate = new();
    private bool _isRead;
    private long _brokenUntil;
    private long _maxBytes = maxBytes;
    private long _bytes;

    // The disk may have been full, or away: it is tried again after a while.
    private bool IsBroken => Volatile.Read(ref _brokenUntil) > time.GetUtcNow().UtcTicks;

    /// <summary>The one cache of a folder in this process, so that its bound holds for all; the smallest bound that was asked for.</summary>
    public static ThumbnailCache For(string folder, long maxBytes, ILogger logger, TimeProvider time)
    {
        var path = Path.GetFullPath(folder);
        lock (s_caches)
        {
            if (s_caches.TryGetValue(path, out var known) && known.TryGetTarget(out var cache))
            {
                lock (cache._gate)
                {
                    cache._maxBytes = Math.Min(cache._maxBytes, maxBytes);
                }

                return cache;
            }

            cache = new(path, maxBytes, logger, time);
            s_caches[path] = new(cache);
            return cache;
        }
    }

    public long Bytes
    {
        get
        {
            lock (_gate)
            {
                return _bytes;
            }
        }
    }

    public async Task<Stream> OpenAsync(string name, Func<Task<ReadOnlyMemory<byte>>> make, CancellationToken cancellationToken)
    {
        var file = FileOf(name);
        if (TryOpen(file) is { } kept)
        {
            return kept;
        }

        Task<ReadOnlyMemory<byte>> making;
        var mine = new TaskCompletionSource<ReadOnlyMemory<byte>>(TaskCreationOptions.RunContinuationsAsynchronously);
        making = _making.GetOrAdd(file, mine.Task);
        if (making == mine.Task)
        {
            _ = MakeAsync(file, make, mine);
        }

        var content = await making.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new MemoryStream(content.ToArray(), writable: false);
    }

    public Task PutAsync(string name, ReadOnlyMemory<byte> content) => Task.Run(() => Keep(FileOf(name), content));

    private static string FileOf(string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));

    private async Task MakeAsync(
        string file,
        Func<Task<ReadOnlyMemory<byte>>> make,
        TaskCompletionSource<ReadOnlyMemory<byte>> mine
    )
    {
        try
        {
            // Between the first look and this turn somebody else may have made and kept it.
            var content =
                await ReadKeptAsync(file).ConfigureAwait(false) ?? await MakeAndKeepAsync(file, make).ConfigureAwait(false);
            // Whoever asks from here on finds it kept; told first, one could ask again and be given this old answer.
            _making.TryRemove(file, out _);
            mine.SetResult(content);
        }
        catch (Exception fault)
        {
            _making.TryRemove(file, out _);
            mine.SetException(fault);
            // Whoever waits is told; where everybody left, nobody else will look.
            _ = mine.Task.Exception;
        }
    }

    private async Task<ReadOnlyMemory<byte>?> ReadKeptAsync(string file)
    {
        if (TryOpen(file) is not { } kept)
        {
            return null;
        }

        await using (kept.ConfigureAwait(false))
        {
            var content = new byte[kept.Length];
            await kept.ReadExactlyAsync(content).ConfigureAwait(false);
            return content;
        }
    }

    private async Task<ReadOnlyMemory<byte>> MakeAndKeepAsync(string file, Func<Task<ReadOnlyMemory<byte>>> make)
    {
        var content = await Task.Run(make).ConfigureAwait(false);
        Keep(file, content);
        return content;
    }

    private FileStream? TryOpen(string file)
    {
        lock (_gate)
        {
            ReadFolder();
            if (!_kept.TryGetValue(file, out var node))
            {
                return null;
            }

            try
            {
                var stream = new FileStream(
                    PathOf(file),
                    new FileStreamOptions
                    {
                        Access = FileAccess.Read,
                        Share = FileShare.Read | FileShare.Delete,
                        Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
                    }
                );
                _byUse.Remove(node);
                _byUse.AddFirst(node);
                return stream;
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // Somebody cleaned the folder.
                Forget(node);
                return null;
            }
        }
    }

    private void Keep(string file, ReadOnlyMemory<byte> content)
    {
        if (content.Length > Volatile.Read(ref _maxBytes) || IsBroken)
        {
            return;
        }

        try
        {
            var path = PathOf(file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var temporary = $"{path}.{Guid.NewGuid():N}.part";
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                stream.Write(content.Span);
            }

            File.Move(temporary, path, overwrite: true);
            lock (_gate)
            {
                ReadFolder();
                if (_kept.TryGetValue(file, out var old))
                {
                    Forget(old);
                }

                _kept[file] = _byUse.AddFirst((file, content.Length));
                _bytes += content.Length;
                Shrink();
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Break(fault);
        }
    }

    private void Break(Exception fault)
    {
        Volatile.Write(ref _brokenUntil, (time.GetUtcNow() + s_pause).UtcTicks);
        Log.ThumbnailsNotKept(logger, fault);
    }

    private void Shrink()
    {
        while (_bytes > _maxBytes && _byUse.Last is { } last)
        {
            Forget(last);
            try
            {
                File.Delete(PathOf(last.Value.Name));
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // It is read just now (Windows); the next start counts it again.
            }
        }
    }

    private void Forget(LinkedListNode<(string Name, long Size)> node)
    {
        _bytes -= node.Value.Size;
        _byUse.Remove(node);
        _kept.Remove(node.Value.Name);
    }

    // What an earlier process left counts too; the last written is taken for the last used.
    private void ReadFolder()
    {
        if (_isRead || IsBroken)
        {
            return;
        }

        try
        {
            var root = new DirectoryInfo(folder);
            if (!root.Exists)
            {
                _isRead = true;
                return;
            }

            // What a process that was killed left half-written.
            var old = time.GetUtcNow().UtcDateTime - s_partAge;
            foreach (var part in root.EnumerateFiles("*.part", SearchOption.AllDirectories).Where(f => f.LastWriteTimeUtc < old))
            {
                part.Delete();
            }

            foreach (
                var file in root.EnumerateFiles("*.webp", SearchOption.AllDirectories).OrderByDescending(f => f.LastWriteTimeUtc)
            )
            {
                var name = Path.GetFileNameWithoutExtension(file.Name);
                if (name.Length == 64 && _kept.TryAdd(name, new((name, file.Length))))
                {
                    _byUse.AddLast(_kept[name]);
                    _bytes += file.Length;
                }
            }

            _isRead = true;
            Shrink();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Break(fault);
        }
    }

    private string PathOf(string file) => Path.Combine(folder, file[..2], file + ".webp");
}
