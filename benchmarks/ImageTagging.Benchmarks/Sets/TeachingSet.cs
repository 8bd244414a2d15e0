using System.Diagnostics;
using System.Runtime.InteropServices;
using ImageTagging.Onnx;
using ImageTagging.Onnx.Everyday;
using ImageTagging.Teaching;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>How well words are taught by photographs whose truth is known, and how fast teaching is.</summary>
/// <remarks>
/// <c>--photos FOLDER</c> (default: ../shared/photos) and <c>--truth FILE</c> (default: truth.json in it), as in <c>local-words</c>.
/// Taught alone uses vectors only; the default tagger's words were fitted to the default photographs, so its ranking is better
/// there than on others. Five folds, by the pictures' order and three times by chance; the means of the four.
/// <c>--count</c>: over how many made vectors tags are applied (default 100,000).
/// </remarks>
internal sealed class TeachingSet : IBenchmarkSet
{
    private const int Folds = 5;
    private const int Least = 3;
    private const int Nearest = 20;
    private const int Examples = 200;

    public string Name => "teaching";

    public string Title => "Taught tags: quality against photographs with their truth, times";

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var folder = run.Text("photos") ?? Path.Combine("..", "shared", "photos");
        var file = run.Text("truth") ?? Path.Combine(folder, "truth.json");
        if (File.Exists(file))
        {
            await QualityAsync(run, folder, PhotographTruth.Read(file), cancellationToken);
        }
        else
        {
            run.Say($"quality skipped: there is no truth '{file}'; name the photographs with --photos and it with --truth");
        }

