using ImageTagging.Conformance;
using ImageTagging.Sqlite.Storage;
using ImageTagging.Sqlite.Writing;
using ImageTagging.TestSupport;

namespace ImageTagging.Sqlite.Tests.Faults;

/// <summary>Files whose pages are whole, and whose rows hold what nobody wrote.</summary>
[Collection(Alone.Name)]
public sealed class DamagedRowTests : IDisposable
{
    private const int Seed = 20261203;

    // Of all calls together. A number of slots that nobody wrote makes bitmaps for two billion of them, and not more.
    private const long MostMemory = 1L << 30;

    private static readonly (string Table, string Key, string[] Blobs, string[] Numbers, string[] Texts)[] s_tables =
    [
        ("head", "id", ["marks"], ["sequence", "floor", "slots", "cursor", "reads"], []),
        ("sources", "id", [], ["id"], ["name"]),
        ("texts", "id", [], ["id"], ["text"]),
        ("stamps", "id", [], ["id"], ["text"]),
        (
            "keys",
            "token",
            [],
            ["source", "slot", "token", "size", "modified", "listed", "stamp", "due", "gone"],
            ["key", "version"]
        ),
        ("records", "slot", ["facts", "body"], ["slot", "source"], ["key"]),
        ("contents_new", "slot", [], ["hash", "slot"], []),
        ("columns", "block", ["data"], ["block", "sequence"], []),
        ("terms", "id", [], ["id", "field"], ["name"]),
        ("totals", "term", ["data"], ["term"], []),
        ("postings", "id", ["data"], ["id"], []),
        ("pending", "id", ["data"], ["id", "last"], []),
        ("states", "token", [], ["token"], ["value"]),
        ("vectors", "id", ["data"], ["id"], []),
    ];

    private readonly TempFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Whatever_a_row_holds_it_is_read_or_told_and_fills_no_memory()
    {
        var whole = await MakeAsync();
        var random = new Random(Seed);
        List<string> faults = [];
        for (var i = 0; i < Trials.Count(3_000); i++)
        {
            var path = _folder.File($"{i}.db");
            await File.WriteAllBytesAsync(path, whole, Cancel);
            var harm = Harm(path, random);
            var allocated = GC.GetTotalAllocatedBytes(precise: true);
            var index = new SqliteTagIndex(new SqliteIndexOptions { Path = path });
            foreach (var (name, call) in Calls(index, random))
            {
                try
                {
                    await call().WaitAsync(TimeSpan.FromMinutes(1), Cancel);
                }
                catch (ImageTaggingException fault)
                {
                    Assert.DoesNotContain('\n', fault.Message);
                }
                catch (Exception fault)
                {
                    faults.Add($"Trial {i}, {name} after {harm}: {fault}");
                }
            }

            await index.DisposeAsync();
            var taken = GC.GetTotalAllocatedBytes(precise: true) - allocated;
            if (taken >= MostMemory)
            {
                faults.Add($"Trial {i}: {taken >> 20} MiB after {harm}.");
            }

            File.Delete(path);
        }

        Assert.True(faults.Count == 0, $"Seed {Seed}: " + string.Join('\n', faults.Take(20)));
    }

    private static IEnumerable<(string Name, Func<Task> Call)> Calls(SqliteTagIndex index, Random random)
    {
        yield return ("get", () => index.GetManyAsync([.. Enumerable.Range(0, 40).Select(Name)], Cancel).AsTask());
        yield return ("scan", () => index.ScanAsync(SampleRecords.Source, KeyRange.All, Cancel).CountAsync(Cancel).AsTask());
        yield return ("read all", () => index.ReadAllAsync(cancellationToken: Cancel).CountAsync(Cancel).AsTask());
        yield return (
            "search",
            () =>
                index
                    .SearchAsync(
                        new()
                        {
                            Query = TagQueryParser.Parse("cat OR dog>=50 OR key:00* OR category:x"),
                            Facets = [new(FacetField.Tag, 10), new(FacetField.Month, 10)],
                            Sort = (SearchSort)random.Next(6),
                        },
                        Cancel
                    )
                    .AsTask()
        );
        yield return ("count", () => index.CountTagsAsync(new() { Size = 20 }, Cancel).AsTask());
        yield return (
            "similar",
            () =>
                index.SearchAsync(new() { Query = TagQueries.Everything, SimilarTo = SimilarTo.Images(Name(1)) }, Cancel).AsTask()
        );
        yield return ("labels", () => index.FindLabelsAsync([SampleRecords.Content("5")], "rekognition", Cancel).AsTask());
        yield return ("state", () => index.ReadStateAsync("a", Cancel).AsTask());
        yield return (
            "write",
            () =>
                index
                    .WriteAsync(
                        [
                            RecordWrite.Create(SampleRecords.Of("new.jpg", ("cat", 50), ("new", 60))),
                            RecordWrite.Create(SampleRecords.Of(Name(3), ("cat", 50))),
                        ],
                        Cancel
                    )
                    .AsTask()
        );
        yield return (
            "check",
            () => index.CheckAsync(repair: random.Next(2) == 0, cancellationToken: Cancel).CountAsync(Cancel).AsTask()
        );
    }

