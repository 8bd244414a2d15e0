namespace ImageTagging;

/// <summary>Keeps and finds tagged images: one contract for every engine, held by one conformance suite.</summary>
/// <remarks>
/// Threads and processes may share an index. A fault of the whole index throws <see cref="ImageTaggingException"/>
/// (<see cref="FailureKind.SetUp"/>, or <see cref="FailureKind.Transient"/> where it may pass); a fault of one record is its <see cref="WriteResult"/>.
/// Reading makes nothing: where there is no index, whatever reads throws the code <c>NoIndex</c>, until
/// <see cref="EnsureReadyAsync"/> or a write has made it.
/// </remarks>
public interface ITagIndex
{
    /// <summary>What the index says of itself. Cheap, without I/O.</summary>
    IndexInfo Info { get; }

    /// <summary>Creates what is missing and checks that this version may read and write it. Idempotent; safe from several processes at once.</summary>
    ValueTask EnsureReadyAsync(CancellationToken cancellationToken = default);

    /// <summary>Makes every acknowledged write visible to scans, searches and look-ups that start afterwards.</summary>
    ValueTask RefreshAsync(CancellationToken cancellationToken = default);

    /// <summary>Carries out writes, each under its own condition; results come in the order of the writes. Written means durable.</summary>
    /// <param name="writes">At most one for each image; any number, the engine splits them.</param>
    /// <param name="cancellationToken">Ends the wait; writes already sent may still happen.</param>
    ValueTask<IReadOnlyList<WriteResult>> WriteAsync(
        IReadOnlyList<RecordWrite> writes,
        CancellationToken cancellationToken = default
    );

    /// <summary>Reads the records of a source and range, gone ones too, light and in strict key order. No snapshot: see the architecture page.</summary>
    IAsyncEnumerable<IndexedImage> ScanAsync(string source, KeyRange range, CancellationToken cancellationToken = default);

    /// <summary>Reads whole records by source, then key, strictly behind <paramref name="after"/>; gone ones only where the filter mentions them, all where there is no filter.</summary>
    IAsyncEnumerable<ImageRecord> ReadAllAsync(
        TagQuery? filter = null,
        ImageName? after = null,
        CancellationToken cancellationToken = default
    );

    /// <summary>Reads records by name, null where there is none, in the order asked. Sees every acknowledged write, refreshed or not.</summary>
    ValueTask<IReadOnlyList<ImageRecord?>> GetManyAsync(
        IReadOnlyList<ImageName> names,
        CancellationToken cancellationToken = default
    );

    /// <summary>
    /// Finds records, gone ones too, that hold (<see cref="ImageRecord.Contents"/>) or held (<see cref="ImageRecord.Previous"/>)
    /// any of the contents with an answer of the tagger that may serve others (<see cref="TaggerState.IsListedContent"/>):
    /// for each content up to 8 different fingerprints, current holders before former ones, records that are there before gone ones.
    /// </summary>
    ValueTask<LabelLookup> FindLabelsAsync(
        IReadOnlyCollection<ContentId> contents,
        string tagger,
        CancellationToken cancellationToken = default
    );

    /// <summary>Searches. Aliases and parents must have been rewritten before.</summary>
    /// <exception cref="ImageTaggingException">The cursor belongs to another query (code <c>CursorMismatch</c>).</exception>
    ValueTask<SearchResults> SearchAsync(SearchRequest request, CancellationToken cancellationToken = default);

    /// <summary>Counts the values of a field, exactly, over the records that a query finds.</summary>
    ValueTask<IReadOnlyList<TagCount>> CountTagsAsync(TagCountRequest request, CancellationToken cancellationToken = default);

    /// <summary>Reads a state entry; null where there is none. Sees every acknowledged write.</summary>
    ValueTask<StateEntry?> ReadStateAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Writes or deletes a state entry where its token still holds (compare and swap); false where it does not.</summary>
    ValueTask<bool> TryWriteStateAsync(StateEntry next, CancellationToken cancellationToken = default);

    /// <summary>Lists the state entries whose names start with a prefix, by name.</summary>
    IAsyncEnumerable<StateEntry> ListStatesAsync(string prefix, CancellationToken cancellationToken = default);
}
