using System.Diagnostics;
using System.Globalization;
using ImageTagging.TestSupport;

namespace ImageTagging.Evaluation.Tests;

public sealed class EvaluatorTests
{
    [Fact]
    public async Task Counts_and_figures_of_a_small_case_are_those_done_by_hand()
    {
        var truth = await Truth("image,tags\na.jpg,cat;dog\nb.jpg,\"Cat, sofa\"\nc.jpg,\n");
        Prediction[] given =
        [
            new("a.jpg", "CAT", 90),
            new("b.jpg", "cat", 40),
            new("c.jpg", "cat", 80),
            new("a.jpg", "dog", 60),
            new("x.jpg", "cat", 99),
        ];

        var report = TagEvaluator.Evaluate(truth, given);

        Assert.Equal(1, report.OutsideTruth);
        var cat = report.Tags.Single(t => t.Tag == "cat");
        Assert.Equal((1, 1, 1), (cat.TruePositives, cat.FalsePositives, cat.FalseNegatives));
        Assert.Equal(0.5, cat.Precision);
        Assert.Equal(0.5, cat.Recall);
        Assert.Equal(((1.0 / 1) + (2.0 / 3)) / 2, cat.AveragePrecision, 12);
        Assert.Equal(40, cat.BestThreshold);
        var sofa = report.Tags.Single(t => t.Tag == "sofa");
        Assert.Equal((0, 0, 1), (sofa.TruePositives, sofa.FalsePositives, sofa.FalseNegatives));
        Assert.Equal((2, 1, 2), (report.Overall.TruePositives, report.Overall.FalsePositives, report.Overall.FalseNegatives));
        Assert.Equal(new Mistake("b.jpg", "sofa", 0, true), report.Mistakes[0]);
    }

    [Fact]
    public async Task Words_count_as_often_as_they_are_asked_for_and_come_in_that_order()
    {
        var truth = await Truth("image,tags\na.jpg,cat;dog\nb.jpg,cat;sofa\nc.jpg,owl\n");
        Prediction[] given = [new("a.jpg", "cat", 90), new("c.jpg", "dog", 80), new("c.jpg", "car", 90)];

        var once = TagEvaluator.Evaluate(truth, given);
        Assert.Equal(new SearchOutcome(0.25, 0.25, 0.5, 0), once.Searches);
        Assert.Equal("cat", once.Tags[0].Tag);

        var asked = new Dictionary<string, double>
        {
            ["Dog"] = 5,
            ["dog"] = 1,
            ["owl"] = 3,
            ["cat"] = 1,
            ["zebra"] = 10,
        };
        var weighed = TagEvaluator.Evaluate(truth, given, new() { Asked = asked });
        Assert.Equal(new SearchOutcome(0.1, 0.6, 0.3, 0.5), weighed.Searches);
        Assert.Equal(["dog", "owl", "cat", "sofa", "car"], weighed.Tags.Select(t => t.Tag));
        Assert.Equal([6, 3, 1, 0, 0], weighed.Tags.Select(t => t.Asked));
        Assert.Equal(once.MeanAveragePrecision, weighed.MeanAveragePrecision);
        Assert.Throws<ImageTaggingException>(() =>
            TagEvaluator.Evaluate(truth, given, new() { Asked = new Dictionary<string, double> { ["cat"] = double.NaN } })
        );
    }

