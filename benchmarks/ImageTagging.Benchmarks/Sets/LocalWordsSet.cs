using System.Diagnostics;
using System.Text.Json;
using ImageTagging.Onnx;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>How right the words are that the local tagger says of photographs whose truth is known.</summary>
/// <remarks>
/// The words' rules were fitted to the default photographs: their figures are higher than those of others. So five folds are measured of
/// these, by <see cref="FoldedWords"/>, and the bars are theirs. <c>--photos FOLDER</c> (default: ../shared/photos) and <c>--truth FILE</c> (default: truth.json in it): for each picture the
/// words that hold (<c>yes</c>) and those that count neither way (<c>maybe</c>). <c>words.txt</c> beside it lists all words. <c>--features FILE</c> writes what the models see, for <c>eng/words/make</c>, and measures nothing; nor does
/// <c>--near FILE</c>, which writes how near its words are to the names of areas and things.
/// <c>--each yes</c> tells each word of the default profile.
/// </remarks>
internal sealed class LocalWordsSet : IBenchmarkSet
{
    private const double Wanted = 0.75;

    public string Name => "local-words";

    public string Title => "Words of the local tagger, against photographs with their truth";

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var folder = run.Text("photos") ?? Path.Combine("..", "shared", "photos");
        var file = run.Text("truth") ?? Path.Combine(folder, "truth.json");
        if (!File.Exists(file))
        {
            run.Say($"skipped: there is no truth '{file}'; name the photographs with --photos and it with --truth");
            return;
        }

        var list = Path.Combine(Path.GetDirectoryName(file)!, "words.txt");
        var words = (await File.ReadAllLinesAsync(list, cancellationToken)).Where(w => w.Length > 0).ToArray();
        var truth = Truth(await File.ReadAllTextAsync(file, cancellationToken));
        if (run.Text("features") is { } features)
        {
            await FoldedWords.WriteFeaturesAsync(features, folder, truth.Keys, cancellationToken);
            return;
        }

        if (run.Text("near") is { } near)
        {
            await NearLabels.WriteAsync(near, cancellationToken);
            return;
        }

        // The rules know the default photographs: their bars are for rules that do not.
        var folds = run.Text("photos") is null ? await FoldedWords.FitAsync(run, folder, truth.Keys, cancellationToken) : null;
        if (folds is not null)
        {
            ReportFolds(run, "standard", folds.Standard, hasBars: true);
            ReportFolds(run, "fast", folds.Fast, hasBars: false);
        }

