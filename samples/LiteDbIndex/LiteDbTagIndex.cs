using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using ImageTagging;
using ImageTagging.Indexing;
using LiteDB;

namespace LiteDbIndex;

/// <summary>A tag index in a LiteDB file, written with <c>ImageTagging.Indexing</c> alone: for some ten thousand pictures, as a search looks at every record.</summary>
/// <remarks>Threads may share it; LiteDB opens a file for one process at a time. LiteDB knows no asynchronous calls, so every call here is done when it returns.</remarks>
/// <param name="path">The file; made where it is missing.</param>
public sealed class LiteDbTagIndex(string path) : ITagIndex, IDisposable
{
    // LiteDB compares texts as a language does, unless it is told not to.
    private readonly LiteDatabase _database = new(new ConnectionString { Filename = path, Collation = Collation.Binary });

    // A condition is read and its write is carried out as one.
    private readonly Lock _lock = new();

    /// <inheritdoc />
    public IndexInfo Info { get; } = new("litedb", path) { FindsSimilar = true };

    private ILiteCollection<BsonDocument> Records => _database.GetCollection("records");

    private ILiteCollection<BsonDocument> States => _database.GetCollection("states");

    /// <inheritdoc />
    public ValueTask EnsureReadyAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc />
    public ValueTask RefreshAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<WriteResult>> WriteAsync(
        IReadOnlyList<RecordWrite> writes,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(writes);
        cancellationToken.ThrowIfCancellationRequested();
        if (writes.DistinctBy(w => w.Name).Count() != writes.Count)
        {
            throw new ArgumentException("One call writes an image at most once.", nameof(writes));
        }

        lock (_lock)
        {
            // All or nothing reaches the file: what is answered as written is durable.
            _database.BeginTrans();
            try
            {
                var results = writes.Select(Write).ToArray();
                _database.Commit();
                return new(results);
            }
            catch
            {
                _database.Rollback();
                throw;
            }
        }
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<IndexedImage> ScanAsync(
        string source,
        KeyRange range,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(source);
        var stamps = new Dictionary<string, RecordStamp>(StringComparer.Ordinal);
        foreach (var record in All().Where(r => r.Source == source && range.Contains(r.Key)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            // A planner keeps what it reads: equal stamps are one instance.
            var stamp = record.Stamp;
            stamp = stamps.TryAdd(stamp.Text, stamp) ? stamp : stamps[stamp.Text];
            yield return new()
            {
                Key = record.Key,
                Size = record.Size,
                ModifiedAt = record.ModifiedAt,
                Version = record.Version,
                ListedAt = record.ListedAt,
                Stamp = stamp,
                DueAt = record.DueAt,
                GoneAt = record.GoneAt,
            };
        }

        cancellationToken.ThrowIfCancellationRequested();
        await ValueTask.CompletedTask;
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

        foreach (var record in All())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (
                (after is not { } end || record.Name.CompareTo(end) > 0)
                && (filter is null || QuerySemantics.Finds(filter, record))
            )
            {
                yield return record;
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        await ValueTask.CompletedTask;
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<ImageRecord?>> GetManyAsync(
        IReadOnlyList<ImageName> names,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(names);
        cancellationToken.ThrowIfCancellationRequested();
        return new([.. names.Select(n => Records.FindById(IdOf(n)) is { } found ? Read(found) : null)]);
    }

    /// <inheritdoc />
    public ValueTask<LabelLookup> FindLabelsAsync(
        IReadOnlyCollection<ContentId> contents,
        string tagger,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(contents);
        ArgumentNullException.ThrowIfNull(tagger);
        cancellationToken.ThrowIfCancellationRequested();
        var records = All();
        return new(
            new LabelLookup([
                .. contents.Distinct().SelectMany(c => LabelMatches.Best(records.SelectMany(r => LabelMatches.Of(c, tagger, r)))),
            ])
        );
    }

    /// <inheritdoc />
    public ValueTask<SearchResults> SearchAsync(SearchRequest request, CancellationToken cancellationToken = default)
    {
        SearchChecks.Check(request);
        cancellationToken.ThrowIfCancellationRequested();
        return new(FullSearch.Run(request, All()));
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<TagCount>> CountTagsAsync(
        TagCountRequest request,
        CancellationToken cancellationToken = default
    )
    {
        SearchChecks.Check(request);
        cancellationToken.ThrowIfCancellationRequested();
        return new(FullSearch.Count(request, All()));
    }

    /// <inheritdoc />
    public ValueTask<StateEntry?> ReadStateAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        cancellationToken.ThrowIfCancellationRequested();
        return new(States.FindById(name) is { } found ? EntryOf(found) : null);
    }

    /// <inheritdoc />
    public ValueTask<bool> TryWriteStateAsync(StateEntry next, CancellationToken cancellationToken = default)
    {
        StateLimits.Check(next);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var stored = States.FindById(next.Name)?["token"].AsString;
            if (!string.Equals(stored, next.Token, StringComparison.Ordinal))
            {
                return new(false);
            }

            if (next.Value is null)
            {
                States.Delete(next.Name);
            }
            else
            {
                States.Upsert(
                    new BsonDocument
                    {
                        ["_id"] = next.Name,
                        ["value"] = next.Value,
                        ["token"] = NewToken(),
                    }
                );
            }

            return new(true);
        }
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<StateEntry> ListStatesAsync(
        string prefix,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(prefix);
        cancellationToken.ThrowIfCancellationRequested();
        var found = States.FindAll().Select(EntryOf).Where(e => e.Name.StartsWith(prefix, StringComparison.Ordinal));
        foreach (var entry in found.OrderBy(e => e.Name, KeyOrder.Instance).ToArray())
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return entry;
        }

        await ValueTask.CompletedTask;
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _database.Dispose();

    private WriteResult Write(RecordWrite write)
    {
        var id = IdOf(write.Name);
        if (!string.Equals(Records.FindById(id)?["token"].AsString, write.Token, StringComparison.Ordinal))
        {
            return WriteResult.Conflict();
        }

        if (write.Record is null)
        {
            Records.Delete(id);
            return WriteResult.Written(token: null);
        }

        var token = NewToken();
        Records.Upsert(
            new BsonDocument
            {
                ["_id"] = id,
                ["token"] = token,
                ["record"] = RecordJson.Serialize(write.Record),
            }
        );
        return WriteResult.Written(token);
    }

    // Sources are compared in the order of the keys' UTF-8 bytes, in which no LiteDB index is.
    private ImageRecord[] All() => [.. Records.FindAll().Select(Read).OrderBy(r => r.Name)];

    private static ImageRecord Read(BsonDocument stored) =>
        RecordJson.Deserialize(stored["record"].AsBinary) with
        {
            Token = stored["token"].AsString,
        };

    private static StateEntry EntryOf(BsonDocument stored) =>
        new()
        {
            Name = stored["_id"].AsString,
            Value = stored["value"].AsString,
            Token = stored["token"].AsString,
        };

    // Keys may be longer than what LiteDB takes as an id.
    private static byte[] IdOf(ImageName name) => SHA256.HashData(Encoding.UTF8.GetBytes($"{name.Source}\0{name.Key}"));

    // A token is never used twice, not even for a record that was deleted and made again.
    private static string NewToken() => Guid.NewGuid().ToString("N");
}
