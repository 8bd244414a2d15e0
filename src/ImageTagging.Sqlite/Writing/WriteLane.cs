using ImageTagging.Retry;
using ImageTagging.Sqlite.Reading;
using ImageTagging.Sqlite.Storage;

namespace ImageTagging.Sqlite.Writing;

/// <summary>The one connection of this process that writes: one transaction at a time, in turns with other processes.</summary>
internal sealed class WriteLane(IndexFile file, SharedCaches shared, TimeSpan mostWait, MergeLimits limits, TimeProvider time)
    : IAsyncDisposable
{
    /// <summary>The most records of one transaction, so that others' turns come soon.</summary>
    public const int MostRecords = 1_000;

    // What is left then waits for the next writer: whoever closes must not wait long.
    private static readonly TimeSpan s_mostSettling = TimeSpan.FromSeconds(3);

    // Uneven, so that waiting processes do not keep step.
    private static readonly Backoff s_busy = new(TimeSpan.FromMilliseconds(4), TimeSpan.FromMilliseconds(20));

    // SQLite has one writer at a time: tasks of this process wait here without a thread, processes for the file's lock.
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Checkpointer _checkpointer = new(file, limits.LogBytes);
    private readonly RecordNumbers _numbers = new(shared);
    private readonly RowBuffers _buffers = new();
    private Database? _database;
    private BatchWriter? _writer;
    private bool _isClosed;

    public async Task<IReadOnlyList<WriteResult>> WriteAsync(IReadOnlyList<RecordWrite> writes, CancellationToken cancellation)
    {
        var results = new WriteResult[writes.Count];
        // The next transaction's records are encoded while this one's are written.
        var next = PrepareAsync(writes, 0, cancellation);
        for (var start = 0; start < writes.Count; start += MostRecords)
        {
            var batch = await next.ConfigureAwait(false);
            next = PrepareAsync(writes, start + MostRecords, cancellation);
            await RunAsync(database => Writer(database).Run(batch, results), cancellation).ConfigureAwait(false);
            batch.Return(_buffers);
        }

        return results;
    }

    /// <summary>Carries out a transaction; what it returns is called once it is committed.</summary>
    public async Task RunAsync(Func<Database, Action?> write, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        var isDue = false;
        try
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(SqliteTagIndex));
            _database ??= file.OpenWriter();
            await BeginAsync(_database, cancellation).ConfigureAwait(false);
            // A thread of its own: the commit waits for the disk.
            await Task
                .Factory.StartNew(
                    () => Commit(_database, write),
                    CancellationToken.None,
                    TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach,
                    TaskScheduler.Default
                )
                .ConfigureAwait(false);
            isDue = _checkpointer.IsDue(_database);
        }
        finally
        {
            if (isDue)
            {
                // What was written is acknowledged meanwhile; the next transaction waits.
                _ = FinishAsync(_database!);
            }
            else
            {
                _ = _turn.Release();
            }
        }
    }

    private async Task FinishAsync(Database database)
    {
        try
        {
            await _checkpointer.FinishAsync(database).ConfigureAwait(false);
        }
        finally
        {
            _ = _turn.Release();
        }
    }

    private void Commit(Database database, Func<Database, Action?> write)
    {
        try
        {
            file.CheckVersion(database);
            var publish = write(database);
            database.Execute("COMMIT");
            publish?.Invoke();
        }
        catch (Exception fault)
        {
            database.Rollback();
            if (SqliteFault.IsOfDamage(fault))
            {
                throw SqliteFault.Damaged(file.Path, "what it holds is not what was written", fault);
            }

            throw;
        }
    }

    private async Task BeginAsync(Database database, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        for (var i = 0; !database.TryExecute("BEGIN IMMEDIATE"); i++)
        {
            if (time.GetElapsedTime(started) >= mostWait)
            {
                throw SqliteFault.From(SQLitePCL.raw.SQLITE_BUSY, "", file.Path);
            }

            await Task.Delay(s_busy.Jitter(i + 1), time, cancellation).ConfigureAwait(false);
        }
    }

    private BatchWriter Writer(Database database) => _writer ??= new(database, shared, limits);

    private Task<PreparedBatch> PrepareAsync(IReadOnlyList<RecordWrite> writes, int start, CancellationToken cancellation) =>
        start < writes.Count
            ? PreparedBatch.OfAsync(writes, start, Math.Min(writes.Count, start + MostRecords), _numbers, _buffers, cancellation)
            : Task.FromResult(new PreparedBatch());

    // The next process that reads would lay all that waits over the postings before its first answer.
    private void Settle()
    {
        var started = time.GetTimestamp();
        try
        {
            var isSettled = false;
            // Another process that writes merges by itself.
            while (!isSettled && !IsOver() && _database!.TryExecute("BEGIN IMMEDIATE"))
            {
                Commit(
                    _database,
                    _ =>
                    {
                        isSettled = _writer!.TrySettle(IsOver);
                        return null;
                    }
                );
            }
        }
        catch (ImageTaggingException)
        {
            // Everything that was acknowledged is in the file; what waits there is merged later.
        }

        bool IsOver() => time.GetElapsedTime(started) >= s_mostSettling;
    }

    /// <summary>Closes, once what is going on has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        _isClosed = true;
        if (_writer is not null)
        {
            await Task.Run(Settle).ConfigureAwait(false);
        }

        await _checkpointer.CloseAsync().ConfigureAwait(false);
        _database?.Dispose();
        _database = null;
        _ = _turn.Release();
    }
}