        foreach (var profile in Enum.GetValues<LocalProfile>())
        {
            await MeasureAsync(run, profile, folder, truth, words, hasBars: folds is null, cancellationToken);
        }
    }

    private static void ReportFolds(BenchmarkRun run, string what, IReadOnlyDictionary<string, double> figures, bool hasBars)
    {
        Tell("recall at precision 0.75", "recall at precision 0.75", Bar.Over(0.55));
        Tell("words right", "words that find something right", Bar.Over(0.62));
        Tell("only wrong", "words that find only wrong pictures", Bar.Under(0.05));
        Tell("untagged", "pictures without any tag", Bar.Under(0.03));
        Tell("mAP", "mean average precision", Bar.Over(0.60));
        Tell("ECE", "calibration error", Bar.Under(0.05));
        Tell("precision kept", "precision of what is kept", null);
        Tell("recall kept", "recall of what is kept", null);

        void Tell(string figure, string name, Bar? bar) =>
            run.Report($"{what}, five folds: {name}", figures[figure], "", hasBars ? bar : null);
    }

    private static async Task MeasureAsync(
        BenchmarkRun run,
        LocalProfile profile,
        string folder,
        Dictionary<string, (HashSet<string> Yes, HashSet<string> Maybe)> truth,
        string[] words,
        bool hasBars,
        CancellationToken cancellationToken
    )
    {
        var isBound = hasBars && profile == LocalProfile.Standard;
        using var tagger = new LocalTagger(new() { Profile = profile, MaxConcurrency = 1 });
        using var telling = new LocalTagger(
            new()
            {
                Profile = profile,
                MinConfidence = 0,
                MinRareConfidence = 0,
                MaxConcurrency = 1,
            }
        );
        var said = new List<(string Picture, string Word, double Confidence, bool Holds, bool IsKept)>();
        var untagged = 0;
        using var process = Process.GetCurrentProcess();
        var taken = TimeSpan.Zero;
        var names = truth.Keys.Order(StringComparer.Ordinal).ToArray();
        // The first calls load the models.
        var first = await File.ReadAllBytesAsync(Path.Combine(folder, names[0]), cancellationToken);
        await tagger.TagAsync(first, cancellationToken);
        foreach (var name in names)
        {
            var bytes = await File.ReadAllBytesAsync(Path.Combine(folder, name), cancellationToken);
            process.Refresh();
            var before = process.TotalProcessorTime;
            var given = (await tagger.TagAsync(bytes, cancellationToken)).Labels.Select(l => l.Name).ToHashSet();
            process.Refresh();
            taken += process.TotalProcessorTime - before;
            untagged += given.Count > 0 ? 0 : 1;
            var (yes, maybe) = truth[name];
            var confidences = (await telling.TagAsync(bytes, cancellationToken))
                .Labels.GroupBy(l => l.Name)
                .ToDictionary(g => g.Key, g => g.Max(l => l.Confidence));
            said.AddRange(
                words
                    .Where(w => !maybe.Contains(w))
                    .Select(w => (name, w, confidences.GetValueOrDefault(w), yes.Contains(w), given.Contains(w)))
            );
        }

        var used = taken.TotalMilliseconds / names.Length;
        var all = said.Count(s => s.Holds);
        var (recall, from) = RecallAt(said, all);
        var kept = said.Where(s => s.IsKept).ToArray();
        var known = said.Where(s => s.Holds).Select(s => s.Word).ToHashSet(StringComparer.Ordinal);
        var right = kept.Where(s => s.Holds).Select(s => s.Word).ToHashSet(StringComparer.Ordinal);
        var only = kept.Select(s => s.Word).Where(w => known.Contains(w) && !right.Contains(w)).Distinct().Count();
        var what = profile.ToString().ToLowerInvariant();
        run.Report(
            $"{what}: processor time",
            used,
            "ms/picture",
            Bar.Under(
                profile == LocalProfile.Fast ? 60
                : profile == LocalProfile.Standard ? 260
                : 520
            )
        );
        Report("recall at precision 0.75", recall, 0.55);
        run.Report($"{what}: confidence from which that holds", from, "%");
        run.Report($"{what}: precision of what is kept", kept.Count(s => s.Holds) / (double)Math.Max(1, kept.Length), "");
        Report("recall of what is kept", kept.Count(s => s.Holds) / (double)all, null);
        Report("words that find something right", right.Count / (double)known.Count, 0.62);
        Fault("words that find only wrong pictures", only / (double)known.Count, 0.05);
        Fault("pictures without any tag", untagged / (double)names.Length, 0.03);
        Report("mean average precision", MeanAveragePrecision(said), 0.60);
        Fault("calibration error", CalibrationError(kept), 0.05);
        if (profile == LocalProfile.Standard && run.Text("each") == "yes")
        {
            foreach (var word in kept.GroupBy(s => s.Word, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal))
            {
                run.Say(
                    $"{word.Key}: {word.Count(s => s.Holds)} of {word.Count()} hold, {said.Count(s => s.Holds && s.Word == word.Key)} could"
                );
            }
        }

        void Report(string measure, double value, double? bar)
        {
            if (isBound && bar is { } wanted)
            {
                run.Report($"{what}: {measure}", value, "", Bar.Over(wanted));
            }
            else
            {
                run.Report($"{what}: {measure}", value, "");
            }
        }

        void Fault(string measure, double value, double bar)
        {
            if (isBound)
            {
                run.Report($"{what}: {measure}", value, "", Bar.Under(bar));
            }
            else
            {
                run.Report($"{what}: {measure}", value, "");
            }
        }
    }

    private static (double Recall, double From) RecallAt(
        List<(string Picture, string Word, double Confidence, bool Holds, bool IsKept)> said,
        int all
    )
    {
        var (right, seen, recall, from) = (0, 0, 0d, 100d);
        foreach (var one in said.OrderByDescending(s => s.Confidence))
        {
            seen++;
            right += one.Holds ? 1 : 0;
            if (right / (double)seen >= Wanted)
            {
                (recall, from) = (right / (double)all, one.Confidence);
            }
        }

        return (recall, from);
    }

    private static double MeanAveragePrecision(
        List<(string Picture, string Word, double Confidence, bool Holds, bool IsKept)> said
    ) =>
        said.GroupBy(s => s.Word, StringComparer.Ordinal)
            .Where(g => g.Count(s => s.Holds) >= 3)
            .Average(g =>
            {
                var (right, seen, sum) = (0, 0, 0d);
                foreach (var one in g.OrderByDescending(s => s.Confidence).ThenBy(s => s.Picture, StringComparer.Ordinal))
                {
                    seen++;
                    if (one.Holds)
                    {
                        right++;
                        sum += right / (double)seen;
                    }
                }

                return sum / right;
            });

    // Ten bins of equal width: how far the share that holds lies from the mean confidence, weighted by how many are in a bin.
    private static double CalibrationError((string Picture, string Word, double Confidence, bool Holds, bool IsKept)[] kept) =>
        kept.GroupBy(s => (int)Math.Min(9, s.Confidence / 10))
            .Sum(g => g.Count() * Math.Abs(g.Average(s => s.Holds ? 1d : 0d) - (g.Average(s => s.Confidence) / 100)))
        / Math.Max(1, kept.Length);

    private static Dictionary<string, (HashSet<string> Yes, HashSet<string> Maybe)> Truth(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document
            .RootElement.EnumerateObject()
            .ToDictionary(p => p.Name, p => (Set(p.Value, "yes"), Set(p.Value, "maybe")), StringComparer.Ordinal);
    }

    private static HashSet<string> Set(JsonElement picture, string member) =>
        picture.GetProperty(member).EnumerateArray().Select(w => w.GetString()!).ToHashSet(StringComparer.Ordinal);
}
