using System.Runtime.InteropServices;
using ImageTagging.FileSystem;

namespace ImageTagging.Planning;

/// <summary>The contents that appeared under new keys or changed ones: what tells a move from a removal.</summary>
/// <remarks>64-bit hashes in a temporary file. Threads may add together; reading comes after the last addition.</remarks>
internal sealed class AppearedContents : IAsyncDisposable
{
    private const int Chunk = 4 << 20;

    // One file, several ranges and workers: a hash and its count go in together, or a reader would run past the end.
    private readonly Lock _lock = new();
    private FileStream? _file;
    private long _count;

    /// <summary>True if there are none.</summary>
    public bool IsEmpty => Volatile.Read(ref _count) == 0;

    /// <summary>Adds what a picture is known to hold.</summary>
    /// <param name="contents">What it holds.</param>
    /// <param name="told">What was added of it before; null for nothing.</param>
    public void Add(IReadOnlyList<ContentId> contents, IReadOnlyList<ContentId>? told = null)
    {
        lock (_lock)
        {
            foreach (var content in contents.Where(c => told?.Contains(c) is not true))
            {
                var hash = Hash(content);
                _file ??= TemporaryFile.Create();
                _file.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<ulong>(ref hash)));
                _count++;
            }
        }
    }

    /// <summary>The hashes and how many pictures each came with, in parts of bounded size; one, unless there are millions.</summary>
    public IEnumerable<Dictionary<ulong, int>> ReadChunks()
    {
        if (_file is null)
        {
            yield break;
        }

        _file.Flush();
        _file.Position = 0;
        var buffer = new byte[8];
        for (var left = _count; left > 0; )
        {
            var part = new Dictionary<ulong, int>();
            for (; left > 0 && part.Count < Chunk; left--)
            {
                _file.ReadExactly(buffer);
                CollectionsMarshal.GetValueRefOrAddDefault(part, MemoryMarshal.Read<ulong>(buffer), out _)++;
            }

            yield return part;
        }
    }

    /// <summary>FNV-1a over the id's text.</summary>
    public static ulong Hash(ContentId content)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in content.Text)
        {
            hash = (hash ^ c) * 1099511628211UL;
        }

        return hash;
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _file?.DisposeAsync() ?? ValueTask.CompletedTask;
}
