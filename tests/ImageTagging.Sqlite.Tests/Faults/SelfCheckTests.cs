using ImageTagging.Conformance;
using ImageTagging.Indexing;
using ImageTagging.Sqlite.Checking;
using ImageTagging.Sqlite.Reading;
using ImageTagging.Sqlite.Storage;
using ImageTagging.Sqlite.Writing;
using ImageTagging.TestSupport;

namespace ImageTagging.Sqlite.Tests.Faults;

public sealed class SelfCheckTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string File => _folder.File("images.db");

    [Theory]
    [InlineData("UPDATE postings SET data = (SELECT p.data FROM postings p WHERE p.id <> postings.id LIMIT 1)", "Posting")]
    [InlineData("DELETE FROM postings", "Posting")]
    [InlineData("UPDATE totals SET data = x'7F'", "Total")]
    [InlineData("DELETE FROM contents; DELETE FROM contents_new", "Contents")]
    [InlineData("UPDATE records SET facts = (SELECT facts FROM records WHERE slot = 0) WHERE slot = 5", "Facts")]
    [InlineData("UPDATE columns SET data = zeroblob(length(data))", "Columns")]
    [InlineData("UPDATE columns SET data = substr(data, 1, 2048) || x'01' || substr(data, 2050)", "Columns")]
    [InlineData("UPDATE columns SET data = x'' WHERE block = 0", "Columns")]
    [InlineData("DELETE FROM columns", "Columns")]
    [InlineData("UPDATE columns SET block = block + 100000", "Columns")]
    [InlineData("INSERT INTO columns SELECT -7, sequence, data FROM columns LIMIT 1", "Columns")]
    [InlineData("UPDATE vector_signs SET data = zeroblob(length(data))", "Vectors")]
    [InlineData("UPDATE vector_signs SET data = substr(data, 1, 900) || zeroblob(100) || substr(data, 1001)", "Vectors")]
    [InlineData("UPDATE vector_signs SET data = x''", "Vectors")]
    [InlineData("DELETE FROM vector_signs", "Vectors")]
    [InlineData("INSERT INTO vector_signs SELECT id + 1000, data FROM vector_signs", "Vectors")]
    [InlineData("INSERT INTO vectors SELECT id + 1000, data FROM vectors", "Vectors")]
    [InlineData("UPDATE vectors SET data = x'01' || substr(data, 2)", "Vectors")]
    [InlineData("UPDATE terms SET name = 'x' || name WHERE field = 3", "Facts")]
    public async Task What_no_longer_agrees_with_the_records_is_found_and_mended(string harm, string code)
    {
        await using (var index = Open())
        {
            for (var i = 0; i < 200; i += 20)
            {
                await index.WriteAsync([.. SampleRecords.Generate(i, 20).Select(Place).Select(RecordWrite.Create)], Cancel);

                ImageRecord Place(ImageRecord record, int at) =>
                    record with
                    {
                        Key = $"{i + at:000}.jpg",
                        Contents = [ContentId.FromMd5([.. Enumerable.Repeat((byte)(i + at), 16)])],
                    };
            }

            Assert.Empty(await index.CheckAsync(repair: false, cancellationToken: Cancel).ToListAsync(Cancel));
        }

        using (var database = Database.Open(File, create: false))
        {
            database.Execute(harm);
        }

        await using var harmed = Open();
        var faults = await harmed.CheckAsync(repair: true, cancellationToken: Cancel).ToListAsync(Cancel);
        Assert.Contains(faults, f => f.Code == code);
        Assert.All(faults, f => Assert.True(f.IsRepaired));
        Assert.Empty(await harmed.CheckAsync(repair: false, cancellationToken: Cancel).ToListAsync(Cancel));
        await using var other = new SqliteTagIndex(File);
        Assert.Empty(await other.CheckAsync(repair: false, cancellationToken: Cancel).ToListAsync(Cancel));
        Assert.Equal(200, await other.ReadAllAsync(cancellationToken: Cancel).CountAsync(Cancel));
    }

    [Fact]
    public async Task An_index_without_any_picture_is_checked_and_searched_by_numbers()
    {
        await using var index = Open();
        await index.EnsureReadyAsync(Cancel);
        Assert.Empty(await index.CheckAsync(repair: true, cancellationToken: Cancel).ToListAsync(Cancel));
        var found = await index.SearchAsync(new() { Query = TagQueryParser.Parse("iso>=1600") }, Cancel);
        Assert.Equal(0, found.Total);
    }

    [Fact]
    public async Task A_check_reads_every_table_once_and_says_how_far_it_is()
    {
        await using var index = Open();
        var records = SampleRecords.Generate(0, 2_500).Select((r, i) => r with { Key = $"{i:0000}.jpg" }).ToList();
        foreach (var some in records.Chunk(500))
        {
            await index.WriteAsync([.. some.Select(RecordWrite.Create)], Cancel);
        }

        var told = new List<long>();
        Assert.Empty(await index.CheckAsync(repair: false, new Telling(told), Cancel).ToListAsync(Cancel));
        Assert.Equal([1_000, 2_000, 2_500], told);
    }

    private sealed class Telling(List<long> told) : IProgress<long>
    {
        public void Report(long value) => told.Add(value);
    }

    [Theory]
    [InlineData("INSERT INTO contents_new SELECT hash + 1, slot FROM contents_new LIMIT 1", "Contents")]
    [InlineData("INSERT OR IGNORE INTO contents SELECT hash, slot FROM contents_new", null)]
    [InlineData("DELETE FROM keys WHERE slot = 3", "Names")]
    [InlineData("UPDATE keys SET slot = 4 WHERE slot = 3", "Names")]
    [InlineData(
        "INSERT INTO keys SELECT source, key || 'x', slot, token, size, modified, listed, stamp, version, due, gone FROM keys LIMIT 1",
        "Names"
    )]
    [InlineData("DELETE FROM postings WHERE id IN (SELECT id FROM postings WHERE id & 16777215 > 0 LIMIT 1)", "Posting")]
    public async Task What_is_compared_as_a_whole_is_told_where_it_differs_and_only_there(string harm, string? code)
    {
        await using (var index = Open())
        {
            for (var i = 0; i < 200; i += 20)
            {
                await index.WriteAsync(
                    [
                        .. SampleRecords
                            .Generate(i, 20)
                            .Select((r, at) => RecordWrite.Create(r with { Key = $"{i + at:000}.jpg" })),
                    ],
                    Cancel
                );
            }
        }

        using (var database = Database.Open(File, create: false))
        {
            database.Execute(harm);
        }

        await using var harmed = Open();
        var faults = await harmed.CheckAsync(repair: false, cancellationToken: Cancel).ToListAsync(Cancel);
        Assert.Equal(code is null ? [] : [code], faults.Select(f => f.Code).Distinct());
    }

    [Fact]
    public async Task A_mending_that_is_taken_back_leaves_nothing_that_this_process_believes()
    {
        await using (var index = Open())
        {
            await index.WriteAsync(
                [.. Enumerable.Range(0, 2_500).Select(i => RecordWrite.Create(SampleRecords.Of($"{i:0000}.jpg", ("cat", 50))))],
                Cancel
            );
        }

        using var database = Database.Open(File, create: false);
        database.Execute(
            "UPDATE terms SET name = 'x' || name WHERE field = 3; UPDATE records SET body = x'FF' WHERE slot = 2400"
        );
        var shared = new SharedCaches(1 << 20, 128);
        database.Execute("BEGIN IMMEDIATE");
        Assert.Throws<ImageTaggingException>(() => new Rebuild(database, shared, Cancel).Run());
        Assert.Equal(2, database.Number("SELECT count(*) FROM terms WHERE field = 3"));
        database.Rollback();
        Assert.Equal(1, database.Number("SELECT count(*) FROM terms WHERE field = 3"));
        Assert.Equal(-1, shared.Catalog.Known(TermFields.Of(FacetField.Month), RecordTerms.Month(SampleRecords.Start)));
    }

    public void Dispose() => _folder.Dispose();

    // Postings are merged with every transaction, so that there is something to harm.
    private SqliteTagIndex Open() =>
        new(new SqliteIndexOptions { Path = File }, Schema.Steps, new MergeLimits(100, 20), TimeProvider.System);
}
