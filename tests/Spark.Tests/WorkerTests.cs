using System.Runtime.CompilerServices;
using ImageTagging.TestSupport;
using ImageTagging.Tool.Tests;
using ImageTagging.Tool.Workers;

namespace ImageTagging.Spark.Tests;

public sealed class WorkerTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Index => _folder.File("index.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_listing_has_an_outcome_failed_ones_and_bad_lines_included_and_a_second_time_nothing_is_done()
    {
        Directory.CreateDirectory(_folder.File("pictures"));
        File.Copy(Path.Combine(TestPaths.Photos, "things/coffee.png"), _folder.File("pictures/coffee.png"));
        await File.WriteAllTextAsync(_folder.File("pictures/words.jpg"), "no picture");
        var listed = await ToolRun.OfAsync("list", _folder.File("pictures"), "--json");
        Assert.All(listed.Objects, SchemaCheck.Holds);
        Assert.Equal(2, listed.Objects.Length);
        string[] bad =
        [
            "{",
            "7",
            """{"key":"a"}""",
            """{"source":"s3://other","key":"a","size":1}""",
            new string(' ', 5),
            new string('x', 2_000_000),
        ];
        await File.WriteAllLinesAsync(_folder.File("in.ndjson"), [.. listed.Lines, .. bad]);

        var first = await WorkAsync();
        Assert.Equal(0, first.ExitCode);
        Assert.Equal((2, 1, 6), (first.Count("listed"), first.Count("tagged"), first.Count("failed")));
        Assert.Equal(7, first.Objects.Count(o => o.GetProperty("type").GetString() == "outcome"));
        Assert.Equal(
            [3L, 4, 5, 6, 8],
            first.Objects.Where(o => o.TryGetProperty("line", out _)).Select(o => o.GetProperty("line").GetInt64())
        );

        var second = await WorkAsync();
        Assert.Equal((0, 1, 1), (second.Count("tagged"), second.Count("unchanged"), second.Count("waiting")));
    }

    [Fact]
    public async Task A_range_is_listed_by_the_worker_itself()
    {
        var split = await ToolRun.OfAsync("list", TestPaths.Photos, "--split", "3", "--json");
        Assert.All(split.Objects, SchemaCheck.Holds);
        Assert.Equal(12, split.Objects.Sum(o => o.GetProperty("count").GetInt64()));
        await File.WriteAllTextAsync(_folder.File("in.ndjson"), split.Output);
        var run = await WorkAsync(TestPaths.Photos, "--prefix", "people/");
        Assert.Equal(2, run.Count("tagged"));
        Assert.Equal(2, (await WorkAsync(TestPaths.Photos, "--share", "3/2")).ExitCode);
    }

    [Fact]
    public async Task A_range_that_is_misspelt_lists_nothing_and_a_gap_is_passed_on()
    {
        Directory.CreateDirectory(_folder.File("pictures"));
        File.Copy(Path.Combine(TestPaths.Photos, "things/coffee.png"), _folder.File("pictures/coffee.png"));
        string[] bad =
        [
            """{"type":"range"}""",
            """{"type":"range","from":"a"}""",
            """{"type":"range","before":null}""",
            """{"type":"range","from":"a","before":"b","suffix":"png"}""",
            """{"type":"range","form":"x","before":null}""",
            """{"type":"range","from":7,"before":null}""",
            """{"type":"gap","reason":"no prefix"}""",
        ];
        string[] good =
        [
            """{"type":"range","from":"x","before":null}""",
            """{"type":"range","from":null,"before":"b","count":3}""",
            """{"type":"gap","prefix":"odd/","reason":"A name is not UTF-8."}""",
        ];
        await File.WriteAllLinesAsync(_folder.File("in.ndjson"), [.. bad, .. good]);
        var run = await WorkAsync();
        Assert.Equal(
            (0, 0L, 0L, 7L, 1L),
            (run.ExitCode, run.Count("listed"), run.Count("tagged"), run.Count("failed"), run.Count("gaps"))
        );
        Assert.Equal(2, run.Objects.Count(o => o.GetProperty("type").GetString() == "range"));
        Assert.Equal(
            "odd/",
            run.Objects.Single(o => o.GetProperty("type").GetString() == "gap").GetProperty("prefix").GetString()
        );
    }

    [Fact]
    public async Task A_location_is_the_sources_own_whatever_a_listing_says_and_a_byte_order_mark_costs_no_listing()
    {
        var pictures = Directory.CreateDirectory(_folder.File("pictures")).FullName;
        File.Copy(Path.Combine(TestPaths.Photos, "things/coffee.png"), _folder.File("pictures/coffee cup.png"));
        var listed = await ToolRun.OfAsync("list", pictures, "--json");
        var told = listed.Objects.Single().GetProperty("location").GetString()!;
        Assert.Contains(told, listed.Output, StringComparison.Ordinal);
        var climbing = listed.Output.Replace("\"coffee cup.png\"", "\"../coffee.png\"", StringComparison.Ordinal);
        await File.WriteAllTextAsync(
            _folder.File("in.ndjson"),
            "\uFEFF" + listed.Output.Replace(told, "file:///etc/passwd", StringComparison.Ordinal) + climbing
        );
        var run = await WorkAsync();
        Assert.Equal((0, 1L, 1L), (run.ExitCode, run.Count("tagged"), run.Count("failed")));
        await using var index = new SqliteTagIndex(Index);
        var records = new List<ImageRecord>();
        await foreach (var record in index.ReadAllAsync(cancellationToken: TestContext.Current.CancellationToken))
        {
            records.Add(record);
        }

        Assert.Equal(told, Assert.Single(records).Location);
    }

    [Fact]
    public async Task Ranges_over_skewed_keys_are_even()
    {
        var count = Trials.IsProof ? 1_000_000 : 200_000;
        var source = new SkewedKeysSource(count);
        // How soon threads take up the lanes is left out: the first page comes when all the others wait for keys, and the next ones
        // when several lanes list.
        const int Lanes = 16;
        var splitter = new KeySplitter(source, ImageScope.All, Lanes);
        source.BeforePage = async request =>
        {
            while (request == 1 ? Volatile.Read(ref IdleOf(splitter)) < Lanes - 1 : source.MostAtOnce <= 4)
            {
                await Task.Delay(1, TestContext.Current.CancellationToken);
            }
        };
        var ranges = await splitter
            .SplitAsync(64, TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken);
        Assert.Equal(64, ranges.Count);
        Assert.Equal("", ranges[0].Range.From);
        Assert.Null(ranges[^1].Range.Before);
        Assert.All(ranges.Zip(ranges.Skip(1)), pair => Assert.Equal(pair.First.Range.Before, pair.Second.Range.From));
        var counts = ranges.Select(r => source.Count(r.Range)).ToArray();
        Assert.Equal(count, counts.Sum());
        Assert.True(counts.Max() < 1.3 * count / 64, $"the largest has {counts.Max()} of {count} keys");
        // Several listings went on at once, and few keys were listed twice.
        Assert.True(source.MostAtOnce > 4, $"{source.MostAtOnce} at once");
        Assert.True(source.Listed < 1.5 * count, $"{source.Listed} listed");
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_idle")]
    private static extern ref int IdleOf(KeySplitter splitter);

    private Task<ToolRun> WorkAsync(string? source = null, params string[] more) =>
        CheckedAsync([
            "worker",
            source ?? _folder.File("pictures"),
            .. more,
            "--input",
            _folder.File("in.ndjson"),
            "--index",
            Index,
        ]);

    private static async Task<ToolRun> CheckedAsync(string[] arguments)
    {
        var run = await ToolRun.OfAsync(arguments);
        if (run.ExitCode == 0)
        {
            Assert.All(run.Objects, SchemaCheck.Holds);
        }

        return run;
    }
}