    [Theory]
    [InlineData("image,tags\nalone\n", "Line 2")]
    [InlineData("image,tags\na.jpg,cat,dog\n", "Line 2")]
    [InlineData("image,tags\n,cat\n", "Line 2")]
    [InlineData("image,tags\na.jpg,\"cat\nb.jpg,dog\nc.jpg,dog\n", "Line 2")]
    [InlineData("image,tags\na.jpg,cat\nb.jpg,12\" gun\n", "Line 3")]
    [InlineData("image,tags\n\n\"a.jpg\"x,cat\n", "Line 3")]
    [InlineData("image,tags,tags\na.jpg,cat,dog\n", "Line 1")]
    [InlineData("image,labels\na.jpg,cat\n", "Line 1")]
    [InlineData("a.jpg,cat,dog\n", "Line 1")]
    public async Task A_line_that_does_not_fit_is_named_and_nothing_is_guessed(string csv, string line)
    {
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(() => Truth(csv));
        Assert.Equal("TruthSyntax", fault.Code);
        Assert.StartsWith(line + " of the truth", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("image,tags\na.jpg,cat;dog\nb.jpg,\n")]
    [InlineData("a.jpg,cat;dog\nb.jpg,\n")]
    [InlineData("\uFEFFImage,Tags\r\na.jpg,cat;dog\r\nb.jpg,\r\n")]
    [InlineData("tags,image\n\"cat,dog\",a.jpg\n,b.jpg\n")]
    [InlineData("image,annotator,tags,comment\na.jpg,ann,cat;dog,\"two\nlines\"\nb.jpg,bob,,\n")]
    [InlineData("image,tag\na.jpg,cat\na.jpg,dog\nb.jpg,\n")]
    public async Task Columns_are_found_by_their_names(string csv)
    {
        var truth = await Truth(csv);
        Assert.Equal(["a.jpg", "b.jpg"], truth.Images.Order(StringComparer.Ordinal));
        Assert.Equal(["cat", "dog"], truth["a.jpg"].Order(StringComparer.Ordinal));
        Assert.Empty(truth["b.jpg"]);
    }

    [Fact]
    public async Task A_tag_may_hold_what_separates_tags() =>
        Assert.Equal(
            ["a, b", "c;d"],
            (await Truth("image,tags\nx.jpg,\"a\\, b;c\\;d\"\n"))["x.jpg"].Order(StringComparer.Ordinal)
        );

    [Fact]
    public void Intervals_hold_the_value_and_the_same_seed_gives_the_same()
    {
        var (truth, given) = Generate(new Random(5), 300, 8);
        var one = TagEvaluator.Evaluate(truth, given);
        var two = TagEvaluator.Evaluate(truth, given);
        Assert.Equal(one.Overall, two.Overall);
        foreach (var tag in one.Tags.Append(one.Overall))
        {
            Assert.InRange(tag.Precision, tag.PrecisionInterval.Low, tag.PrecisionInterval.High);
            Assert.InRange(tag.Recall, tag.RecallInterval.Low, tag.RecallInterval.High);
            Assert.InRange(tag.F1, tag.F1Interval.Low, tag.F1Interval.High);
            Assert.True(tag.F1Interval.Low < tag.F1Interval.High);
        }
    }

    [Fact]
    public async Task Figures_agree_with_scikit_learn_on_generated_cases()
    {
        Assert.SkipUnless(HasScikitLearn(), "Python's scikit-learn is not installed; eng/test installs it.");
        using var folder = new TempFolder();
        for (var trial = 0; trial < Trials.Count(20); trial++)
        {
            var (truth, given) = Generate(new Random(100 + trial), 200, 6);
            var report = TagEvaluator.Evaluate(truth, given, new EvaluationOptions { Resamplings = 0 });
            var images = truth.Images.ToArray();
            var scores = given.ToDictionary(g => (g.Image, g.Tag), g => g.Confidence);
            var rows = report.Tags.SelectMany(t =>
                images.Select(i =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{t.Tag},{(truth[i].Contains(t.Tag) ? 1 : 0)},{scores.GetValueOrDefault((i, t.Tag)):R}"
                    )
                )
            );
            await File.WriteAllLinesAsync(folder.File("cases.csv"), rows);
            var figures = (await PythonAsync(folder.File("cases.csv")))
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(l => l.Split(' '))
                .ToDictionary(l => l[0], l => l.Skip(1).Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray());
            foreach (var tag in report.Tags)
            {
                Assert.Equal(
                    figures[tag.Tag],
                    [tag.Precision, tag.Recall, tag.F1, tag.AveragePrecision],
                    (a, b) => Math.Abs(a - b) < 1e-9
                );
            }

            Assert.Equal(
                figures["*"],
                [report.Overall.Precision, report.Overall.Recall, report.Overall.F1, report.Overall.AveragePrecision],
                (a, b) => Math.Abs(a - b) < 1e-9
            );
        }
    }