        await TeachAsync(run, cancellationToken);
        await ApplyAsync(run, run.Count(100_000), cancellationToken);
    }

    private static async Task QualityAsync(
        BenchmarkRun run,
        string folder,
        PhotographTruth truth,
        CancellationToken cancellationToken
    )
    {
        using var tagger = new LocalTagger(new() { MinConfidence = 0 });
        var vectors = new ImageVectors(1_280);
        List<Seen> seen = [];
        TimeSpan tagging = default,
            making = default;
        foreach (var name in truth.Names)
        {
            var bytes = await File.ReadAllBytesAsync(Path.Combine(folder, name), cancellationToken);
            var started = Stopwatch.GetTimestamp();
            var answer = await tagger.TagAsync(bytes, cancellationToken);
            tagging += Stopwatch.GetElapsedTime(started);
            var sight = await tagger.SeeAsync(bytes, cancellationToken);
            // As the answer has it, once more by itself.
            started = Stopwatch.GetTimestamp();
            _ = Embedding.FromVector(Space, vectors.Of(sight)!);
            making += Stopwatch.GetElapsedTime(started);
            var vector = new float[answer.Embedding!.Dimensions];
            Example.Fill(answer.Embedding, vector);
            seen.Add(
                new(
                    name,
                    new(vector, new Dictionary<string, float>()),
                    Unit(vectors.Of(sight)!),
                    Unit([.. sight.Embedding!]),
                    answer.Labels.GroupBy(l => l.Name).ToDictionary(g => g.Key, g => g.Max(l => l.Confidence))
                )
            );
        }

        run.Say($"{seen.Count} photographs seen");
        run.Report("tagging with vectors against without: slower by", 100 * (making / (tagging - making)), "%", Bar.Under(3));
        var words = truth.Words.Select(w => Answers(truth, seen, w)).Where(w => w.Is.Count(i => i == true) >= Least).ToArray();
        var folds = Enumerable.Range(0, 4).Select(seed => FoldsOf(seen.Count, seed)).ToArray();
        var kernel = RidgeFit.Kernel([.. seen.Select(s => s.Example)], 0);
        List<double> alone = [],
            together = [],
            without = [];
        foreach (var (word, answers) in words)
        {
            var standing = seen.Select(s => Odds(s.Said.GetValueOrDefault(word))).ToArray();
            without.Add(AveragePrecision(standing, answers));
            foreach (var fold in folds)
            {
                var values = HeldOut(kernel, answers, fold);
                alone.Add(AveragePrecision(values, answers));
                together.Add(AveragePrecision([.. values.Select((v, i) => (8 * (v - 0.5)) + standing[i])], answers));
            }
        }

        run.Report("words with three or more right pictures", words.Length, "");
        run.Report("mean average precision, the default tagger alone", without.Average(), "");
        run.Report("mean average precision, taught alone", alone.Average(), "", Bar.Over(0.64));
        run.Report("mean average precision, taught with the default tagger's ranking", together.Average(), "", Bar.Over(0.70));
        Similar(run, truth, seen);
    }

    private static void Similar(BenchmarkRun run, PhotographTruth truth, List<Seen> seen)
    {
        var bytes = seen.Select(s => s.Example.Vector).ToArray();
        var exact = seen.Select(s => s.Exact).ToArray();
        var recall = Enumerable
            .Range(0, seen.Count)
            .Average(i => Neighbours(bytes, i, Nearest).Intersect(Neighbours(exact, i, Nearest)).Count() / (double)Nearest);
        run.Report("similar: the 20 nearest by stored bytes among those by exact numbers", recall, "", Bar.Over(0.98));
        var held = seen.Select(s => truth.Words.Where(w => Answers(truth, [s], w).Is[0] == true).ToHashSet()).ToArray();
        run.Report("similar: words in common with the five nearest", InCommon(bytes), "");
        run.Report("similar: the same by the classifier's 1,280 components", InCommon([.. seen.Select(s => s.Classifier)]), "");

        double InCommon(float[][] vectors) =>
            Enumerable
                .Range(0, vectors.Length)
                .Average(i =>
                    Neighbours(vectors, i, 5)
                        .Average(n => held[i].Intersect(held[n]).Count() / (double)Math.Max(1, held[i].Union(held[n]).Count()))
                );
    }

    private static async Task TeachAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var index = new InMemoryTagIndex();
        await index.WriteAsync([.. Made(5_000).Select(RecordWrite.Create)], cancellationToken);
        await JudgeAsync(index, cancellationToken);
        var times = await TimesAsync(new(index), cancellationToken);
        // The first one has everything compiled.
        run.Report("teach with 200 examples, the first time", times[0], "ms", Bar.Under(1_000));
        run.Report("teach with 200 examples, again", times.Skip(1).Average(), "ms", Bar.Under(1_000));
    }

    private static async Task<List<double>> TimesAsync(TagTeacher teacher, CancellationToken cancellationToken)
    {
        List<double> times = [];
        for (var i = 0; i < 5; i++)
        {
            var started = Stopwatch.GetTimestamp();
            var taught = await teacher.TeachAsync(
                new()
                {
                    Tag = "taught word",
                    By = "benchmark",
                    IsTrial = true,
                },
                cancellationToken
            );
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            if (taught.Yes + taught.No != Examples)
            {
                throw new InvalidOperationException($"{taught.Yes} and {taught.No} examples were learned from.");
            }
        }

        return times;
    }

    private static async Task JudgeAsync(ITagIndex index, CancellationToken cancellationToken)
    {
        var names = Made(Examples).Select(r => r.Name).ToArray();
        var curator = new TagCurator(index);
        foreach (var (of, isYes) in new[] { (names[..80], true), (names[80..], false) })
        {
            await curator.CorrectAsync(
                of,
                new()
                {
                    By = "benchmark",
                    Add = isYes ? ["taught word"] : [],
                    Remove = isYes ? [] : ["taught word"],
                    IsJudgement = true,
                },
                cancellationToken
            );
        }
    }

    private static async Task ApplyAsync(BenchmarkRun run, int count, CancellationToken cancellationToken)
    {
        const int Tags = 100;
        const double Million = 1_000_000;
        var random = new Random(5);
        TaughtTag[] tags =
        [
            .. Enumerable
                .Range(0, Tags)
                .Select(i => new TaughtTag
                {
                    Tag = $"taught {i:D3}",
                    Space = Space,
                    Weights = [.. Enumerable.Range(0, Dimensions).Select(_ => (float)(random.NextDouble() - 0.5) * 4)],
                    Bias = -3.5f,
                    Threshold = 50,
                    By = "benchmark",
                    At = DateTimeOffset.UnixEpoch,
                }),
        ];
        var book = new TaughtBook(tags);
        var some = Made(10_000).ToArray();
        var given = 0;
        using var process = Process.GetCurrentProcess();
        for (var round = 0; round < 2; round++)
        {
            process.Refresh();
            var before = process.TotalProcessorTime;
            given = some.Sum(r => book.LabelsOf(r).Count);
            process.Refresh();
            if (round == 1)
            {
                var seconds = (process.TotalProcessorTime - before).TotalSeconds * Million / some.Length;
                run.Report("100 taught tags over vectors, processor time, to a million", seconds, "s", Bar.Under(60));
            }
        }

        run.Report("taught tags that a picture gets of them", given / (double)some.Length, "");
        await using var index = new SqliteTagIndex(new SqliteIndexOptions { Path = Path.Combine(run.Scratch, "taught.db") });
        foreach (var records in Made(count).Chunk(5_000))
        {
            await index.WriteAsync([.. records.Select(RecordWrite.Create)], cancellationToken);
        }

        run.Say($"{count:N0} records with vectors are in SQLite");
        var teacher = new TagTeacher(index);
        await JudgeAsync(index, cancellationToken);
        run.Report(
            $"teach with 200 examples of {count:N0} records in SQLite",
            (await TimesAsync(teacher, cancellationToken)).Max(),
            "ms",
            Bar.Under(1_000)
        );
        var asked = Stopwatch.GetTimestamp();
        await teacher.ReviewAsync(new() { Tag = "taught word" }, cancellationToken);
        run.Report("the next pictures that review asks about there", Stopwatch.GetElapsedTime(asked).TotalMilliseconds, "ms");
        foreach (var tag in tags)
        {
            await teacher.ImportAsync(tag, cancellationToken);
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var searching = SearchAsync(index, stop.Token);
        var begun = Stopwatch.GetTimestamp();
        var report = await teacher.ApplyAsync(cancellationToken: cancellationToken);
        var taken = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        await stop.CancelAsync();
        run.Report($"100 taught tags brought into {count:N0} records of SQLite", taken, "s");
        run.Report("the same, to a million", taken * Million / count, "s", Bar.Under(60));
        run.Report("records changed", report.Changed, "");
        run.Report("searches meanwhile", await searching, Bar.Under(150));
    }

    private static async Task<List<double>> SearchAsync(SqliteTagIndex index, CancellationToken cancellationToken)
    {
        List<double> times = [];
        try
        {
            while (true)
            {
                var started = Stopwatch.GetTimestamp();
                await index.SearchAsync(new() { Query = new HasTagQuery("made") }, cancellationToken);
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                await Task.Delay(50, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            return times;
        }
    }

    private const string Space = "made-1";
    private const int Dimensions = 736;

    private static IEnumerable<ImageRecord> Made(int count)
    {
        var random = new Random(11);
        var components = new sbyte[Dimensions];
        for (var i = 0; i < count; i++)
        {
            random.NextBytes(MemoryMarshal.Cast<sbyte, byte>(components.AsSpan()));
            yield return new()
            {
                Source = "made",
                Key = $"{i / 1_000:D4}/{i:D7}.jpg",
                Location = $"file:///made/{i:D7}.jpg",
                Size = 1_000 + i,
                ModifiedAt = DateTimeOffset.UnixEpoch,
                ListedAt = DateTimeOffset.UnixEpoch,
                Tags = i % 100 == 0 ? [new("made", Confidence.Full)] : [],
                Taggers =
                [
                    new()
                    {
                        Name = "local",
                        Fingerprint = new("a", 0, 0),
                        Labels = i % 100 == 0 ? [new() { Name = "made", Confidence = 100 }] : [],
                        Embedding = Embedding.FromComponents(Space, components),
                    },
                ],
            };
        }
    }

    private static double[] HeldOut(double[,] kernel, bool?[] answers, int[] fold)
    {
        var values = new double[answers.Length];
        bool[] isYes = [.. answers.Select(a => a == true)];
        for (var held = 0; held < Folds; held++)
        {
            var of = Enumerable.Range(0, fold.Length).Where(i => fold[i] != held && answers[i] is not null).ToArray();
            if (!of.Any(i => isYes[i]))
            {
                continue;
            }

            var rule = RidgeFit.Fit(kernel, of, isYes);
            for (var i = 0; i < fold.Length; i++)
            {
                if (fold[i] == held)
                {
                    values[i] = RidgeFit.Value(kernel, i, of, rule);
                }
            }
        }

        return values;
    }

    private static double AveragePrecision(double[] values, bool?[] answers)
    {
        var (right, seen, sum) = (0, 0, 0d);
        foreach (var i in Enumerable.Range(0, values.Length).Where(i => answers[i] is not null).OrderByDescending(i => values[i]))
        {
            seen++;
            if (answers[i] == true)
            {
                right++;
                sum += right / (double)seen;
            }
        }

        return sum / right;
    }

    private static (string Word, bool?[] Is) Answers(PhotographTruth truth, List<Seen> seen, string word)
    {
        var query = new HasTagQuery(word);
        var (right, unsure) = (truth.Right(query), truth.Unsure(query));
        return (
            word,
            [
                .. seen.Select(s =>
                    right.Contains(s.Name) ? true
                    : unsure.Contains(s.Name) ? (bool?)null
                    : false
                ),
            ]
        );
    }

    private static int[] FoldsOf(int count, int seed)
    {
        if (seed == 0)
        {
            return [.. Enumerable.Range(0, count).Select(i => i * Folds / count)];
        }

        int[] order = [.. Enumerable.Range(0, count)];
        new Random(seed).Shuffle(order);
        return [.. order.Select(o => o % Folds)];
    }

    private static int[] Neighbours(float[][] vectors, int of, int count) =>
        [
            .. Enumerable
                .Range(0, vectors.Length)
                .Where(i => i != of)
                .OrderByDescending(i => Numerals.Dot(vectors[i], vectors[of]))
                .Take(count),
        ];

    private static double Odds(double percent)
    {
        var share = Math.Clamp(percent / 100, 0.001, 0.999);
        return Math.Log(share / (1 - share));
    }

    private static float[] Unit(float[] vector)
    {
        var length = MathF.Sqrt(Numerals.Dot(vector, vector));
        return [.. vector.Select(v => v / length)];
    }

    private sealed record Seen(string Name, Example Example, float[] Exact, float[] Classifier, Dictionary<string, double> Said);
}
