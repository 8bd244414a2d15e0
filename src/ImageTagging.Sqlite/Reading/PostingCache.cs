using System.Collections.Concurrent;
using ImageTagging.Sqlite.Postings;

namespace ImageTagging.Sqlite.Reading;

/// <summary>Postings that were read, each with the transaction up to which it holds all changes; bounded in bytes, the least recently used go first.</summary>
internal sealed class PostingCache(long mostBytes)
{
    private readonly ConcurrentDictionary<long, Entry> _entries = new();
    private readonly Lock _gate = new();
    private long _bytes;
    private long _clock;

    /// <summary>A posting that a state's changes can be laid over; null where there is none.</summary>
    public Posting? Find(long id, IndexState state, out long merged)
    {
        if (_entries.TryGetValue(id, out var entry) && entry.Merged >= state.Floor && entry.Merged <= state.Sequence)
        {
            entry.Used = Interlocked.Increment(ref _clock);
            merged = entry.Merged;
            return entry.Posting;
        }

        merged = 0;
        return null;
    }

    public void Add(long id, Posting posting, long merged)
    {
        var entry = new Entry(posting, merged) { Used = Interlocked.Increment(ref _clock) };
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

    private void Shrink()
    {
        var byUse = _entries.OrderBy(e => e.Value.Used).ToArray();
        foreach (var (id, entry) in byUse)
        {
            if (_bytes <= mostBytes * 3 / 4)
            {
                break;
            }

            _ = _entries.TryRemove(id, out _);
            _bytes -= entry.Posting.Bytes;
        }
    }

    private sealed class Entry(Posting posting, long merged)
    {
        public Posting Posting => posting;

        public long Merged => merged;

        public long Used { get; set; }
    }
}