    [Fact]
    public void Intervals_are_those_of_drawings_made_one_by_one()
    {
        var (truth, given) = Generate(new Random(9), 60, 3);
        var images = truth.Images.ToArray();
        var options = new EvaluationOptions { Resamplings = 40, Seed = 3 };
        var resamples = new Resamples(images.Length, options);
        var f1 = new double[40];
        var average = new double[40];
        for (var drawing = 0; drawing < 40; drawing++)
        {
            // The drawn pictures as pictures of their own, as often as they came.
            var drawn = new GroundTruth();
            var drawnGiven = new List<Prediction>();
            for (var i = 0; i < images.Length; i++)
            {
                for (var copy = 0; copy < resamples.Of(i, drawing, 1)[0]; copy++)
                {
                    drawn.Add($"{images[i]} {copy}", truth[images[i]]);
                    drawnGiven.AddRange(
                        given.Where(g => g.Image == images[i]).Select(g => g with { Image = $"{g.Image} {copy}" })
                    );
                }
            }

            var overall = TagEvaluator.Evaluate(drawn, drawnGiven, new EvaluationOptions { Resamplings = 0 }).Overall;
            (f1[drawing], average[drawing]) = (overall.F1, overall.AveragePrecision);
        }

        var report = TagEvaluator.Evaluate(truth, given, options).Overall;

        Same(Interval.OfSamples(f1, 0), report.F1Interval);
        Same(Interval.OfSamples(average, 0), report.AveragePrecisionInterval);

        static void Same(Interval expected, Interval actual)
        {
            Assert.Equal(expected.Low, actual.Low, 12);
            Assert.Equal(expected.High, actual.High, 12);
        }
    }

    [Fact]
    public void Wrong_tags_are_shown_though_far_more_are_missing()
    {
        var truth = new GroundTruth();
        for (var i = 0; i < 50; i++)
        {
            truth.Add($"{i}.jpg", ["cat"]);
        }

        var report = TagEvaluator.Evaluate(
            truth,
            [new("1.jpg", "dog", 60), new("2.jpg", "dog", 90), new("3.jpg", "cow", 55)],
            new EvaluationOptions { Mistakes = 4 }
        );

        Assert.Equal(["2.jpg", "1.jpg"], report.Mistakes.Where(m => !m.IsMissing).Select(m => m.Image));
        Assert.Equal(2, report.Mistakes.Count(m => m.IsMissing));
    }

    [Fact]
    public void Two_taggers_are_compared_by_the_same_drawings()
    {
        var (truth, given) = Generate(new Random(11), 300, 4);
        var all = TagEvaluator.Evaluate(truth, given);
        var half = TagEvaluator.Evaluate(truth, given.Where((_, i) => i % 2 == 0));

        Assert.Equal(new(0, new(0, 0)), all.CompareWith(all));
        var comparison = all.CompareWith(half);
        Assert.Equal(all.Overall.F1 - half.Overall.F1, comparison.Difference);
        Assert.True(comparison.IsClear);
        Assert.InRange(comparison.Difference, comparison.DifferenceInterval.Low, comparison.DifferenceInterval.High);
        Assert.Throws<ArgumentException>(() =>
            all.CompareWith(TagEvaluator.Evaluate(truth, given, new EvaluationOptions { Seed = 2 }))
        );
    }

    [Fact]
    public void As_many_other_images_are_not_compared()
    {
        var (one, other) = (new GroundTruth(), new GroundTruth());
        one.Add("a.jpg", ["cat"]);
        other.Add("b.jpg", ["cat"]);
        Assert.Throws<ArgumentException>(() => TagEvaluator.Evaluate(one, []).CompareWith(TagEvaluator.Evaluate(other, [])));
    }

    private static (GroundTruth Truth, Prediction[] Given) Generate(Random random, int images, int tags)
    {
        var truth = new GroundTruth();
        var given = new List<Prediction>();
        for (var i = 0; i < images; i++)
        {
            var image = $"{i}.jpg";
            var own = Enumerable.Range(0, tags).Where(t => random.NextDouble() < 0.5 / (t + 1)).ToHashSet();
            truth.Add(image, own.Select(t => $"tag{t}"));
            for (var t = 0; t < tags; t++)
            {
                // Whole percents, so that ties occur, 0 among them; what is shown is found more often and surer.
                var sure = own.Contains(t) ? random.Next(20, 100) : random.Next(80);
                if (random.NextDouble() < (own.Contains(t) ? 0.9 : 0.3))
                {
                    given.Add(new(image, $"tag{t}", sure));
                }
            }
        }

        return (truth, [.. given]);
    }

