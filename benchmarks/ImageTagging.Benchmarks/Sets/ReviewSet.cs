using ImageTagging.Onnx;
using ImageTagging.Teaching;
using ImageTagging.Tool.Charts;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>What answers are worth that review asks for, against answers about pictures drawn by chance: the curve, and a chart of it.</summary>
/// <remarks>
/// By the product's own <see cref="TagTeacher"/>, over vectors alone, measured on pictures that are not in its index: photographs
/// whose truth is known (<c>--photos</c>, <c>--truth</c>, as in <c>teaching</c>). Five folds by their order, and others by chance until there
/// are <c>--seeds</c> (default: 3) of them. Each word begins with one picture that shows it, the same one for both; a word's
/// average precision is over all pictures, each ranked by the confidence that the fold gives it that held it back.
/// <c>--charts FOLDER</c> (default: artifacts/bench) gets <c>review.svg</c>.
/// </remarks>
internal sealed class ReviewSet : IBenchmarkSet
{
    private const int Folds = 5;
    private const int Least = 3;
    private const int Yes = 10;
    private const int No = 30;

    // As the page asks.
    private const int AtOnce = 5;

    private static readonly int[] s_marks = [5, 10, 20, 40, 60, 80];

    private enum Asked
    {
        ByChance,
        ByReview,

        // Of the answers so many of each kind, the first ones.
        TenAndThirtyByChance,
        TenAndThirtyByReview,
        TenAndThirtyByTruth,
        Everything,
    }

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
        var seeds = run.Number("seeds", 3);
        using var tagger = new LocalTagger();
        List<Picture> pictures = [];
        foreach (var name in truth.Names)
        {
            var bytes = await File.ReadAllBytesAsync(Path.Combine(folder, name), cancellationToken);
            pictures.Add(new(new("photos", name), (await tagger.TagAsync(bytes, cancellationToken)).Embedding!));
        }

        run.Say($"{pictures.Count} photographs seen");
        var curve = new Curve();
        foreach (var word in truth.Words)
        {
            var (right, unsure) = (truth.Right(new HasTagQuery(word)), truth.Unsure(new HasTagQuery(word)));
            if (right.Count < Least)
            {
                continue;
            }

            var judged = pictures.Where(p => !unsure.Contains(p.Name.Key)).ToArray();
            List<Curve> rounds = [];
            for (var seed = 0; seed < seeds; seed++)
            {
                rounds.Add(await RoundAsync(word, judged, seed, n => right.Contains(n.Key), cancellationToken));
            }

            curve.AddMeans(rounds);
        }

