using ImageTagging.TestSupport;

namespace ImageTagging.Tool.Tests.Sights;

public sealed class EvaluateTests : IDisposable
{
    private static readonly string s_truth = Path.Combine(TestPaths.Photos, "truth.csv");
    private readonly TempFolder _folder = new();

    private string Index => _folder.File("index.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_index_and_the_tagger_that_filled_it_are_equally_good()
    {
        await ToolRun.OfAsync("index", TestPaths.Photos, "--index", Index, "--tagger", "local");
        var run = await ToolRun.OfAsync(
            "evaluate",
            s_truth,
            "--index",
            Index,
            "--tagger",
            "index",
            "--tagger",
            "local",
            "--pictures",
            TestPaths.Photos,
            "--threshold",
            "30",
            "--json"
        );

        Assert.Equal(0, run.ExitCode);
        Assert.All(run.Objects, SchemaCheck.Holds);
        var evaluations = run.Objects.Where(o => o.GetProperty("type").GetString() == "evaluation").ToArray();
        Assert.Equal(["index", "local"], evaluations.Select(e => e.GetProperty("tagger").GetString()));
        Assert.All(
            evaluations,
            e => Assert.Equal((12, 0), (e.GetProperty("images").GetInt32(), e.GetProperty("absent").GetInt32()))
        );
        var persons = run
            .Objects.Where(o => o.GetProperty("type").GetString() == "score" && o.GetProperty("tag").GetString() == "person")
            .ToArray();
        Assert.Equal(2, persons.Length);
        Assert.All(
            persons,
            p => Assert.Equal((2, 0, 0), (Int(p, "truePositives"), Int(p, "falsePositives"), Int(p, "falseNegatives")))
        );
        Assert.Equal(0, run.Summary.GetProperty("difference").GetDouble());
        Assert.False(run.Summary.GetProperty("clear").GetBoolean());

        static int Int(System.Text.Json.JsonElement of, string name) => of.GetProperty(name).GetInt32();
    }

    [Fact]
    public async Task A_model_of_ones_own_is_compared_by_its_card_and_its_thresholds_make_a_vocabulary()
    {
        var models = Path.Combine(TestPaths.RepositoryRoot, "src", "ImageTagging.Onnx", "Models");
        foreach (var file in (string[])["centernet-mobilenetv3-coco80.onnx", "coco80-labels.txt"])
        {
            File.Copy(Path.Combine(models, file), _folder.File(file));
        }

        var card = await File.ReadAllTextAsync(Path.Combine(models, "coco80.json"));
        Assert.Contains("\"minConfidence\": 30", card, StringComparison.Ordinal);
        await File.WriteAllTextAsync(
            _folder.File("mine.json"),
            card.Replace("\"minConfidence\": 30", "\"minConfidence\": 15", StringComparison.Ordinal)
        );
        await File.WriteAllTextAsync(
            _folder.File("given.json"),
            """{ "alias": { "feline": "cat" }, "confidence": { "Cat": 99, "x": 5 } }"""
        );
        var own = "onnx:" + _folder.File("mine.json");

        var run = await ToolRun.OfAsync(
            "evaluate",
            s_truth,
            "--tagger",
            own,
            "--tagger",
            "onnx",
            "--pictures",
            TestPaths.Photos,
            "--json",
            "--out",
            _folder.File("out"),
            "--write-vocabulary",
            _folder.File("best.json")
        );

        Assert.True(run.ExitCode == 0, run.Error);
        var cats = run.Objects.Where(o =>
            o.GetProperty("type").GetString() == "score" && o.GetProperty("tag").GetString() == "cat"
        );
        // The card's lower threshold lets the cat through, which the package's own leaves out.
        Assert.Equal(
            [true, false],
            cats.Select(c => c.GetProperty("bestThreshold").ValueKind == System.Text.Json.JsonValueKind.Number)
        );
        var made = await ToolRun.OfAsync(
            "evaluate",
            s_truth,
            "--tagger",
            own,
            "--pictures",
            TestPaths.Photos,
            "--vocabulary",
            _folder.File("best.json"),
            "--threshold",
            "0",
            "--json"
        );
        Assert.Equal(0, made.ExitCode);
        var all = made.Objects.First(o => o.GetProperty("type").GetString() == "score");
        Assert.Equal(6, all.GetProperty("truePositives").GetInt32());

        await File.WriteAllTextAsync(_folder.File("rules.csv"), "image,tags\nanimals/chelsea.png,cat\n");
        await ToolRun.OfAsync(
            "evaluate",
            _folder.File("rules.csv"),
            "--tagger",
            own,
            "--pictures",
            TestPaths.Photos,
            "--vocabulary",
            _folder.File("given.json"),
            "--write-vocabulary",
            _folder.File("merged.json")
        );
        var merged = Vocabulary.Load(_folder.File("merged.json"));
        Assert.Equal("cat", merged.TagOf("feline"));
    }

    [Fact]
    public async Task The_page_holds_everything_itself_and_encodes_what_comes_from_outside()
    {
        var photos = _folder.File("photos");
        Directory.CreateDirectory(photos);
        File.Copy(Path.Combine(TestPaths.Photos, "animals/horse.png"), Path.Combine(photos, "<b>horse.png"));
        await File.WriteAllTextAsync(Path.Combine(photos, "words.png"), "no picture");
        await File.WriteAllTextAsync(
            _folder.File("truth.csv"),
            "image,tags\n<b>horse.png,<script>alert(1)</script>\nwords.png,text\nnone.png,cat\n"
        );

        var run = await ToolRun.OfAsync(
            "evaluate",
            _folder.File("truth.csv"),
            "--tagger",
            "onnx",
            "--pictures",
            photos,
            "--out",
            _folder.File("out")
        );

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("1 pictures of the truth are not there", run.Error, StringComparison.Ordinal);
        PageCheck.IsSelfContained(await File.ReadAllTextAsync(_folder.File("out/evaluation.html")));
        Assert.Contains(
            "&lt;script&gt;alert(1)",
            await File.ReadAllTextAsync(_folder.File("out/evaluation.html")),
            StringComparison.Ordinal
        );
        foreach (var plot in (string[])["precision-recall.png", "precision-recall.svg", "calibration.png", "calibration.svg"])
        {
            Assert.True(new FileInfo(Path.Combine(_folder.File("out"), plot)).Length > 1_000, plot);
        }
    }

    [Theory]
    [InlineData("--pictures", "--tagger", "onnx")]
    [InlineData("two different", "--tagger", "onnx", "onnx", "--pictures", ".")]
    [InlineData("--budget-calls 12", "--tagger", "rekognition", "--region", "eu-west-1", "--pictures", "PHOTOS")]
    [InlineData("not both", "--budget", "1", "--budget-calls", "1")]
    [InlineData("0 to 100", "--threshold", "101", "--tagger", "onnx", "--pictures", "PHOTOS")]
    public async Task What_makes_no_sense_or_would_cost_unasked_is_refused(string says, params string[] arguments)
    {
        var run = await ToolRun.OfAsync(["evaluate", s_truth, .. arguments.Select(a => a == "PHOTOS" ? TestPaths.Photos : a)]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dog beach\ncup -coffee\ncup\n\n(cup OR horse) spoon\nbroken \"query\n")]
    [InlineData("word,count\ncup,3\n\"Spoon\",1\nhorse,1.0\ndog,1\nbeach,1\nbroken,1\nquery,1\n")]
    public async Task Words_are_told_in_the_order_in_which_they_are_asked_for(string words)
    {
        var asked = _folder.File("searches.txt");
        await File.WriteAllTextAsync(asked, words);
        await ToolRun.OfAsync("index", TestPaths.Photos, "--index", Index);
        var run = await ToolRun.OfAsync("evaluate", s_truth, "--index", Index, "--asked", asked, "--threshold", "45");
        Assert.Equal(["cup", "horse"], run.Lines[3..5].Select(l => l.Split(' ')[0]));
        Assert.Contains("100% find something right", run.Output, StringComparison.Ordinal);
        Assert.Contains("44% ask for what the truth has no picture of", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("word,count\ncup\n", "Line 2 of the words")]
    [InlineData("\n", "names no word")]
    public async Task A_list_of_words_that_is_none_is_refused(string words, string says)
    {
        var asked = _folder.File("searches.txt");
        await File.WriteAllTextAsync(asked, words);
        var run = await ToolRun.OfAsync(
            "evaluate",
            s_truth,
            "--tagger",
            "onnx",
            "--pictures",
            TestPaths.Photos,
            "--asked",
            asked
        );
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_for_files_has_columns_and_no_escapes()
    {
        await ToolRun.OfAsync("index", TestPaths.Photos, "--index", Index);
        var run = await ToolRun.OfAsync("evaluate", s_truth, "--index", Index, "--top", "5");
        Assert.Equal(0, run.ExitCode);
        Assert.DoesNotContain("\\u{", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\t', run.Output);
        // Headings, all tags, five tags: every number ends below its heading's end.
        Assert.Single(run.Lines[1..8].Select(l => l.Length).Distinct());
        Assert.Equal(9, run.Lines.Length);
        Assert.StartsWith("Of searches for what there is ", run.Lines[8], StringComparison.Ordinal);
        Assert.StartsWith("tag ", run.Lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_choice_of_words_is_named_in_one_line()
    {
        var run = await ToolRun.OfAsync("stats", "--chart", "pie", "--index", Index);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("'distribution', 'together', 'confidence', 'time'.", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("\\u{", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tag_that_nobody_knows_is_said_and_no_row_of_zeros()
    {
        await ToolRun.OfAsync("index", TestPaths.Photos, "--index", Index);
        var run = await ToolRun.OfAsync("evaluate", s_truth, "--index", Index, "--tag", "unicorn");
        Assert.Equal((3, ""), (run.ExitCode, run.Output));
        Assert.Contains("'unicorn': neither in the truth", run.Error, StringComparison.Ordinal);

        var some = await ToolRun.OfAsync("evaluate", s_truth, "--index", Index, "--tag", "unicorn", "--tag", "Person");
        Assert.Equal(0, some.ExitCode);
        Assert.Contains("'unicorn': neither", some.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_truth_and_files_that_are_no_vocabulary_are_never_overwritten()
    {
        var text = await File.ReadAllTextAsync(s_truth);
        var folder = Directory.CreateDirectory(_folder.File("real")).FullName;
        var truth = Path.Combine(folder, "truth.csv");
        await File.WriteAllTextAsync(truth, text);
        File.CreateSymbolicLink(_folder.File("link.csv"), truth);
        Directory.CreateSymbolicLink(_folder.File("linked"), folder);
        string[] spellings =
        [
            truth,
            _folder.File("link.csv"),
            _folder.File("linked/truth.csv"),
            Path.GetRelativePath(Environment.CurrentDirectory, truth),
            folder + "/../real/./truth.csv",
        ];
        foreach (var (read, written) in spellings.Select(s => (truth, s)).Append((spellings[2], truth)))
        {
            var run = await ToolRun.OfAsync("evaluate", read, "--index", Index, "--write-vocabulary", written);
            Assert.Equal(2, run.ExitCode);
            Assert.Contains("names the truth itself", run.Error, StringComparison.Ordinal);
        }

        await File.WriteAllTextAsync(_folder.File("notes.txt"), "mine");
        var other = await ToolRun.OfAsync("evaluate", truth, "--index", Index, "--write-vocabulary", _folder.File("notes.txt"));
        Assert.Equal(2, other.ExitCode);
        Assert.Contains("is no vocabulary", other.Error, StringComparison.Ordinal);
        Assert.Equal(
            (text, "mine"),
            (await File.ReadAllTextAsync(truth), await File.ReadAllTextAsync(_folder.File("notes.txt")))
        );
    }

    [Theory]
    [InlineData("--tagger", "onnx", "--pictures", "PHOTOS", "--price", "1")]
    [InlineData("--rate", "5")]
    public async Task A_rate_or_price_of_nothing_metered_is_refused(params string[] arguments)
    {
        var run = await ToolRun.OfAsync(["evaluate", s_truth, .. arguments.Select(a => a == "PHOTOS" ? TestPaths.Photos : a)]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("metered", run.Error, StringComparison.Ordinal);
    }
}
