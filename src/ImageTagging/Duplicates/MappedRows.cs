using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ImageTagging.FileSystem;

namespace ImageTagging.Duplicates;

/// <summary>
/// Rows of one size in a temporary file that is mapped into memory: however many there are, they take none of the process's own memory, and
/// the system keeps as many of their pages as it has room for.
/// </summary>
/// <remarks>One thread adds rows, maps them, and then reads and changes them.</remarks>
internal sealed unsafe class MappedRows<T> : IDisposable
    where T : unmanaged
{
    private readonly FileStream _file = TemporaryFile.Create();
    private MemoryMappedFile? _map;
    private MemoryMappedViewAccessor? _view;
    private T* _rows;

    /// <summary>How many rows there are.</summary>
    public int Count { get; private set; }

    /// <summary>Rows by their number, mapped.</summary>
    public static MappedRows<T> Of(int count, Func<int, T> row)
    {
        var rows = new MappedRows<T>();
        try
        {
            for (var i = 0; i < count; i++)
            {
                rows.Add(row(i));
            }

            rows.Map();
            return rows;
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }

    /// <summary>Adds a row, before they are mapped.</summary>
    /// <exception cref="IOException">The disk is full. Every row is written before it is mapped: a page without a place on disk would end the process.</exception>
    public void Add(in T row)
    {
        _file.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in row)));
        Count++;
    }

    /// <summary>Maps what was added.</summary>
    public void Map()
    {
        _file.Flush();
        if (Count == 0)
        {
            return;
        }

        _map = MemoryMappedFile.CreateFromFile(
            _file,
            mapName: null,
            capacity: 0,
            MemoryMappedFileAccess.ReadWrite,
            HandleInheritability.None,
            leaveOpen: true
        );
        _view = _map.CreateViewAccessor();
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _rows = (T*)(start + _view.PointerOffset);
    }

    /// <summary>A mapped row.</summary>
    public ref T this[int number]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if (_rows == null || (uint)number >= (uint)Count)
            {
                throw new ArgumentOutOfRangeException(nameof(number));
            }

            return ref _rows[number];
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (_rows != null)
        {
            _rows = null;
            _view!.SafeMemoryMappedViewHandle.ReleasePointer();
        }

        _view?.Dispose();
        _map?.Dispose();
        _file.Dispose();
    }
}