        Report(run, curve);
        return curve;
    }

    // A word with folds of its own: where the product stands after so many answers, in points of one value each.
    private static async Task<Curve> RoundAsync(
        string word,
        Picture[] judged,
        int seed,
        Func<ImageName, bool> shows,
        CancellationToken cancellationToken
    )
    {
        var random = new Random(seed);
        int[] fold = [.. Enumerable.Range(0, judged.Length).Select(i => i * Folds / judged.Length)];
        if (seed > 0)
        {
            random.Shuffle(fold);
        }

        Dictionary<(Asked, int), List<(double Odds, bool IsRight)>> ranked = [];
        for (var held = 0; held < Folds; held++)
        {
            var pool = judged.Where((_, i) => fold[i] != held).ToArray();
            // Where none is left that shows it, nobody can begin.
            if (pool.Any(p => shows(p.Name)))
            {
                await FoldAsync(word, pool, random, shows, Rank, cancellationToken);
            }

            void Rank(Asked asked, int answers, TaughtTag taught)
            {
                if (!ranked.TryGetValue((asked, answers), out var of))
                {
                    ranked.Add((asked, answers), of = []);
                }

                of.AddRange(judged.Where((_, i) => fold[i] == held).Select(p => (Odds(taught, p), shows(p.Name))));
            }
        }

        var round = new Curve();
        foreach (var ((asked, answers), of) in ranked.Where(r => r.Value.Any(v => v.IsRight)))
        {
            round.Add(asked, answers, AveragePrecision(of));
        }

        return round;
    }

    private static async Task FoldAsync(
        string word,
        Picture[] pool,
        Random random,
        Func<ImageName, bool> shows,
        Action<Asked, int, TaughtTag> rank,
        CancellationToken cancellationToken
    )
    {
        ImageName[] order = [.. pool.Select(p => p.Name)];
        random.Shuffle(order);
        order = [.. order.OrderBy(n => n != order.First(shows))];
        foreach (
            var (asked, ofEach) in new[]
            {
                (Asked.ByChance, Asked.TenAndThirtyByChance),
                (Asked.ByReview, Asked.TenAndThirtyByReview),
            }
        )
        {
            var pupil = await Pupil.OfAsync(word, pool, shows, cancellationToken);
            await pupil.AnswerAsync(order[..1], cancellationToken);
            foreach (var mark in s_marks)
            {
                await ToAsync(mark);
                rank(asked, mark, await pupil.TeachAsync(cancellationToken));
            }

            await ToAsync(pool.Length);
            await TellAsync(ofEach, TenAndThirty(pupil.Answered, shows));
            if (asked == Asked.ByChance)
            {
                rank(Asked.Everything, 0, await pupil.TeachAsync(cancellationToken));
            }

            async Task ToAsync(int mark)
            {
                // Beside the one that it began with.
                var goal = Math.Min(mark + 1, pool.Length);
                while (pupil.Answered.Count < goal)
                {
                    var (from, count) = (pupil.Answered.Count, Math.Min(AtOnce, goal - pupil.Answered.Count));
                    await pupil.AnswerAsync(
                        asked == Asked.ByReview ? await pupil.NextAsync(count, cancellationToken) : order[from..(from + count)],
                        cancellationToken
                    );
                }
            }
        }

        await TellAsync(Asked.TenAndThirtyByTruth, ByTruth(order, pool, shows));

        async Task TellAsync(Asked asked, IReadOnlyList<ImageName> names)
        {
            var pupil = await Pupil.OfAsync(word, pool, shows, cancellationToken);
            await pupil.AnswerAsync(names, cancellationToken);
            rank(asked, 0, await pupil.TeachAsync(cancellationToken));
        }
    }

    private static ImageName[] TenAndThirty(IReadOnlyList<ImageName> answered, Func<ImageName, bool> shows) =>
        [.. answered.Where(shows).Take(Yes), .. answered.Where(n => !shows(n)).Take(No)];

    // What no reviewer can do: each next one is that after which all that could be asked are told apart best, by the truth of all of them.
    private static List<ImageName> ByTruth(ImageName[] order, Picture[] pool, Func<ImageName, bool> shows)
    {
        var byName = pool.ToDictionary(p => p.Name);
        bool[] isYes = [.. order.Select(shows)];
        var kernel = RidgeFit.Kernel([.. order.Select(n => new Example(byName[n].Vector(), new Dictionary<string, float>()))], 0);
        int[] yeses = [.. Enumerable.Range(0, order.Length).Where(i => isYes[i])];
        int[] noes = [.. Enumerable.Range(0, order.Length).Where(i => !isYes[i])];
        List<int> chosen = [yeses[0], noes[0]];
        while (true)
        {
            var full = (Yes: chosen.Count(i => isYes[i]) >= Yes, No: chosen.Count(i => !isYes[i]) >= No);
            int[] open = [.. Enumerable.Range(0, order.Length).Except(chosen).Where(i => !(isYes[i] ? full.Yes : full.No))];
            if (open.Length == 0)
            {
                return [.. chosen.Select(i => order[i])];
            }

            chosen.Add(open.MinBy(Confusion));
        }

        double Confusion(int next)
        {
            int[] of = [.. chosen, next];
            var rule = RidgeFit.Fit(kernel, of, isYes);
            double[] values = [.. Enumerable.Range(0, order.Length).Select(i => RidgeFit.Value(kernel, i, of, rule))];
            return yeses.Sum(y => noes.Sum(n => Math.Log(1 + Math.Exp(8 * (values[n] - values[y])))));
        }
    }

    private static double Odds(TaughtTag taught, Picture picture) =>
        taught.Bias + Numerals.Dot([.. taught.Weights], picture.Vector());

    private static double AveragePrecision(List<(double Odds, bool IsRight)> ranked)
    {
        var (right, seen, sum) = (0, 0, 0d);
        foreach (var (_, isRight) in ranked.OrderByDescending(r => r.Odds))
        {
            seen++;
            right += isRight ? 1 : 0;
            sum += isRight ? right / (double)seen : 0;
        }

        return sum / right;
    }

    /// <summary>Tells the curve, how many answers by chance are worth twenty by review, and what review adds to chance word by word.</summary>
    private static void Report(BenchmarkRun run, Curve curve)
    {
        var what = $"photographs, {curve.Of(Asked.Everything)[0].Count} words";
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
                break;
            }

            (before, from) = (count, value);
        }

        foreach (var count in s_marks)
        {
            Adds($"{count} answers by review add to as many by chance", curve.Review[count], curve.Chance[count]);
        }

        var chance = curve.Of(Asked.TenAndThirtyByChance)[0];
        var review = curve.Of(Asked.TenAndThirtyByReview)[0];
        run.Report($"{what}: ten yes and thirty no by chance, mean average precision", chance.Average(), "");
        run.Report($"{what}: ten yes and thirty no by review, the same", review.Average(), "");
        Adds("ten yes and thirty no by review add to as many by chance", review, chance, Bar.Over(0.05));
        Adds("as many chosen by the truth add", curve.Of(Asked.TenAndThirtyByTruth)[0], chance);
        Adds("all that were not held back add", curve.Of(Asked.Everything)[0], chance);

        void Adds(string name, List<double> values, List<double> others, Bar? bar = null)
        {
            // A word is one trial: its rounds are of the same photographs.
            double[] added = [.. values.Zip(others, (v, o) => v - o)];
            var mean = added.Average();
            var spread = Math.Sqrt(added.Sum(a => (a - mean) * (a - mean)) / Math.Max(1, added.Length - 1) / added.Length);
            run.Report($"{what}: what {name}", mean, "", bar);
            run.Report($"{what}: the same, 95 % from", mean - (1.96 * spread), "");
            run.Report($"{what}: the same, 95 % to", mean + (1.96 * spread), "");
        }
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

    /// <summary>The values that were measured after so many answers.</summary>
    private sealed class Curve
    {
        private readonly Dictionary<Asked, SortedDictionary<int, List<double>>> _values = [];

        public SortedDictionary<int, List<double>> Review => Of(Asked.ByReview);

        public SortedDictionary<int, List<double>> Chance => Of(Asked.ByChance);

        public SortedDictionary<int, List<double>> Of(Asked asked)
        {
            if (!_values.TryGetValue(asked, out var values))
            {
                _values.Add(asked, values = []);
            }

            return values;
        }

        public void Add(Asked asked, int answers, double value)
        {
            if (!Of(asked).TryGetValue(answers, out var values))
            {
                Of(asked).Add(answers, values = []);
            }

            values.Add(value);
        }

        public void AddMeans(IReadOnlyList<Curve> rounds)
        {
            foreach (var asked in Enum.GetValues<Asked>())
            {
                foreach (var values in rounds.SelectMany(r => r.Of(asked)).GroupBy(v => v.Key, v => v.Value[0]))
                {
                    Add(asked, values.Key, values.Average());
                }
            }
        }
    }

    /// <summary>The product over the pictures that can be asked about, answered by the truth.</summary>
    private sealed class Pupil(string tag, InMemoryTagIndex index, Func<ImageName, bool> shows)
    {
        private readonly TagTeacher _teacher = new(index);
        private readonly TagCurator _curator = new(index);

        /// <summary>What was answered, in this order.</summary>
        public List<ImageName> Answered { get; } = [];

        public static async Task<Pupil> OfAsync(
            string tag,
            Picture[] pool,
            Func<ImageName, bool> shows,
            CancellationToken cancellationToken
        )
        {
            var index = new InMemoryTagIndex();
            await index.WriteAsync([.. pool.Select(p => RecordWrite.Create(p.Record()))], cancellationToken);
            return new(tag, index, shows);
        }

        /// <summary>The pictures that review asks about next.</summary>
        public async Task<ImageName[]> NextAsync(int count, CancellationToken cancellationToken)
        {
            var next = await _teacher.ReviewAsync(new() { Tag = tag, Count = count }, cancellationToken);
            return next.Count > 0
                ? [.. next.Select(r => r.Record.Name)]
                : throw new InvalidOperationException($"Review of '{tag}' ended after {Answered.Count} answers.");
        }

        public async Task AnswerAsync(IReadOnlyCollection<ImageName> names, CancellationToken cancellationToken)
        {
            Answered.AddRange(names);
            foreach (var kind in names.GroupBy(shows))
            {
                await _curator.CorrectAsync(
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

        public ValueTask<TaughtTag> TeachAsync(CancellationToken cancellationToken) =>
            _teacher.TeachAsync(
                new()
                {
                    Tag = tag,
                    By = "benchmark",
                    IsTrial = true,
                },
                cancellationToken
            );
    }

    private sealed record Picture(ImageName Name, Embedding Embedding)
    {
        public float[] Vector()
        {
            var vector = new float[Embedding.Dimensions];
            Example.Fill(Embedding, vector);
            return vector;
        }

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
