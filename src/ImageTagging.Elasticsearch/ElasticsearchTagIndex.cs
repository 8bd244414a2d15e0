using System.Runtime.CompilerServices;
using ImageTagging.Elasticsearch.Calls;
using ImageTagging.Elasticsearch.Indices;
using ImageTagging.Elasticsearch.Migrating;
using ImageTagging.Elasticsearch.Reading;
using ImageTagging.Elasticsearch.Searching;
using ImageTagging.Elasticsearch.States;
using ImageTagging.Elasticsearch.Transport;
using ImageTagging.Elasticsearch.Writing;
using ImageTagging.Indexing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageTagging.Elasticsearch;

/// <summary>A tag index in Elasticsearch 8–9 or OpenSearch 2–3.</summary>
/// <remarks>
/// Threads and processes share it. Dispose it to close its connections; a transport of the host's own stays open.
/// Writes are acknowledged when the server has them on disk (<c>index.translog.durability: request</c>).
/// </remarks>
public sealed class ElasticsearchTagIndex : ITagIndex, ISelfCheckingIndex, IDisposable
{
    // A page of pictures is what somebody looks at; more are read by runs, imports and the like.
    private const int MostOfPerson = 100;

    private readonly ElasticsearchIndexOptions _options;
    private readonly IndexNames _names;
    private readonly SearchClient _client;
    private readonly IndexInfo _info;
    private readonly IndexSetup _setup;
    private readonly VectorFields _vectors;
    private readonly RecordFetch _fetch;
    private readonly BulkWriter _writer;
    private readonly RecordPages _pages;
    private readonly Searcher _searcher;
    private readonly StateStore _states;
    private readonly LabelFinder _labels;
    private readonly SearchTransport _transport;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private volatile IndexSetup.Ready? _ready;

    /// <summary>An index as the options say. No I/O before the first call.</summary>
    /// <param name="options">Where it is, and how to log in.</param>
    /// <param name="logger">For operators; null for none.</param>
    /// <param name="timeProvider">The clock of time-outs and retries; null for the system's.</param>
    /// <exception cref="ArgumentException">The options have faults; all are reported.</exception>
    public ElasticsearchTagIndex(
        ElasticsearchIndexOptions options,
        ILogger<ElasticsearchTagIndex>? logger = null,
        TimeProvider? timeProvider = null
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Validate() is { Count: > 0 } faults)
        {
            throw new ArgumentException(
                string.Join(' ', faults.Select(f => nameof(ElasticsearchIndexOptions) + "." + f)),
                nameof(options)
            );
        }

