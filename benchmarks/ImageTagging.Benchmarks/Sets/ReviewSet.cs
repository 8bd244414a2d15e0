using ImageTagging.Onnx;
using ImageTagging.Teaching;
using ImageTagging.Tool.Charts;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>What answers are worth that review asks for, against answers about pictures drawn by chance: the curve, and a chart of it.</summary>
/// <remarks>
/// By the product's own <see cref="TagTeacher"/>, over vectors alone, measured on pictures that are not in its index: photographs
/// whose truth is known (<c>--photos</c>, <c>--truth</c>, as in <c>teaching</c>; five folds by their order). Each word begins with one
/// picture that shows it. <c>--charts FOLDER</c> (default: artifacts/bench) gets <c>review.svg</c>.
/// </remarks>
internal sealed class ReviewSet : IBenchmarkSet
{
    private const int Folds = 5;
    private const int Least = 3;

    // As the page asks.
    private const int AtOnce = 5;

    public string Name => "review";

    public string Title => "Teaching by review against teaching by chance: mean average precision by the number of answers";

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var charts = run.Text("charts") ?? Path.Combine(Repository.Root, "artifacts", "bench");
        var folder = run.Text("photos") ?? Path.Combine("..", "shared", "photos");
        var file = run.Text("truth") ?? Path.Combine(folder, "truth.json");
        if (File.Exists(file))
        {
            var curve = await PhotographsAsync(run, folder, PhotographTruth.Read(file), cancellationToken);
            await DrawAsync(curve, "What answers are worth", Path.Combine(charts, "review.svg"), cancellationToken);
        }
        else
        {
            run.Say($"photographs skipped: there is no truth '{file}'; name them with --photos and it with --truth");
        }

