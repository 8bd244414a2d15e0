using System.Runtime.CompilerServices;
using ImageTagging.Indexing;
using ImageTagging.Sqlite.Checking;
using ImageTagging.Sqlite.Querying;
using ImageTagging.Sqlite.Reading;
using ImageTagging.Sqlite.Storage;
using ImageTagging.Sqlite.Writing;

namespace ImageTagging;

/// <summary>The embedded tag index: one SQLite file that any number of processes on one machine read and write.</summary>
/// <remarks>
/// Threads may share it; whoever makes it disposes it. Writes are durable when they are acknowledged and visible at once, so
/// there is nothing to refresh. Writers take turns in transactions of at most 1,000 records and wait for each other up to
/// <see cref="SqliteIndexOptions.BusyTimeout"/>; readers never wait for writers.
/// </remarks>
public sealed class SqliteTagIndex : ITagIndex, ISelfCheckingIndex, IAsyncDisposable
{
    private readonly IndexFile _file;
    private readonly SharedCaches _shared;
    private readonly ReadLane _reads;
    private readonly WriteLane _writes;

    // The first callers wait for one opening, which may migrate the file; from then on the flag alone is looked at.
    private readonly SemaphoreSlim _opening = new(1, 1);
    private volatile bool _isReady;

    /// <summary>An index in a file, with every other option at its default.</summary>
    /// <param name="path">The file; made where it is not there.</param>
    public SqliteTagIndex(string path)
        : this(new SqliteIndexOptions { Path = path }) { }

    /// <summary>An index in a file. Nothing is opened before the first call.</summary>
    /// <exception cref="ArgumentException">An option is out of its range; the message names all that are.</exception>
    public SqliteTagIndex(SqliteIndexOptions options)
        : this(options, Schema.Steps, MergeLimits.Default, TimeProvider.System) { }

    internal SqliteTagIndex(
        SqliteIndexOptions options,
        IReadOnlyList<string> steps,
        MergeLimits limits,
        TimeProvider time,
        long? mostPages = null,
        bool isReadOnly = false
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Validate() is { Count: > 0 } faults)
        {
            throw new ArgumentException(string.Join(" ", faults), nameof(options));
        }

