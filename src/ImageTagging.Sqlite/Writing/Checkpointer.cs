using ImageTagging.Sqlite.Storage;

namespace ImageTagging.Sqlite.Writing;

/// <summary>
/// Brings the log into the file: most of it on another connection while writing goes on, and what came meanwhile between two
/// transactions, after which the log begins anew. The thread that has the writer's turn uses it.
/// </summary>
internal sealed class Checkpointer(IndexFile file, long logBytes)
{
    private const int MostTimes = 4;

    private readonly long _most = Math.Max(1, logBytes / Schema.PageSize);
    private Database? _database;
    private Task _ahead = Task.CompletedTask;
    private bool _isGoingAhead;
    private long _logged;

    /// <summary>Counts what a transaction logged, begins where it is time, and says whether <see cref="FinishAsync"/> is due.</summary>
    public bool IsDue(Database writer)
    {
        _logged += writer.TakePagesWritten();
        if (_isGoingAhead)
        {
            // A disk that cannot follow must not let the log grow for ever.
            return _ahead.IsCompleted || _logged >= _most * MostTimes;
        }

        if (_logged >= _most)
        {
            _isGoingAhead = true;
            _ahead = Task.Run(GoAhead);
        }

        return false;
    }

    /// <summary>Brings in what is left, before the next transaction.</summary>
    public async Task FinishAsync(Database writer)
    {
        await _ahead.ConfigureAwait(false);
        // Where a reader holds the log, or another process is at it, it is tried again soon.
        _logged = await Task.Run(writer.TryCheckpoint).ConfigureAwait(false) ? 0 : _most * 3 / 4;
        _isGoingAhead = false;
    }

    /// <summary>Waits for what is going on, and closes.</summary>
    public async Task CloseAsync()
    {
        await _ahead.ConfigureAwait(false);
        _database?.Dispose();
    }

    // What fails here fails again, and is told, where the log is brought in at last or cannot grow any more.
    private void GoAhead()
    {
        try
        {
            _database ??= file.OpenWriter();
            _ = _database.TryCheckpoint();
        }
        catch (ImageTaggingException)
        {
            _database?.Dispose();
            _database = null;
        }
    }
}
