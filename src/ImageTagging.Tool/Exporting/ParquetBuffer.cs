namespace ImageTagging.Tool.Exporting;

/// <summary>A growing array that keeps its room when it is cleared.</summary>
internal sealed class ParquetBuffer<T>
{
    private T[] _items = new T[1_024];
    private int _count;

    public ReadOnlyMemory<T> Memory => _items.AsMemory(0, _count);

    public void Add(T item)
    {
        if (_count == _items.Length)
        {
            Array.Resize(ref _items, 2 * _count);
        }

        _items[_count++] = item;
    }

    public void Clear()
    {
        // Texts of the last row group are not to be held by the next.
        Array.Clear(_items, 0, _count);
        _count = 0;
    }
}
