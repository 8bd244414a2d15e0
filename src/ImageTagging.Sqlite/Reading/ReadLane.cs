using System.Collections.Concurrent;
using ImageTagging.Sqlite.Storage;

namespace ImageTagging.Sqlite.Reading;

/// <summary>Runs reads on connections of their own, each in one short transaction, off the caller's thread.</summary>
internal sealed class ReadLane(IndexFile file, SharedCaches shared, int most) : IDisposable
{
    private const int MostRetries = 100;

    private readonly ConcurrentBag<Database> _idle = [];

    // As many connections as the options allow: each holds a thread and a cache of pages while it reads.
    private readonly SemaphoreSlim _free = new(most, most);

    // Set while reads may go on: each looks before it takes a connection.
    private volatile bool _isClosed;

    /// <summary>Reads with the state that belongs to the snapshot.</summary>
    public Task<T> RunAsync<T>(Func<IndexSnapshot, T> read, CancellationToken cancellation) =>
        RunAsync(database => read(new(database, Begin(database), shared)), begins: false, cancellation);

    /// <summary>Reads rows only; nothing that was decoded before is needed.</summary>
    public Task<T> RunPlainAsync<T>(Func<Database, T> read, CancellationToken cancellation) =>
        RunAsync(read, begins: true, cancellation);

    private async Task<T> RunAsync<T>(Func<Database, T> read, bool begins, CancellationToken cancellation)
    {
        await _free.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => Read(read, begins, cancellation), cancellation).ConfigureAwait(false);
        }
        finally
        {
            _ = _free.Release();
        }
    }

    // What was read of a file that changed meanwhile is of two files, and so is what was kept of it.
    private T Read<T>(Func<Database, T> read, bool begins, CancellationToken cancellation)
    {
        for (var i = 0; i < MostRetries; i++)
        {
            if (TryRead(read, begins, cancellation, out var answer))
            {
                return answer;
            }

            shared.Forget();
        }

        throw SqliteFault.AlwaysChanging(file.Path);
    }

    private bool TryRead<T>(Func<Database, T> read, bool begins, CancellationToken cancellation, out T answer)
    {
        ObjectDisposedException.ThrowIf(_isClosed, typeof(SqliteTagIndex));
        if (_idle.TryTake(out var database) && file.IsOutdated(database))
        {
            database.Dispose();
            database = null;
        }

        database ??= file.OpenReader();

        try
        {
            using var interrupt = cancellation.Register(static d => ((Database)d!).Interrupt(), database);
            if (begins)
            {
                database.Execute("BEGIN");
            }

            answer = read(database);
            return !file.HasChanged(database);
        }
        catch (OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
            throw;
        }
        catch (Exception) when (file.HasChanged(database))
        {
            answer = default!;
            return false;
        }
        catch (Exception fault) when (SqliteFault.IsOfDamage(fault))
        {
            throw SqliteFault.Damaged(file.Path, "what it holds is not what was written", fault);
        }
        finally
        {
            database.Rollback();
            if (_isClosed)
            {
                database.Dispose();
            }
            else
            {
                _idle.Add(database);
            }
        }
    }

    // Where another thread of this process has seen a later transaction meanwhile, this one takes a later snapshot too.
    private IndexState Begin(Database database)
    {
        for (var i = 0; ; i++)
        {
            database.Execute("BEGIN");
            if (shared.States.Advance(database) is { } state)
            {
                return state;
            }

            database.Rollback();
            if (i == MostRetries)
            {
                // The file was replaced by an older one: nothing that was kept of it is true.
                shared.Reset();
            }
        }
    }

    public void Dispose()
    {
        _isClosed = true;
        while (_idle.TryTake(out var database))
        {
            database.Dispose();
        }
    }
}
