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
    /// <summary>The index's facts about itself. Cheap, without I/O.</summary>
    IndexInfo Info { get; }

    /// <summary>Creates what is missing and checks that this version may read and write it. Idempotent; safe from several processes at once.</summary>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>Ends when the index may be read and written.</returns>
    ValueTask EnsureReadyAsync(CancellationToken cancellationToken = default);

    /// <summary>Makes every acknowledged write visible to scans, searches and look-ups that start afterwards.</summary>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>Ends when the writes are visible.</returns>
    ValueTask RefreshAsync(CancellationToken cancellationToken = default);

    /// <summary>Carries out writes, each under its own condition; results come in the order of the writes. Written means durable.</summary>
    /// <param name="writes">At most one for each image; any number, the engine splits them.</param>
    /// <param name="cancellationToken">Ends the wait; writes already sent may still happen.</param>
    /// <returns>A result for each write, in their order.</returns>
    ValueTask<IReadOnlyList<WriteResult>> WriteAsync(
        IReadOnlyList<RecordWrite> writes,
        CancellationToken cancellationToken = default
    );

    /// <summary>Reads the records of a source and range, gone ones too, light and in strict key order. No snapshot: see the architecture page.</summary>
    /// <param name="source">The source's name.</param>
    /// <param name="range">The keys to read.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>The records in strict key order; read page by page.</returns>
    IAsyncEnumerable<IndexedImage> ScanAsync(string source, KeyRange range, CancellationToken cancellationToken = default);

    /// <summary>Reads whole records by source, then key, strictly behind <paramref name="after"/>; gone ones only where the filter mentions them, all where there is no filter.</summary>
    /// <param name="filter">Which records; null for all, gone ones too.</param>
    /// <param name="after">Where to go on; null for the start.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>The records by source, then key; read page by page.</returns>
    IAsyncEnumerable<ImageRecord> ReadAllAsync(
        TagQuery? filter = null,
        ImageName? after = null,
        CancellationToken cancellationToken = default
    );

    /// <summary>Reads records by name, null where there is none, in the order asked. Sees every acknowledged write, refreshed or not.</summary>
    /// <param name="names">The images; any number, the engine splits them.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>A record or null for each name, in their order.</returns>
    ValueTask<IReadOnlyList<ImageRecord?>> GetManyAsync(
        IReadOnlyList<ImageName> names,
        CancellationToken cancellationToken = default
    );

    /// <summary>
    /// Finds records, gone ones too, that hold (<see cref="ImageRecord.Contents"/>) or held (<see cref="ImageRecord.Previous"/>)
    /// any of the contents with an answer of the tagger that may serve others (<see cref="TaggerState.IsListedContent"/>):
    /// for each content up to 8 different fingerprints, current holders before former ones, records that are there before gone ones.
    /// </summary>
    /// <param name="contents">The contents.</param>
    /// <param name="tagger">The tagger's name.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>The matches, in no order beyond what is said above.</returns>
    ValueTask<LabelLookup> FindLabelsAsync(
        IReadOnlyCollection<ContentId> contents,
        string tagger,
        CancellationToken cancellationToken = default
    );

    /// <summary>Searches. Aliases and parents must have been rewritten before.</summary>
    /// <param name="request">What is searched for, in its normal form.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>A page of hits, with facets where they were asked for.</returns>
    /// <exception cref="ImageTaggingException">The cursor belongs to another query (code <c>CursorMismatch</c>).</exception>
    ValueTask<SearchResults> SearchAsync(SearchRequest request, CancellationToken cancellationToken = default);

    /// <summary>Counts the values of a field, exactly, over the records that a query finds.</summary>
    /// <param name="request">Which field, over which records.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>The values with their counts, the most frequent first.</returns>
    ValueTask<IReadOnlyList<TagCount>> CountTagsAsync(TagCountRequest request, CancellationToken cancellationToken = default);

    /// <summary>Reads a state entry; null where there is none. Sees every acknowledged write.</summary>
    /// <param name="name">The entry's name.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>The entry; null where there is none.</returns>
    ValueTask<StateEntry?> ReadStateAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Writes or deletes a state entry where its token still holds (compare and swap); false where it does not.</summary>
    /// <param name="next">The entry as it is to be, with the token that was read; without a value it is deleted.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>Whether the token still held, and the entry was written.</returns>
    ValueTask<bool> TryWriteStateAsync(StateEntry next, CancellationToken cancellationToken = default);

    /// <summary>Lists the state entries whose names start with a prefix, by name.</summary>
    /// <param name="prefix">What the names start with; empty for all.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>The entries by name.</returns>
    IAsyncEnumerable<StateEntry> ListStatesAsync(string prefix, CancellationToken cancellationToken = default);
}
