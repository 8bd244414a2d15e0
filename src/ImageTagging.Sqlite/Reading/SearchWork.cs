namespace ImageTagging.Sqlite.Reading;

/// <summary>The work of the searches of one open index, in all: it tells their growth where times would tell the machine's.</summary>
internal sealed class SearchWork
{
    private long _postingsRead;
    private long _chunksCounted;
    private long _recordsCounted;
    private long _slotsScored;

    /// <summary>Postings, or chunks of them, that were read from the file and decoded.</summary>
    public long PostingsRead => Interlocked.Read(ref _postingsRead);

    /// <summary>Chunks of terms that were counted for facets.</summary>
    public long ChunksCounted => Interlocked.Read(ref _chunksCounted);

    /// <summary>Records whose own terms were counted for facets.</summary>
    public long RecordsCounted => Interlocked.Read(ref _recordsCounted);

    /// <summary>Slots whose score was computed.</summary>
    public long SlotsScored => Interlocked.Read(ref _slotsScored);

    public void Decoded() => Interlocked.Increment(ref _postingsRead);

    public void Counted(int chunks) => Interlocked.Add(ref _chunksCounted, chunks);

    public void Read(int records) => Interlocked.Add(ref _recordsCounted, records);

    public void Scored(int slots) => Interlocked.Add(ref _slotsScored, slots);
}
