using System.Text.Json;
using ImageTagging.Elasticsearch;
using ImageTagging.TestSupport;
using ImageTagging.Tool.Commands;
using ImageTagging.Tool.Tests.Sights;

namespace ImageTagging.Notebooks.Tests;

public sealed class NotebookTests : IDisposable
{
    private const int Top = 25;
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("elasticsearch")]
    [InlineData("opensearch")]
    public async Task Bars_equal_the_counts_of_the_search_server(string engine)
    {
        NotebookRun.RequirePython();
        var node = await (engine == "elasticsearch" ? Testbed.ElasticsearchAsync() : Testbed.OpenSearchAsync());
        var options = new ElasticsearchIndexOptions
        {
            IndexName = "notebook-" + Guid.NewGuid().ToString("N"),
            // Several shards, where a plain aggregation may miscount.
            Shards = 3,
            Replicas = 0,
        };
        options.Nodes.Add(node);
        using var index = new ElasticsearchTagIndex(options);
        await index.EnsureReadyAsync(TestContext.Current.CancellationToken);
        // One that is gone must not be counted.
        var records = Records();
        await index.WriteAsync([.. records.Select(RecordWrite.Create)], TestContext.Current.CancellationToken);
        await index.RefreshAsync(TestContext.Current.CancellationToken);

        var run = NotebookRun.Of(
            _folder,
            new Dictionary<string, string>
            {
                ["IMAGETAG_URL"] = new Uri(node, options.IndexName).AbsoluteUri,
                ["IMAGETAG_TOP"] = "25",
            }
        );

        await CheckAsync(run, index, records);
        Assert.Equal(4, run.Pictures);
        Assert.Contains("Set IMAGETAG_EVALUATION", run.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ndjson")]
    [InlineData("csv")]
    public async Task Bars_equal_the_counts_of_the_exported_index_and_an_evaluation_is_drawn(string format)
    {
        NotebookRun.RequirePython();
        var records = Records();
        await MadeUpIndex.WriteAsync(_folder.File("index.db"), records);
        await ToolAsync("export", "--index", _folder.File("index.db"), "--to", _folder.File("export." + format));
        await File.WriteAllLinesAsync(
            _folder.File("truth.csv"),
            records.Take(200).Select((r, i) => $"{r.Key},{Cell(i % 3 == 0 ? "tree" : r.Tags[0].Name)}").Prepend("image,tags")
        );
        var evaluation = await ToolAsync("evaluate", _folder.File("truth.csv"), "--index", _folder.File("index.db"), "--json");
        await File.WriteAllTextAsync(_folder.File("evaluation.ndjson"), evaluation);

        var run = NotebookRun.Of(
            _folder,
            new Dictionary<string, string>
            {
                ["IMAGETAG_EXPORT"] = _folder.File("export." + format),
                ["IMAGETAG_EVALUATION"] = _folder.File("evaluation.ndjson"),
                ["IMAGETAG_FIGURES"] = _folder.File("figures"),
                ["IMAGETAG_TOP"] = "25",
            }
        );

        await using var index = new SqliteTagIndex(new SqliteIndexOptions { Path = _folder.File("index.db") });
        await CheckAsync(run, index, records);
        Assert.Equal(5, run.Pictures);
        var curve = JsonDocument.Parse(evaluation.Split('\n')[0]).RootElement.GetProperty("curve").EnumerateArray().ToArray();
        var drawn = run.Figures["evaluation"].GetProperty("index");
        Assert.Equal(curve.Select(p => p.GetProperty("recall").GetDouble()), Numbers(drawn.GetProperty("recall")));
        Assert.Equal(curve.Select(p => p.GetProperty("precision").GetDouble()), Numbers(drawn.GetProperty("precision")));
        Assert.Equal(
            ["confidence.png", "distribution.png", "evaluation.png", "time.png", "together.png"],
            Directory.GetFiles(_folder.File("figures")).Select(Path.GetFileName).Order()
        );
        if (Environment.GetEnvironmentVariable("IMAGETAGGING_KEEP_CHARTS") is { Length: > 0 } kept)
        {
            Directory.CreateDirectory(kept);
            foreach (var file in Directory.GetFiles(_folder.File("figures")))
            {
                File.Copy(file, Path.Combine(kept, "notebook-" + Path.GetFileName(file)), overwrite: true);
            }
        }
    }

    [Fact]
    public async Task A_Parquet_export_is_read_where_pyarrow_is()
    {
        NotebookRun.RequirePython();
        Assert.SkipUnless(NotebookRun.HasPyarrow, "pyarrow is not installed for the system's Python.");
        var records = Records();
        await MadeUpIndex.WriteAsync(_folder.File("index.db"), records);
        await ToolAsync("export", "--index", _folder.File("index.db"), "--to", _folder.File("export.parquet"));

        var run = NotebookRun.Of(
            _folder,
            new Dictionary<string, string> { ["IMAGETAG_EXPORT"] = _folder.File("export.parquet"), ["IMAGETAG_TOP"] = "25" }
        );

        await using var index = new SqliteTagIndex(new SqliteIndexOptions { Path = _folder.File("index.db") });
        await CheckAsync(run, index, records);
    }

    [Fact]
    public async Task A_Parquet_export_without_pyarrow_ends_in_a_sentence()
    {
        NotebookRun.RequirePython();
        await MadeUpIndex.WriteAsync(_folder.File("index.db"));
        await ToolAsync("export", "--index", _folder.File("index.db"), "--to", _folder.File("export.parquet"));
        Directory.CreateDirectory(_folder.File("without"));
        await File.WriteAllTextAsync(_folder.File("without/pyarrow.py"), "raise ImportError('none')\n");

        var said = NotebookRun.Fault(
            _folder,
            new Dictionary<string, string>
            {
                ["IMAGETAG_EXPORT"] = _folder.File("export.parquet"),
                ["PYTHONPATH"] = _folder.File("without"),
            }
        );

        Assert.Contains("Reading a Parquet export needs pyarrow", said, StringComparison.Ordinal);
        Assert.DoesNotContain("UnicodeDecodeError", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Relative_paths_begin_where_Jupyter_was_started()
    {
        NotebookRun.RequirePython();
        await MadeUpIndex.WriteAsync(_folder.File("index.db"));
        await ToolAsync("export", "--index", _folder.File("index.db"), "--to", _folder.File("export.ndjson"));

        var run = NotebookRun.Of(
            _folder,
            new Dictionary<string, string>
            {
                ["PWD"] = _folder.Path,
                ["IMAGETAG_EXPORT"] = "export.ndjson",
                ["IMAGETAG_FIGURES"] = "figures",
            }
        );

        Assert.Contains($"{MadeUpIndex.Images} pictures", run.Text, StringComparison.Ordinal);
        Assert.Equal(4, Directory.GetFiles(_folder.File("figures")).Length);
    }

    [Fact]
    public void The_notebook_is_kept_without_outputs_and_names_its_chart_as_people_expect()
    {
        using var notebook = JsonDocument.Parse(File.ReadAllText(NotebookRun.File));
        var code = notebook
            .RootElement.GetProperty("cells")
            .EnumerateArray()
            .Where(c => c.GetProperty("cell_type").GetString() == "code")
            .ToArray();
        Assert.All(
            code,
            c =>
                Assert.Equal(
                    (0, JsonValueKind.Null),
                    (c.GetProperty("outputs").GetArrayLength(), c.GetProperty("execution_count").ValueKind)
                )
        );
        var text = string.Concat(code.SelectMany(c => c.GetProperty("source").EnumerateArray()).Select(l => l.GetString()));
        Assert.Contains("set_title(\"Tag Distribution\")", text, StringComparison.Ordinal);
        Assert.Contains("set_xlabel(\"Tags\")", text, StringComparison.Ordinal);
        Assert.Contains("set_ylabel(\"Frequency\")", text, StringComparison.Ordinal);
        Assert.Contains("rotation=45", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tags_in_any_script_are_drawn_and_what_no_font_has_is_named()
    {
        NotebookRun.RequirePython();
        await File.WriteAllTextAsync(
            _folder.File("export.ndjson"),
            """
            {"status":"tagged","modified_at":"2024-01-05T00:00:00Z","tags":[{"name":"כלב","confidence":90},{"name":"猫","confidence":80}]}
            {"status":"tagged","modified_at":"2024-02-05T00:00:00Z","tags":[{"name":"\uDBFF\uDFFD","confidence":90},{"name":"a\u0007b","confidence":80}]}
            """
        );
        var run = NotebookRun.Of(_folder, new Dictionary<string, string> { ["IMAGETAG_EXPORT"] = _folder.File("export.ndjson") });
        Assert.Equal(4, Texts(run.Figures["distribution"].GetProperty("tags")).Count);
        Assert.DoesNotContain("missing from", run.Text, StringComparison.Ordinal);
    }

    private static string Cell(string tag) =>
        '"'
        + string.Concat(tag.Select(c => c is ';' or ',' or '\\' ? "\\" + c : c.ToString()))
            .Replace("\"", "\"\"", StringComparison.Ordinal)
        + '"';

    private static ImageRecord[] Records()
    {
        var records = MadeUpIndex.Records().ToArray();
        records[3] = records[3] with { GoneAt = DateTimeOffset.UnixEpoch };
        // Names that a list, a file or a formula could stumble over.
        records[5] = records[5] with
        {
            Tags = [new("a;b\\c, \"d\"", Confidence.Full), new("$x_1$", Confidence.Full)],
        };
        return records;
    }

    private static async Task CheckAsync(NotebookRun run, ITagIndex index, IReadOnlyList<ImageRecord> records)
    {
        var there = records.Where(r => r.GoneAt is null).ToArray();
        Assert.Contains($"{there.Length} pictures", run.Text, StringComparison.Ordinal);
        var counts = await index.CountTagsAsync(new TagCountRequest { Size = Top }, TestContext.Current.CancellationToken);
        var distribution = run.Figures["distribution"];
        var names = counts.Select(c => c.Value).ToArray();
        Assert.Equal(names, Texts(distribution.GetProperty("tags")));
        Assert.Equal(counts.Select(c => (double)c.Count), Numbers(distribution.GetProperty("heights")));

        var together = run.Figures["together"].GetProperty("counts").EnumerateArray().Select(Numbers).ToArray();
        for (var row = 0; row < Top; row++)
        {
            Assert.Equal(names.Select(n => (double)there.Count(r => Has(r, names[row]) && Has(r, n))), together[row]);
        }

        int[] ends = [0, .. Confidence.Bands, 101];
        Assert.Equal(
            ends.Zip(ends.Skip(1))
                .Select(b =>
                    (double)
                        there
                            .SelectMany(r => r.Tags)
                            .Count(t => t.Confidence.Percent >= b.First && t.Confidence.Percent < b.Second)
                ),
            Numbers(run.Figures["confidence"].GetProperty("heights"))
        );

        var time = run.Figures["time"];
        var months = Texts(time.GetProperty("months"));
        Assert.True(months.Count > 20);
        foreach (var line in time.GetProperty("lines").EnumerateObject())
        {
            Assert.Equal(
                months.Select(m =>
                    (double)
                        there.Count(r =>
                            r.ModifiedAt.ToString("yyyy-MM") == m && (line.Name == "all pictures" || Has(r, line.Name))
                        )
                ),
                Numbers(line.Value)
            );
        }

        static bool Has(ImageRecord record, string tag) => record.Tags.Any(t => t.Name == tag);
    }

    private static List<double> Numbers(JsonElement array) => [.. array.EnumerateArray().Select(n => n.GetDouble())];

    private static List<string> Texts(JsonElement array) => [.. array.EnumerateArray().Select(n => n.GetString()!)];

    private static async Task<string> ToolAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = await ToolProgram.RunAsync(arguments, output, error, TestContext.Current.CancellationToken);
        Assert.True(exit == 0, error.ToString());
        return output.ToString();
    }
}