        _file = new IndexFile(options, steps, mostPages, isReadOnly);
        _shared = new SharedCaches(options.CacheBytes, limits.ComposeAt);
        _reads = new ReadLane(_file, _shared, options.MaxReaders);
        _writes = new WriteLane(_file, _shared, options.BusyTimeout, limits, time);
        Info = new("sqlite", _file.Path) { FindsSimilar = true };
    }

    /// <inheritdoc />
    public IndexInfo Info { get; }

    /// <summary>The work of the searches so far.</summary>
    internal SearchWork Work => _shared.Work;

    /// <inheritdoc />
    public ValueTask EnsureReadyAsync(CancellationToken cancellationToken = default) =>
        ReadyAsync(makes: true, cancellationToken);

    // Who reads makes no file.
    private ValueTask ToReadAsync(CancellationToken cancellationToken) => ReadyAsync(makes: false, cancellationToken);

    private async ValueTask ReadyAsync(bool makes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_isReady)
        {
            return;
        }

        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_isReady)
            {
                await Task.Run(() => _file.EnsureReady(makes), cancellationToken).ConfigureAwait(false);
                _isReady = true;
            }
        }
        finally
        {
            _ = _opening.Release();
        }
    }

    /// <inheritdoc />
    public ValueTask RefreshAsync(CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled(cancellationToken) : ValueTask.CompletedTask;

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<WriteResult>> WriteAsync(
        IReadOnlyList<RecordWrite> writes,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(writes);
        cancellationToken.ThrowIfCancellationRequested();
        if (writes.Count > 1 && writes.Select(w => w.Name).ToHashSet().Count < writes.Count)
        {
            throw new ArgumentException("An image is written once in a call.", nameof(writes));
        }

        if (writes.Count == 0)
        {
            return [];
        }

        await EnsureReadyAsync(cancellationToken).ConfigureAwait(false);
        return await _writes.WriteAsync(writes, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<IndexedImage> ScanAsync(
        string source,
        KeyRange range,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(source);
        await ToReadAsync(cancellationToken).ConfigureAwait(false);
        await foreach (
            var image in new Scanner(_reads, _shared).ScanAsync(source, range, cancellationToken).ConfigureAwait(false)
        )
        {
            yield return image;
        }
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<ImageRecord> ReadAllAsync(
        TagQuery? filter = null,
        ImageName? after = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        if (filter is not null)
        {
            QuerySemantics.Check(filter);
        }

        await ToReadAsync(cancellationToken).ConfigureAwait(false);
        await foreach (var record in new WholeReader(_reads).ReadAsync(filter, after, cancellationToken).ConfigureAwait(false))
        {
            yield return record;
        }
    }

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<ImageRecord?>> GetManyAsync(
        IReadOnlyList<ImageName> names,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(names);
        await ToReadAsync(cancellationToken).ConfigureAwait(false);
        return await _reads
            .RunPlainAsync(
                database =>
                {
                    var records = new RecordReader(database, _shared);
                    return names.Select(records.ByName).ToList();
                },
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async ValueTask<LabelLookup> FindLabelsAsync(
        IReadOnlyCollection<ContentId> contents,
        string tagger,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(contents);
        ArgumentNullException.ThrowIfNull(tagger);
        await ToReadAsync(cancellationToken).ConfigureAwait(false);
        return await _reads
            .RunPlainAsync(
                database =>
                {
                    var finder = new LabelFinder(database, _shared, tagger, cancellationToken);
                    return new LabelLookup([.. contents.Distinct().SelectMany(finder.Find)]);
                },
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async ValueTask<SearchResults> SearchAsync(SearchRequest request, CancellationToken cancellationToken = default)
    {
        SearchChecks.Check(request);
        await ToReadAsync(cancellationToken).ConfigureAwait(false);
        return await _reads
            .RunAsync(snapshot => new Searcher(snapshot, request, cancellationToken).Run(), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<TagCount>> CountTagsAsync(
        TagCountRequest request,
        CancellationToken cancellationToken = default
    )
    {
        SearchChecks.Check(request);
        await ToReadAsync(cancellationToken).ConfigureAwait(false);
        return await _reads
            .RunAsync(snapshot => Searcher.Count(snapshot, request, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async ValueTask<StateEntry?> ReadStateAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        await ToReadAsync(cancellationToken).ConfigureAwait(false);
        return await _reads.RunPlainAsync(database => StateTable.Read(database, name), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async ValueTask<bool> TryWriteStateAsync(StateEntry next, CancellationToken cancellationToken = default)
    {
        StateLimits.Check(next);
        await EnsureReadyAsync(cancellationToken).ConfigureAwait(false);
        var isWritten = false;
        await _writes
            .RunAsync(
                database =>
                {
                    isWritten = StateTable.TryWrite(database, next);
                    return null;
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        return isWritten;
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<StateEntry> ListStatesAsync(
        string prefix,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(prefix);
        await ToReadAsync(cancellationToken).ConfigureAwait(false);
        var entries = await _reads
            .RunPlainAsync(database => StateTable.List(database, prefix), cancellationToken)
            .ConfigureAwait(false);
        foreach (var entry in entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return entry;
        }
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<IndexFault> CheckAsync(
        bool repair,
        IProgress<long>? progress = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        await ToReadAsync(cancellationToken).ConfigureAwait(false);
        var faults = await _reads
            .RunAsync(snapshot => new SelfCheck(snapshot, progress, cancellationToken).Run(), cancellationToken)
            .ConfigureAwait(false);
        // A damaged file is none that could be derived anew from.
        var mends = repair && faults.Count > 0 && faults.TrueForAll(f => f.Code != SelfCheck.FileCode);
        if (mends)
        {
            await _writes
                .RunAsync(
                    database =>
                    {
                        new Rebuild(database, _shared, cancellationToken).Run();
                        return _shared.Reset;
                    },
                    cancellationToken
                )
                .ConfigureAwait(false);
        }

        foreach (var fault in faults)
        {
            yield return fault with
            {
                IsRepaired = mends && fault.Code != SelfCheck.NamesCode,
            };
        }
    }

    /// <summary>Closes the file. What is being written is written first; reads at work end first.</summary>
    public async ValueTask DisposeAsync()
    {
        _reads.Dispose();
        await _writes.DisposeAsync().ConfigureAwait(false);
        _opening.Dispose();
    }
}