        run.Say("the chart is in the folder that --charts names, else in artifacts/bench");
    }

    private static async Task<Curve> PhotographsAsync(
        BenchmarkRun run,
        string folder,
        PhotographTruth truth,
        CancellationToken cancellationToken
    )
    {
        using var tagger = new LocalTagger();
        List<Picture> pictures = [];
        foreach (var name in truth.Names)
        {
            var bytes = await File.ReadAllBytesAsync(Path.Combine(folder, name), cancellationToken);
            pictures.Add(new(new("photos", name), (await tagger.TagAsync(bytes, cancellationToken)).Embedding!));
        }

        run.Say($"{pictures.Count} photographs seen");
        var curve = new Curve([5, 10, 20, 40, 60, 80], [5, 10, 20, 40, 60, 80]);
        var words = 0;
        foreach (var word in truth.Words)
        {
            var (right, unsure) = (truth.Right(new HasTagQuery(word)), truth.Unsure(new HasTagQuery(word)));
            if (right.Count < Least)
            {
                continue;
            }

            words++;
            var judged = pictures.Where(p => !unsure.Contains(p.Name.Key)).ToArray();
            for (var fold = 0; fold < Folds; fold++)
            {
                var pool = judged.Where((_, i) => i * Folds / judged.Length != fold).ToArray();
                var held = judged.Where((_, i) => i * Folds / judged.Length == fold).ToArray();
                await TeachAsync(curve, word, pool, held, n => right.Contains(n.Key), cancellationToken);
            }
        }

        Report(run, curve, $"photographs, {words} words");
        return curve;
    }

    // One picture is known to show it; then answers are given by what it shows.
    private static async Task TeachAsync(
        Curve curve,
        string tag,
        IReadOnlyList<Picture> pool,
        IReadOnlyList<Picture> held,
        Func<ImageName, bool> shows,
        CancellationToken cancellationToken
    )
    {
        if (!pool.Any(p => shows(p.Name)) || !held.Any(p => shows(p.Name)))
        {
            return;
        }

        var random = new Random(tag.Length + (31 * tag[^1]) + pool.Count);
        var order = pool.Select(p => p.Name).ToArray();
        random.Shuffle(order);
        var first = order.First(shows);
        foreach (var isReview in new[] { true, false })
        {
            var index = new InMemoryTagIndex();
            foreach (var part in pool.Chunk(1_000))
            {
                await index.WriteAsync([.. part.Select(p => RecordWrite.Create(p.Record()))], cancellationToken);
            }

            var (teacher, curator) = (new TagTeacher(index), new TagCurator(index));
            await AnswerAsync([first]);
            var chance = new Queue<ImageName>(order.Where(n => n != first));
            var answers = 0;
            foreach (var wanted in isReview ? curve.Review.Keys : curve.Chance.Keys)
            {
                while (answers < Math.Min(wanted, pool.Count - 1))
                {
                    var count = Math.Min(AtOnce, wanted - answers);
                    var next = isReview
                        ?
                        [
                            .. (await teacher.ReviewAsync(new() { Tag = tag, Count = count }, cancellationToken)).Select(r =>
                                r.Record.Name
                            ),
                        ]
                        : Enumerable.Range(0, Math.Min(wanted - answers, chance.Count)).Select(_ => chance.Dequeue()).ToArray();
                    if (next.Length == 0)
                    {
                        break;
                    }

                    await AnswerAsync(next);
                    answers += next.Length;
                }

                var taught = await teacher.TeachAsync(
                    new()
                    {
                        Tag = tag,
                        By = "benchmark",
                        IsTrial = true,
                    },
                    cancellationToken
                );
                (isReview ? curve.Review : curve.Chance)[wanted].Add(AveragePrecision(taught, held, shows));
            }

            async Task AnswerAsync(IReadOnlyCollection<ImageName> names)
            {
                foreach (var kind in names.GroupBy(shows))
                {
                    await curator.CorrectAsync(
                        [.. kind],
                        new()
                        {
                            By = "benchmark",
                            Add = kind.Key ? [tag] : [],
                            Remove = kind.Key ? [] : [tag],
                            IsJudgement = true,
                        },
                        cancellationToken
                    );
                }
            }
        }
    }

    private static double AveragePrecision(TaughtTag taught, IReadOnlyList<Picture> held, Func<ImageName, bool> shows)
    {
        float[] weights = [.. taught.Weights];
        var vector = new float[weights.Length];
        var (right, seen, sum) = (0, 0, 0d);
        foreach (
            var isRight in held.Select(p =>
                {
                    Example.Fill(p.Embedding, vector);
                    return (Odds: Numerals.Dot(weights, vector), IsRight: shows(p.Name));
                })
                .OrderByDescending(p => p.Odds)
                .Select(p => p.IsRight)
                .ToArray()
        )
        {
            seen++;
            right += isRight ? 1 : 0;
            sum += isRight ? right / (double)seen : 0;
        }

        return sum / right;
    }

    /// <summary>Tells the curve, and how many answers by chance are worth twenty by review.</summary>
    private static void Report(BenchmarkRun run, Curve curve, string what)
    {
        foreach (var (count, values) in curve.Chance)
        {
            run.Report($"{what}: {count} answers by chance, mean average precision", values.Average(), "");
        }

        foreach (var (count, values) in curve.Review)
        {
            run.Report($"{what}: {count} answers by review, the same", values.Average(), "");
        }

        var twenty = curve.Review[20].Average();
        var (before, from) = (1d, 0d);
        foreach (var (count, values) in curve.Chance)
        {
            var value = values.Average();
            if (value >= twenty)
            {
                // On the line between the two that were measured.
                var share = value > from ? (twenty - from) / (value - from) : 1;
                run.Report($"{what}: answers by chance that are worth twenty by review", before + (share * (count - before)), "");
                return;
            }

            (before, from) = (count, value);
        }

        run.Say($"{what}: no number of answers by chance that was tried is worth twenty by review");
    }

    private static async Task DrawAsync(Curve curve, string title, string file, CancellationToken cancellationToken)
    {
        var plot = ChartStyle.Create(title, "Answers", "Mean average precision");
        var last = curve.Review.Keys.Max();
        Add("asked by review", curve.Review, 0);
        Add("asked by chance", curve.Chance, 1);
        ChartStyle.Show(plot, 0, last * 1.03, 0, 1.02);
        ChartStyle.Across(plot).MajorStep = 20;
        ChartStyle.LegendBelow(plot);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await new Chart(plot, 560, 400).SaveAsync(file, cancellationToken);

        void Add(string name, SortedDictionary<int, List<double>> values, int colour)
        {
            var points = values.Where(v => v.Key <= last).Select(v => ((double)v.Key, v.Value.Average()));
            ChartStyle.Line(plot, points, ChartStyle.Colour(colour), marks: 3.5).Title = name;
        }
    }

    private sealed class Curve(int[] review, int[] chance)
    {
        public SortedDictionary<int, List<double>> Review { get; } = new(review.ToDictionary(c => c, _ => new List<double>()));

        public SortedDictionary<int, List<double>> Chance { get; } = new(chance.ToDictionary(c => c, _ => new List<double>()));
    }

    private sealed record Picture(ImageName Name, Embedding Embedding)
    {
        public ImageRecord Record() =>
            new()
            {
                Source = Name.Source,
                Key = Name.Key,
                Location = "made:///" + Name.Key,
                Size = 1_000,
                ModifiedAt = MillionImages.Start,
                ListedAt = MillionImages.Start,
                Taggers =
                [
                    new()
                    {
                        Name = "local",
                        Fingerprint = MillionImages.Fingerprint,
                        TaggedAt = MillionImages.Start,
                        Embedding = Embedding,
                    },
                ],
            };
    }
}
