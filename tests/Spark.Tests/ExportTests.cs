using System.Text.Json;
using DuckDB.NET.Data;
using ImageTagging.TestSupport;
using ImageTagging.Tool.Tests;

namespace ImageTagging.Spark.Tests;

public sealed class ExportTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Index => _folder.File("index.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task DuckDB_reads_from_Parquet_just_what_NDJSON_says()
    {
        // More than one row group.
        var records = ManyRecords.Make(9_000);
        await ManyRecords.WriteAsync(Index, records);
        var parquet = await ExportAsync("all.parquet");
        Assert.Equal("parquet", parquet.Summary.GetProperty("format").GetString());
        Assert.Equal(records.Count(r => r.GoneAt is null), parquet.Count("records"));
        await ExportAsync("all.ndjson");

        using var database = new DuckDBConnection("Data Source=:memory:");
        await database.OpenAsync(TestContext.Current.CancellationToken);
        // The typed columns decide how the text is read; both then are the same table, lists and structures included.
        using var command = database.CreateCommand();
        command.CommandText = $"""
            SET TimeZone = 'UTC';
            CREATE TABLE p AS SELECT * FROM '{_folder.File("all.parquet")}';
            CREATE TABLE n AS FROM p LIMIT 0;
            INSERT INTO n BY NAME SELECT * FROM read_json('{_folder.File(
                "all.ndjson"
            )}', format = 'newline_delimited', auto_detect = true, sample_size = -1);
            """;
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        Assert.Equal(8_550L, Scalar("SELECT count(*) FROM p"));
        Assert.Equal(0L, Scalar("SELECT count(*) FROM (FROM p EXCEPT FROM n)"));
        Assert.Equal(0L, Scalar("SELECT count(*) FROM (FROM n EXCEPT FROM p)"));
        Assert.Equal(
            records.Where(r => r.GoneAt is null).Sum(r => (long)r.Tags.Count),
            Scalar("SELECT count(*) FROM (SELECT unnest(tags) FROM p)")
        );
        Assert.Equal(
            records.Where(r => r.GoneAt is null).Sum(r => (long)r.Taggers.Sum(t => t.Labels.Sum(l => l.Boxes.Count))),
            Scalar("SELECT count(*) FROM (SELECT unnest(l.boxes) FROM (SELECT unnest(labels) AS l FROM p))")
        );
        Assert.Equal("TIMESTAMP WITH TIME ZONE", Scalar("SELECT typeof(modified_at) FROM p LIMIT 1"));

        object Scalar(string query)
        {
            command.CommandText = query;
            return command.ExecuteScalar()!;
        }
    }

    [Fact]
    public async Task NDJSON_holds_every_record_as_the_index_has_it()
    {
        var records = ManyRecords.Make(300, seed: 2);
        await ManyRecords.WriteAsync(Index, records);
        await ExportAsync("all.ndjson", "gone", "OR", "-gone");
        var lines = await File.ReadAllLinesAsync(_folder.File("all.ndjson"));
        Assert.Equal(records.Count, lines.Length);
        foreach (var (record, line) in records.OrderBy(r => r.Key, KeyOrder.Instance).Zip(lines))
        {
            var read = JsonDocument.Parse(line).RootElement;
            Assert.Equal(record.Key, read.GetProperty("key").GetString());
            Assert.Equal(record.ModifiedAt, read.GetProperty("modified_at").GetDateTimeOffset());
            Assert.Equal(record.Status.ToString().ToLowerInvariant(), read.GetProperty("status").GetString());
            Assert.Equal(
                record.Tags.Select(t => (t.Name, t.Confidence.Percent)),
                read.GetProperty("tags")
                    .EnumerateArray()
                    .Select(t => (t.GetProperty("name").GetString()!, t.GetProperty("confidence").GetDouble()))
            );
            Assert.Equal(
                record
                    .Taggers.SelectMany(t => t.Labels)
                    .Select(l => (l.Name, l.Confidence, string.Join('|', l.Parents), l.Boxes.Count)),
                read.GetProperty("labels")
                    .EnumerateArray()
                    .Select(l =>
                        (
                            l.GetProperty("name").GetString()!,
                            l.GetProperty("confidence").GetDouble(),
                            string.Join('|', l.GetProperty("parents").EnumerateArray().Select(p => p.GetString())),
                            l.GetProperty("boxes").GetArrayLength()
                        )
                    )
            );
        }
    }

    [Fact]
    public async Task Pandas_reads_CSV_and_NDJSON_alike()
    {
        await ManyRecords.WriteAsync(Index, ManyRecords.Make(500, seed: 3));
        await ExportAsync("all.csv");
        await ExportAsync("all.ndjson");
        var said = await Programs.PandasAsync(
            """
            import pandas, re, sys
            csv = pandas.read_csv(sys.argv[1], keep_default_na=False)
            told = pandas.read_json(sys.argv[2], lines=True, convert_dates=False)
            assert len(csv) == len(told) == 475, (len(csv), len(told))
            unescape = lambda tags: [re.sub(r"\\(.)", r"\1", t) for t in re.findall(r"(?:\\.|[^;\\])+", tags)]
            assert list(csv.key) == list(told.key)
            assert list(csv.image) == list(told.location)
            assert [int(s) for s in csv["size"]] == list(told["size"])
            assert [unescape(t) for t in csv.tags] == [[t["name"] for t in tags] for tags in told.tags]
            assert [[float(c) for c in cs.split(";") if c] for cs in csv.confidences] == [[t["confidence"] for t in tags] for tags in told.tags]
            assert list(csv.modified_at) == list(told.modified_at)
            print("equal")
            """,
            _folder.File("all.csv"),
            _folder.File("all.ndjson")
        );
        Assert.Equal("equal", said.Trim());
    }

    [Fact]
    public async Task Cells_that_a_spreadsheet_would_run_are_made_harmless_when_asked()
    {
        await ManyRecords.WriteAsync(Index, ManyRecords.Make(100, seed: 4));
        await ExportAsync("plain.csv");
        await ExportAsync("safe.csv", "--spreadsheet-safe");
        var plain = await File.ReadAllTextAsync(_folder.File("plain.csv"));
        var safe = await File.ReadAllTextAsync(_folder.File("safe.csv"));
        Assert.Contains("\n\"=cmd", plain, StringComparison.Ordinal);
        Assert.DoesNotMatch("(^|[,\n])\"?[=+@-]", safe);
        Assert.Contains("\n\"'=cmd", safe, StringComparison.Ordinal);
        Assert.Equal(
            2,
            (await ToolRun.OfAsync("export", "--to", _folder.File("x.parquet"), "--spreadsheet-safe", "--index", Index)).ExitCode
        );
    }

    [Fact]
    public async Task A_query_chooses_and_a_file_is_replaced_only_when_whole()
    {
        var records = ManyRecords.Make(200, seed: 5);
        await ManyRecords.WriteAsync(Index, records);
        await ExportAsync("cats.ndjson", "cat>=60");
        var expected = records.Count(r => r.GoneAt is null && r.Tags.Any(t => t.Name == "cat" && t.Confidence.Percent >= 60));
        Assert.Equal(expected, (await File.ReadAllLinesAsync(_folder.File("cats.ndjson"))).Length);

        var before = await File.ReadAllTextAsync(_folder.File("cats.ndjson"));
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        var run = await ToolRun.OfAsync(stop.Token, "export", "--to", _folder.File("cats.ndjson"), "--index", Index);
        Assert.Equal(130, run.ExitCode);
        Assert.Equal(before, await File.ReadAllTextAsync(_folder.File("cats.ndjson")));
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.part"));
        Assert.Equal(2, (await ToolRun.OfAsync("export", "--to", _folder.Path, "--index", Index)).ExitCode);
    }

    [Fact]
    public async Task An_index_without_pictures_is_an_empty_file_that_DuckDB_reads()
    {
        await ManyRecords.WriteAsync(Index, []);
        await ExportAsync("none.parquet");
        using var database = new DuckDBConnection("Data Source=:memory:");
        await database.OpenAsync(TestContext.Current.CancellationToken);
        using var command = database.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM '{_folder.File("none.parquet")}'";
        Assert.Equal(0L, command.ExecuteScalar());
    }

    private async Task<ToolRun> ExportAsync(string file, params string[] more)
    {
        var run = await ToolRun.OfAsync(["export", .. more, "--to", _folder.File(file), "--index", Index, "--json"]);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.All(run.Objects, SchemaCheck.Holds);
        return run;
    }
}