        _options = options;
        _logger = logger ?? (ILogger)NullLogger.Instance;
        _time = timeProvider ?? TimeProvider.System;
        _transport = SearchTransport.Create(options, _time);
        _names = new(options.IndexName);
        _client = new(_transport, options, _time, _logger);
        _setup = new(_client, options, _names, _logger);
        _fetch = new(_client, _names);
        _vectors = new(_client, _logger);
        _writer = new(new(_client, _setup, new(_fetch, _vectors), _logger), _names, _vectors, options, _time, _logger);
        _pages = new(_client, options, _logger);
        _states = new(_client, _setup, _names);
        _labels = new(_client, _names);
        _info = new("elasticsearch", $"{_client.Transport.Address}/{_names.Alias}");
        _searcher = new(_client, _names, _vectors);
    }

    /// <inheritdoc />
    /// <remarks><see cref="IndexInfo.FindsSimilar"/> is true until the server was asked which one it is.</remarks>
    public IndexInfo Info => _info with { FindsSimilar = _vectors.AreKept };

    /// <inheritdoc />
    public async ValueTask EnsureReadyAsync(CancellationToken cancellationToken = default) =>
        _ = await EnsureAsync(_options.CreatesIndex, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    public async ValueTask RefreshAsync(CancellationToken cancellationToken = default)
    {
        using var answer = await _client
            .SendAsync(new(HttpMethod.Post, IndexNames.Escape(_names.Alias) + "/_refresh"), cancellationToken, retryFor: null)
            .ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<WriteResult>> WriteAsync(
        IReadOnlyList<RecordWrite> writes,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(writes);
        if (writes.Count == 0)
        {
            return [];
        }

        var names = new HashSet<ImageName>(writes.Count);
        if (writes.FirstOrDefault(w => !names.Add(w.Name)) is { } twice)
        {
            throw new ArgumentException($"There are two writes for the image {twice.Name.Id}.", nameof(writes));
        }

        var ready = await ReadyToWriteAsync(cancellationToken).ConfigureAwait(false);
        if (ready.IsNewer)
        {
            throw new ImageTaggingException(
                $"The index '{_names.Alias}' is of a newer version ({ready.Concrete}); this one reads it and does not write. Update ImageTagging.Elasticsearch."
            )
            {
                Code = ErrorCodes.NewerSchema,
            };
        }

        await _vectors
            .MapAsync(ready.Concrete, writes.Select(w => w.Record).OfType<ImageRecord>(), cancellationToken)
            .ConfigureAwait(false);
        return await _writer.WriteAsync(writes, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<IndexedImage> ScanAsync(
        string source,
        KeyRange range,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var ready = await ReadyAsync(cancellationToken).ConfigureAwait(false);
        var images = _pages.ScanAsync(_names.Alias, ready.Flavour, source, range, cancellationToken);
        await foreach (var image in images.ConfigureAwait(false))
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

        var ready = await ReadyAsync(cancellationToken).ConfigureAwait(false);
        var records = _pages.ReadAllAsync(_names.Alias, ready.Flavour, filter, after, cancellationToken);
        await foreach (var record in records.ConfigureAwait(false))
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
        return await _fetch.GetManyAsync(names, names.Count <= MostOfPerson, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async ValueTask<LabelLookup> FindLabelsAsync(
        IReadOnlyCollection<ContentId> contents,
        string tagger,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(contents);
        return await _labels.FindAsync(contents, tagger, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async ValueTask<SearchResults> SearchAsync(SearchRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.SimilarTo is not null)
        {
            _ = await ReadyAsync(cancellationToken).ConfigureAwait(false);
            SearchChecks.WantSimilarity(Info);
        }

        return await _searcher.SearchAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<TagCount>> CountTagsAsync(
        TagCountRequest request,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        return await _searcher.CountAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async ValueTask<StateEntry?> ReadStateAsync(string name, CancellationToken cancellationToken = default) =>
        await _states.ReadAsync(name, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    public async ValueTask<bool> TryWriteStateAsync(StateEntry next, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(next);
        return await _states.TryWriteAsync(next, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public IAsyncEnumerable<StateEntry> ListStatesAsync(string prefix, CancellationToken cancellationToken = default) =>
        _states.ListAsync(prefix, cancellationToken);

    /// <inheritdoc />
    /// <remarks>Holds what searches read of each document (tags, bands, categories, status and the like) against the record in it.</remarks>
    public async IAsyncEnumerable<IndexFault> CheckAsync(
        bool repair,
        IProgress<long>? progress = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var ready = await ReadyAsync(cancellationToken).ConfigureAwait(false);
        var check = new DocumentCheck(_client, _names.Alias, ready.Flavour, _vectors, _logger);
        await foreach (var (record, fault) in check.CheckAsync(progress, cancellationToken).ConfigureAwait(false))
        {
            var isRepaired = false;
            if (repair && record is not null)
            {
                // On a conflict somebody wrote it anew meanwhile, whole.
                var written = await WriteAsync([RecordWrite.Replace(record, record.Token!)], cancellationToken)
                    .ConfigureAwait(false);
                isRepaired = written[0].Outcome is WriteOutcome.Written or WriteOutcome.Conflict;
            }

            yield return fault with
            {
                IsRepaired = isRepaired,
            };
        }
    }

    /// <summary>
    /// Moves all records into a new index with this version's mapping: blocks writes on the old one (searches go on), copies
    /// in key order, switches the alias, deletes the old one. Called again after it was ended, it goes on where it stood.
    /// </summary>
    /// <param name="progress">Told the number of records copied so far; null for nobody.</param>
    /// <param name="cancellationToken">Ends it; writes stay blocked until it is called again or abandoned.</param>
    /// <returns>How many records were copied.</returns>
    /// <exception cref="ImageTaggingException">Another migration of it is under way (code <c>Migrating</c>).</exception>
    public async ValueTask<long> MigrateAsync(IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        var migration = new IndexMigration(_client, _setup, _names, _vectors, _options, _logger);
        var copied = await Lock().RunAsync(token => migration.RunAsync(progress, token), cancellationToken).ConfigureAwait(false);
        _ready = null;
        return copied;
    }

    /// <summary>Counts the records of the index, gone ones too, whatever version made it: as many as <see cref="MigrateAsync"/> copies.</summary>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>How many there are.</returns>
    /// <exception cref="ImageTaggingException">There is no such index, or the server does not answer.</exception>
    public async ValueTask<long> CountRecordsAsync(CancellationToken cancellationToken = default) =>
        await new IndexMigration(_client, _setup, _names, _vectors, _options, _logger)
            .CountAsync(cancellationToken)
            .ConfigureAwait(false);

    /// <summary>Gives a migration up that was ended halfway: deletes the half copy and lets writes go on.</summary>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="ImageTaggingException">It is still under way (code <c>Migrating</c>).</exception>
    public async ValueTask<bool> AbandonMigrationAsync(CancellationToken cancellationToken = default) =>
        await Lock()
            .RunAsync(new IndexMigration(_client, _setup, _names, _vectors, _options, _logger).AbandonAsync, cancellationToken)
            .ConfigureAwait(false);

    private MigrationLock Lock() => new(this, _names.Alias, _time, _logger);

    /// <summary>The settings that the index has otherwise than the options ask for: its shards and replicas are those it was created with.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>A sentence for each difference; none where the index is missing, or nobody asked for anything.</returns>
    public async ValueTask<IReadOnlyList<string>> FindDifferentSettingsAsync(CancellationToken cancellationToken = default) =>
        await _setup.FindAsync(cancellationToken, _options.InteractiveRetryFor).ConfigureAwait(false) is { } found
            ? [.. found.Differences(_options)]
            : [];

    /// <summary>Closes the connections that are the index's own.</summary>
    public void Dispose()
    {
        _writer.Dispose();
        _vectors.Dispose();
        _transport.Dispose();
    }

    // A host may search an index that it has not made ready; reading creates nothing.
    private async ValueTask<IndexSetup.Ready> ReadyAsync(CancellationToken cancellationToken) =>
        _ready ?? await EnsureAsync(mayChange: false, cancellationToken).ConfigureAwait(false);

    private async ValueTask<IndexSetup.Ready> ReadyToWriteAsync(CancellationToken cancellationToken) =>
        _ready is { MayBeWritten: true } or { IsNewer: true }
            ? _ready
            : await EnsureAsync(_options.CreatesIndex, cancellationToken).ConfigureAwait(false);

    private async Task<IndexSetup.Ready> EnsureAsync(bool mayChange, CancellationToken cancellationToken)
    {
        var ready = await _setup.EnsureAsync(mayChange, _ready, cancellationToken).ConfigureAwait(false);
        _vectors.Know(ready.Server);
        return _ready = ready;
    }
}
