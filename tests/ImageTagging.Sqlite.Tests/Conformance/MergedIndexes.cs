using ImageTagging.Sqlite.Storage;

namespace ImageTagging.Sqlite.Tests.Conformance;

/// <summary>Indexes that merge postings with every transaction, split them early, and whose slots cross from one chunk to the next.</summary>
public sealed class MergedIndexes : SqliteIndexes
{
    protected override async ValueTask<ITagIndex> OpenAsync(string path)
    {
        var index = new SqliteTagIndex(
            new() { Path = path },
            Schema.Steps,
            new(PendingBytes: 2_000, WholeSlots: 3, ComposeAt: 2),
            TimeProvider.System
        );
        await index.EnsureReadyAsync();
        using var database = Database.Open(path, create: false);
        database.WaitWhenBusy(TimeSpan.FromSeconds(30));
        database.Execute("UPDATE head SET slots = 65530 WHERE slots = 0");
        return index;
    }
}
