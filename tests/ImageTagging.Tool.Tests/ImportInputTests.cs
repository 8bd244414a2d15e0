using System.Text;
using System.Text.Json;
using ImageTagging.TestSupport;
using ImageTagging.Tool.Commands;
using ImageTagging.Tool.Importing;

namespace ImageTagging.Tool.Tests;

public sealed class ImportInputTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Index => _folder.File("index.db");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("ndjson", """{"image":"a.jpg","tags":[{"name":"boat","confidence":"55"}]}""")]
    [InlineData("ndjson", """{"image":"a.jpg","tag":"boat","confidence":"high"}""")]
    [InlineData("ndjson", """{"image":"a.jpg","tag":"boat","confidence":1e999}""")]
    [InlineData("ndjson", """{"image":"a.jpg","tags":"boat"}""")]
    [InlineData("ndjson", """{"image":"a.jpg","tags":["boat",7]}""")]
    [InlineData("ndjson", """{"image":7,"key":"a.jpg","tag":"boat"}""")]
    [InlineData("ndjson", """{"image":"","tag":"boat"}""")]
    [InlineData("ndjson", """{"image":"a.jpg","tag":"boat","by":"an\u0007n"}""")]
    [InlineData("ndjson", """["a.jpg"]""")]
    [InlineData("ndjson", """{"image":"a.jpg","tags":["boat"],"tags":["sea"]}""")]
    [InlineData("ndjson", """{"image":"b.jpg","tag":"boat","image":"a.jpg"}""")]
    [InlineData("ndjson", """{"image":"a.jpg","\ud800":1,"tag":"boat"}""")]
    [InlineData("csv", "a.jpg,\"boat")]
    [InlineData("csv", "a.jpg,\"boat\"s")]
    [InlineData("csv", "a.jpg,bo\"at")]
    [InlineData("csv", "a.jpg,boat,sea")]
    [InlineData("csv", "a.jpg")]
    public async Task A_line_that_cannot_be_taken_is_refused_with_its_number_and_the_others_are_taken(string kind, string line)
    {
        var (header, other) =
            kind == "csv" ? ("image,tags", "a.jpg,\"old; barn\"") : ("", """{"image":"a.jpg","tags":["old","barn"]}""");
        await WriteAsync("in." + kind, Encoding.UTF8.GetBytes($"{header}\n{line}\n{other}\n"));
        await RefusedAsync("in." + kind, 2, lines: 2);
    }

    [Theory]
    [InlineData("image,tags,tags\na.jpg,boat,sea\n", "names the column tags twice")]
    [InlineData("image,by,by,tag\na.jpg,ann,bob,sea\n", "names the column by twice")]
    [InlineData("image\na.jpg\n", "must name the columns")]
    [InlineData("", "is empty")]
    public async Task A_first_line_that_does_not_say_what_is_what_is_wrong_usage(string csv, string sentence)
    {
        await WriteAsync("in.csv", Encoding.UTF8.GetBytes(csv));
        var run = await ImportAsync("in.csv");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(sentence, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("csv", false)]
    [InlineData("csv", true)]
    [InlineData("ndjson", false)]
    [InlineData("ndjson", true)]
    public async Task Text_that_is_not_UTF8_and_tags_that_are_too_long_are_refused(string kind, bool isLong)
    {
        string Line(string tag) => kind == "csv" ? $"a.jpg,{tag}\n" : $$"""{"image":"a.jpg","tag":"{{tag}}"}""" + "\n";
        var lines =
            (kind == "csv" ? "image,tags\n" : "\n") + Line(isLong ? new string('x', 257) : "caf\u00e9") + Line("old; barn");
        await WriteAsync("in." + kind, Encoding.Latin1.GetBytes(lines));
        var why = await RefusedAsync("in." + kind, 2, lines: 2, kind);
        Assert.Contains(
            isLong ? "256"
                : kind == "csv" ? "UTF-8"
                : "Unicode",
            why,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("a.jpg,")]
    [InlineData("a.jpg,\"")]
    public async Task A_row_of_many_megabytes_is_refused_and_never_held(string start)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var rows = new List<(long Number, string? Fault, int Cells)>();
        await using var stream = new LongRow($"image,tags\n{start}", 50 << 20, "\na.jpg,old\n");
        await foreach (var row in CsvRows.ReadAsync(stream, CsvSeparator.Of, TestContext.Current.CancellationToken))
        {
            rows.Add((row.Number, row.Fault, row.Cells.Count));
        }

        // The stream answers at once, so that all of it happens on this thread.
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 16 << 20, "the row was held");
        Assert.Equal([(1L, true), (2, false), (3, true)], rows.Select(r => (r.Number, r.Fault is null)));
        Assert.Contains("1048576 bytes", rows[1].Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Behind_a_quote_that_is_never_closed_every_other_row_is_taken()
    {
        var rows = Enumerable.Range(0, 2_500).Select(i => $"a.jpg,tag {i % 40}\n");
        await WriteAsync("in.csv", Encoding.UTF8.GetBytes("image,tags\na.jpg,\"boat\n" + string.Concat(rows)));
        var run = await ImportAsync("in.csv");
        Assert.Equal((1, 2_501L, 1L, 1L), (run.ExitCode, run.Count("lines"), run.Count("faulty"), run.Count("changed")));
        Assert.Equal(42, (await PictureRecords.ReadAsync(Index, "a.jpg")).Tags.Count);
    }

    [Theory]
    [InlineData("csv", "image,tags\r\n\r\na.jpg,\"sea\r\nside;old \"\"barn\"\"\"\r\n")]
    [InlineData("ndjson", """{"image":"a.jpg","tags":["sea side","old \"barn\""]}""")]
    public async Task A_byte_order_mark_costs_nothing_and_quoted_cells_hold_what_they_say(string kind, string text)
    {
        await WriteAsync("in." + kind, [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text)]);
        var run = await ImportAsync("in." + kind);
        Assert.Equal((0, 1L, 1L), (run.ExitCode, run.Count("lines"), run.Count("changed")));
        Assert.Equal(
            ["clock", "old \"barn\"", "person", "sea side"],
            (await PictureRecords.ReadAsync(Index, "a.jpg")).Tags.Select(t => t.Name).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task What_was_written_until_an_interruption_is_told_and_undone()
    {
        string[] keys = [.. Enumerable.Range(0, 1_500).Select(i => $"{i:0000}.jpg")];
        await PictureRecords.WriteAsync(Index, Vocabulary.Empty, keys);
        var lines = keys.Select(k => $$"""{"image":"{{k}}","tag":"boat"}""").ToList();
        lines.Insert(1_200, "{");
        await File.WriteAllLinesAsync(_folder.File("in.ndjson"), lines);
        using var stop = new CancellationTokenSource();
        using var output = new StoppingWriter("refused", stop);
        string[] arguments = ["import", _folder.File("in.ndjson"), "--index", Index, "--json"];
        Assert.Equal(130, await ToolProgram.RunAsync(arguments, output, TextWriter.Null, stop.Token));
        var told = output
            .ToString()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => JsonDocument.Parse(l).RootElement)
            .ToArray();
        Assert.All(told, SchemaCheck.Holds);
        var summary = told.Single(o => o.GetProperty("type").GetString() == "import");
        Assert.Equal(1_000, summary.GetProperty("changed").GetInt64());
        var undone = await ToolRun.OfAsync("undo", summary.GetProperty("batch").GetString()!, "--index", Index, "--json");
        Assert.Equal((0, 1_000L), (undone.ExitCode, undone.Count("changed")));
        Assert.Empty((await PictureRecords.ReadAsync(Index, keys[0])).Edits);
    }

    [Fact]
    public async Task Of_many_confidences_in_one_file_the_highest_counts_and_the_same_file_again_writes_nothing()
    {
        var said = Enumerable.Range(0, 2_000).Select(i => $"a.jpg,boat,{(i * 37 % 2_000) / 20.0 + 0.01:0.00}\n");
        await WriteAsync("in.csv", Encoding.UTF8.GetBytes("image,tag,confidence\n" + string.Concat(said)));
        await PictureRecords.WriteAsync(Index, Vocabulary.Empty, "b.jpg");
        var first = await ImportAsync("in.csv", "--as", "clip");
        Assert.Equal((0, 1L), (first.ExitCode, first.Count("changed")));
        var token = (await PictureRecords.ReadAsync(Index, "a.jpg")).Token;
        Assert.Equal(99.96, await BoatAsync());
        var second = await ImportAsync("in.csv", "--as", "clip");
        Assert.Equal((0L, 2_000L), (second.Count("changed"), second.Count("unchanged")));
        Assert.Equal(token, (await PictureRecords.ReadAsync(Index, "a.jpg")).Token);

        // Another file's word replaces it, lower or not.
        await WriteAsync("next.csv", "image,tag,confidence\na.jpg,boat,12\n"u8.ToArray());
        Assert.Equal(1, (await ImportAsync("next.csv", "--as", "clip")).Count("changed"));
        Assert.Equal(12, await BoatAsync());
        Assert.Equal(0, (await ImportAsync("next.csv", "--as", "clip")).Count("changed"));

        await WriteAsync(
            "people.csv",
            Encoding.UTF8.GetBytes("image,tag\n" + string.Concat(Enumerable.Range(0, 1_500).Select(i => $"a.jpg,t{i % 600}\n")))
        );
        Assert.Equal(1, (await ImportAsync("people.csv")).Count("changed"));
        Assert.Equal(
            (0L, 1_500L),
            (await ImportAsync("people.csv")) is var again ? (again.Count("changed"), again.Count("unchanged")) : default
        );

        async Task<double> BoatAsync() =>
            (await PictureRecords.ReadAsync(Index, "a.jpg")).Taggers.Single(t => t.Name == "clip").Labels.Single().Confidence;
    }

    [Fact]
    public async Task A_tag_that_would_be_cut_is_refused_by_the_command_too()
    {
        await PictureRecords.WriteAsync(Index, Vocabulary.Empty, "a.jpg");
        var run = await ToolRun.OfAsync("tag", new string('x', 257), "a.jpg", "--index", Index);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("256", run.Error, StringComparison.Ordinal);
    }

    private async Task<string> RefusedAsync(string file, long line, int lines, string kind = "csv")
    {
        var run = await ImportAsync(file);
        Assert.Equal((1, lines, 1L, 1L), (run.ExitCode, run.Count("lines"), run.Count("faulty"), run.Count("changed")));
        var refused = run.Objects.Single(o => o.GetProperty("type").GetString() == "refused");
        Assert.Equal(line, refused.GetProperty("line").GetInt64());
        var tags = (await PictureRecords.ReadAsync(Index, "a.jpg")).Tags.Select(t => t.Name).Order(StringComparer.Ordinal);
        Assert.Equal(kind == "csv" ? ["barn", "clock", "old", "person"] : ["clock", "old; barn", "person"], tags);
        return refused.GetProperty("message").GetString()!;
    }

    private Task WriteAsync(string file, byte[] bytes) => File.WriteAllBytesAsync(_folder.File(file), bytes);

    private async Task<ToolRun> ImportAsync(string file, params string[] more)
    {
        if (!File.Exists(Index) || (await ToolRun.OfAsync("show", "a.jpg", "--index", Index)).ExitCode != 0)
        {
            await PictureRecords.WriteAsync(Index, Vocabulary.Empty, "a.jpg");
        }

        var run = await ToolRun.OfAsync(["import", _folder.File(file), .. more, "--index", Index, "--json"]);
        Assert.All(run.Objects, SchemaCheck.Holds);
        return run;
    }

    /// <summary>Stops what is running when it prints a word.</summary>
    private sealed class StoppingWriter(string word, CancellationTokenSource stop) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value?.Contains(word, StringComparison.Ordinal) == true)
            {
                stop.Cancel();
            }
        }
    }

    /// <summary>A beginning, many letters and an end, none of which is held.</summary>
    private sealed class LongRow(string start, long letters, string end) : MemoryStream
    {
        private readonly byte[] _start = Encoding.UTF8.GetBytes(start);
        private readonly byte[] _end = Encoding.UTF8.GetBytes(end);
        private long _at;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var (from, left) =
                _at < _start.Length ? (_start.AsMemory((int)_at), _start.Length - _at)
                : _at < _start.Length + letters ? (default, _start.Length + letters - _at)
                : (_end.AsMemory((int)(_at - _start.Length - letters)), _start.Length + letters + _end.Length - _at);
            var count = (int)Math.Min(left, buffer.Length);
            if (from.IsEmpty)
            {
                buffer.Span[..count].Fill((byte)'x');
            }
            else
            {
                from[..count].CopyTo(buffer);
            }

            _at += count;
            return ValueTask.FromResult(count);
        }
    }
}