    [Fact]
    public async Task Tags_are_found_by_their_other_and_broader_names_as_a_search_finds_them()
    {
        var truth = await Truth("image,tags\na,cat;animal\nb,animal\nc,sofa\nd,kitten\n");
        Prediction[] given =
        [
            new("a", "Cat", 90) { OtherNames = ["Animal", "kitten", "pet"] },
            new("b", "Dog", 80) { OtherNames = ["animal", "pet"] },
            new("d", "cat", 70) { OtherNames = ["animal", "kitten", "pet"] },
        ];
        var report = TagEvaluator.Evaluate(truth, given);
        var scores = report.Tags.ToDictionary(t => t.Tag);
        Assert.Equal((2, 1, 0), Counts(scores["animal"]));
        Assert.Equal((1, 1, 0), Counts(scores["cat"]));
        // That a is a cat doesn't say that it is no kitten.
        Assert.Equal((1, 0, 0), Counts(scores["kitten"]));
        // A tag that the truth never uses is judged by the names that it uses, and one of none by its own.
        Assert.DoesNotContain("dog", scores.Keys);
        Assert.DoesNotContain("pet", scores.Keys);
        Assert.Equal(
            "lamp",
            TagEvaluator.Evaluate(truth, [new("c", "lamp", 60) { OtherNames = ["light"] }]).Tags.Single(t => t.Support == 0).Tag
        );

        static (long, long, long) Counts(TagScore score) => (score.TruePositives, score.FalsePositives, score.FalseNegatives);
    }

    [Fact]
    public async Task What_a_truth_calls_doubtful_counts_neither_way()
    {
        var truth = await Truth("image,tags,doubtful\na,cat,sofa;Room\nb,sofa,\nc,room,room\n");
        Prediction[] given = [new("a", "sofa", 90), new("a", "cat", 90), new("b", "room", 80), new("b", "sofa", 80)];
        var report = TagEvaluator.Evaluate(truth, given);
        var scores = report.Tags.ToDictionary(t => t.Tag);
        Assert.Equal((1, 0, 0), (scores["sofa"].TruePositives, scores["sofa"].FalsePositives, scores["sofa"].FalseNegatives));
        Assert.Equal((0, 1, 0), (scores["room"].TruePositives, scores["room"].FalsePositives, scores["room"].FalseNegatives));
        Assert.Equal((2, 1), (report.Overall.TruePositives, report.Overall.FalsePositives));
        Assert.Contains("room", truth.Doubtful("a"));
        Assert.Empty(truth.Doubtful("unknown"));
    }

    private static async Task<GroundTruth> Truth(string csv)
    {
        using var reader = new StringReader(csv);
        return await GroundTruth.ReadCsvAsync(reader);
    }

    private static bool HasScikitLearn()
    {
        if (!File.Exists("/usr/bin/python3"))
        {
            return false;
        }

        using var process = Process.Start(
            new ProcessStartInfo("/usr/bin/python3", ["-c", "import sklearn"])
            {
                RedirectStandardError = true,
                UseShellExecute = false,
            }
        )!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    private static async Task<string> PythonAsync(string file)
    {
        const string Program = """
            import sys, csv
            from sklearn.metrics import average_precision_score, precision_score, recall_score, f1_score
            rows = [(t, int(y), float(s)) for t, y, s in csv.reader(open(sys.argv[1]))]
            def show(name, rows):
                y = [r[1] for r in rows]; s = [r[2] for r in rows]; p = [int(v >= 50) for v in s]
                ap = average_precision_score(y, s) if any(y) else 0.0
                print(name, precision_score(y, p, zero_division=0), recall_score(y, p, zero_division=0), f1_score(y, p, zero_division=0), ap)
            for tag in sorted(set(r[0] for r in rows)):
                show(tag, [r for r in rows if r[0] == tag])
            show('*', rows)
            """;
        using var process = Process.Start(
            new ProcessStartInfo("/usr/bin/python3", ["-c", Program, file])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            }
        )!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await error);
        return output;
    }
}
