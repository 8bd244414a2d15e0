using ImageTagging.Conformance;
using ImageTagging.Sqlite.Storage;
using ImageTagging.Sqlite.Writing;
using ImageTagging.TestSupport;

namespace ImageTagging.Sqlite.Tests.Faults;

public sealed class SchemaTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string File => _folder.File("images.db");

    private static IReadOnlyList<string> NextSteps => [.. Schema.Steps, "ALTER TABLE records ADD COLUMN later INTEGER"];

    [Fact]
    public async Task An_older_file_is_migrated_in_place_and_keeps_everything()
    {
        await using (var old = new SqliteTagIndex(File))
        {
            await old.WriteAsync([RecordWrite.Create(SampleRecords.Of("a.jpg", ("cat", 90)))], Cancel);
        }

        await using var next = Open(NextSteps);
        Assert.Equal(1, await CountAsync(next));
        await next.WriteAsync([RecordWrite.Create(SampleRecords.Of("b.jpg", ("cat", 90)))], Cancel);
        Assert.Equal(2, await CountAsync(next));
        using var database = Database.Open(File, create: false);
        Assert.Equal(Schema.Version + 1, database.Number("PRAGMA user_version"));
    }

    [Fact]
    public async Task A_migration_that_fails_leaves_the_file_as_it_was()
    {
        await using (var old = new SqliteTagIndex(File))
        {
            await old.WriteAsync([RecordWrite.Create(SampleRecords.Of("a.jpg", ("cat", 90)))], Cancel);
        }

        await using (var broken = Open([.. NextSteps, "CREATE TABLE half (x); ALTER TABLE nowhere ADD COLUMN x"]))
        {
            await Assert.ThrowsAsync<ImageTaggingException>(async () => await broken.EnsureReadyAsync(Cancel));
        }

        await using var again = new SqliteTagIndex(File);
        Assert.Equal(1, await CountAsync(again));
        using var database = Database.Open(File, create: false);
        Assert.Equal(0, database.Number("SELECT count(*) FROM sqlite_schema WHERE name = 'half'"));
        Assert.Equal(Schema.Version, database.Number("PRAGMA user_version"));
    }

    [Fact]
    public async Task A_newer_file_is_read_where_it_may_be_and_never_written()
    {
        await using (var newer = Open(NextSteps))
        {
            await newer.WriteAsync([RecordWrite.Create(SampleRecords.Of("a.jpg", ("cat", 90)))], Cancel);
        }

        await using var index = new SqliteTagIndex(File);
        await index.EnsureReadyAsync(Cancel);
        Assert.Equal(1, await CountAsync(index));
        await RefusesAsync(async () => await index.WriteAsync([RecordWrite.Create(SampleRecords.Of("b.jpg"))], Cancel));
        await RefusesAsync(async () => await index.TryWriteStateAsync(new() { Name = "x", Value = "1" }, Cancel));
        Assert.Equal(1, await CountAsync(index));
    }

    [Fact]
    public async Task A_newer_file_that_may_not_be_read_is_refused_at_once()
    {
        await using (
            var newer = Open([.. NextSteps, FormattableString.Invariant($"UPDATE head SET reads = {Schema.Version + 1}")])
        )
        {
            await newer.EnsureReadyAsync(Cancel);
        }

        await using var index = new SqliteTagIndex(File);
        await RefusesAsync(async () => await index.EnsureReadyAsync(Cancel));
    }

    [Fact]
    public async Task A_file_that_is_migrated_while_it_is_open_is_not_written_any_more()
    {
        await using var index = new SqliteTagIndex(File);
        await index.WriteAsync([RecordWrite.Create(SampleRecords.Of("a.jpg", ("cat", 90)))], Cancel);
        await using var newer = Open(NextSteps);
        await newer.EnsureReadyAsync(Cancel);
        await RefusesAsync(async () => await index.WriteAsync([RecordWrite.Create(SampleRecords.Of("b.jpg"))], Cancel));
        Assert.Equal(1, await CountAsync(index));
    }

    public void Dispose() => _folder.Dispose();

    private SqliteTagIndex Open(IReadOnlyList<string> steps) =>
        new(new SqliteIndexOptions { Path = File }, steps, MergeLimits.Default, TimeProvider.System);

    private static async Task<long> CountAsync(SqliteTagIndex index) =>
        (await index.SearchAsync(new() { Query = new HasTagQuery("cat") }, Cancel)).Total;

    private static async Task RefusesAsync(Func<Task> write)
    {
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(write);
        Assert.Equal((FailureKind.SetUp, "NewerSchema"), (fault.Kind, fault.Code));
        Assert.Contains("newer version", fault.Message, StringComparison.Ordinal);
    }
}