    private async Task<byte[]> MakeAsync()
    {
        var path = _folder.File("whole.db");
        await using (
            var index = new SqliteTagIndex(
                new SqliteIndexOptions { Path = path },
                Schema.Steps,
                new MergeLimits(30, 10),
                TimeProvider.System
            )
        )
        {
            for (var from = 0; from < 60; from += 12)
            {
                await index.WriteAsync(
                    [.. SampleRecords.Generate(from, 12).Select((r, at) => RecordWrite.Create(Record(r, from + at)))],
                    Cancel
                );
            }

            await index.TryWriteStateAsync(new() { Name = "a", Value = "{}" }, Cancel);
        }

        return await File.ReadAllBytesAsync(path, Cancel);
    }

    // What is kept in every way that there is: plain, with a rest, compressed, with vectors.
    private static ImageRecord Record(ImageRecord record, int at)
    {
        var state = SampleRecords.Answer("rekognition", SampleRecords.Fingerprint, ("Cat", 90), ("Dog", 40.123));
        return record with
        {
            Key = Name(at).Key,
            Contents = [SampleRecords.Content(at.ToString(System.Globalization.CultureInfo.InvariantCulture))],
            Taggers =
                at % 3 == 0 ? [state with { Embedding = Embedding.FromComponents("space", [1, (sbyte)at, 3, -4]) }]
                : at % 3 == 1 ? [state]
                : record.Taggers,
            Edits = at % 4 == 0 ? [SampleRecords.Edit("cat"), SampleRecords.Edit(new string('x', 100 + at), isAdded: false)] : [],
            GoneAt = at % 7 == 0 ? SampleRecords.Start : null,
        };
    }

    private static ImageName Name(int at) => new(SampleRecords.Source, $"{at:000}.jpg");

    private static string Harm(string path, Random random)
    {
        using var database = Database.Open(path, create: false);
        var (table, key, blobs, numbers, texts) = s_tables[random.Next(s_tables.Length)];
        var columns = blobs.Concat(numbers).Concat(texts).ToArray();
        var column = columns[random.Next(columns.Length)];
        var rows = database.Number($"SELECT count(*) FROM {table}");
        if (rows == 0)
        {
            return "nothing";
        }

        var where = $"{key} = (SELECT {key} FROM {table} LIMIT 1 OFFSET {random.NextInt64(rows)})";
        var value =
            blobs.Contains(column) ? Blob(database, table, column, where, random)
            : numbers.Contains(column)
                ? random.Next(6) switch
                {
                    0 => "-1",
                    1 => long.MaxValue.ToString(System.Globalization.CultureInfo.InvariantCulture),
                    2 => long.MinValue.ToString(System.Globalization.CultureInfo.InvariantCulture),
                    3 => random.Next().ToString(System.Globalization.CultureInfo.InvariantCulture),
                    4 => $"{column} + 1",
                    _ => "x'00'",
                }
            : random.Next(3) switch
            {
                0 => "''",
                1 => "CAST(x'FFC0' AS TEXT)",
                _ => $"substr({column}, 2)",
            };
        var harm = $"UPDATE OR IGNORE {table} SET {column} = {value} WHERE {where}";
        try
        {
            database.TryExecute(harm);
        }
        catch (ImageTaggingException)
        {
            // A row's own number takes no bytes.
        }

        return harm;
    }

    private static string Blob(Database database, string table, string column, string where, Random random)
    {
        var row = database[$"SELECT {column} FROM {table} WHERE {where}"];
        var data = row.Step() ? row.Bytes(0).ToArray() : [];
        row.Reset();
        for (var left = random.Next(1, 4); left > 0 && data.Length > 0; left--)
        {
            // What a number says of the length of the rest stands in front.
            var at = random.Next(2) == 0 ? random.Next(Math.Min(8, data.Length)) : random.Next(data.Length);
            data[at] = random.Next(4) switch
            {
                0 => 0xFF,
                1 => 0x7F,
                2 => (byte)(data[at] ^ (1 << random.Next(8))),
                _ => (byte)random.Next(256),
            };
        }

        data = random.Next(5) switch
        {
            0 => data[..random.Next(data.Length + 1)],
            1 => [.. data, 0xFF, 0xFF, 0xFF, 0xFF, 0x07],
            _ => data,
        };
        return $"x'{Convert.ToHexString(data)}'";
    }
}

/// <summary>Tests that count what is allocated while nothing else of the process does anything.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
