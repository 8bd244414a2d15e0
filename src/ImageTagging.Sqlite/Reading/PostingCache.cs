using System.Collections.Concurrent;
using ImageTagging.Sqlite.Postings;

namespace ImageTagging.Sqlite.Reading;

/// <summary>Postings that were read, each with the transaction up to which it holds all changes; bounded in bytes.</summary>
/// <remarks>
/// Which go is left to chance. A facet walks the same terms in the same order each time: where they are a little more than
/// there is room for, the least recently used is always the next that is wanted, and nothing would be found again.
/// </remarks>
internal sealed class PostingCache(long mostBytes)
{
    private readonly ConcurrentDictionary<long, Entry> _entries = new();

    // Entries and their bytes change together. Finding needs no lock: an entry is whole, and true for the transactions it names.
    private readonly Lock _gate = new();
    private long _bytes;
    private uint _turn;

    /// <summary>A posting that a state's changes can be laid over; null where there is none.</summary>
    public Posting? Find(long id, IndexState state, out long merged)
    {
        if (_entries.TryGetValue(id, out var entry) && entry.Merged >= state.Floor && entry.Merged <= state.Sequence)
        {
            merged = entry.Merged;
            return entry.Posting;
        }

        merged = 0;
        return null;
    }

    public void Add(long id, Posting posting, long merged)
    {
        var entry = new Entry(posting, merged);
        lock (_gate)
        {
            if (_entries.TryGetValue(id, out var old))
            {
                if (old.Merged >= merged)
                {
                    return;
                }

                _bytes -= old.Posting.Bytes;
            }

            _entries[id] = entry;
            _bytes += posting.Bytes;
            if (_bytes > mostBytes)
            {
                Shrink();
            }
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _entries.Clear();
            _bytes = 0;
        }
    }

    // About a quarter, each time others.
    private void Shrink()
    {
        while (_bytes > mostBytes * 7 / 8)
        {
            _turn++;
            foreach (var (id, entry) in _entries)
            {
                if ((uint)(((ulong)id * 0x9E37_79B9_7F4A_7C15 + _turn * 0xD1B5_4A32_D192_ED03) >> 32) % 4 == 0)
                {
                    _ = _entries.TryRemove(id, out _);
                    _bytes -= entry.Posting.Bytes;
                }
            }
        }
    }

    private sealed record Entry(Posting Posting, long Merged);
}
