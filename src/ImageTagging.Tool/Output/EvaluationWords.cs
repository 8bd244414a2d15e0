using System.Globalization;
using System.Text.Json;
using ImageTagging.Evaluation;
using ImageTagging.Tool.Charts;
using ImageTagging.Tool.Evaluating;

namespace ImageTagging.Tool.Output;

/// <summary>Evaluations in words and as JSON.</summary>
internal sealed class EvaluationWords(ToolOutput output)
{
    private const int MostNamed = 20;

    public static IReadOnlyList<string> Headings { get; } =
    ["tag", "in truth", "right", "wrong", "missing", "precision", "recall", "F1", "average precision", "best threshold"];

    public void Tell(Candidate candidate, EvaluationReport report, int top)
    {
        output.Object("evaluation", w => Summary(w, candidate, report));
        foreach (var score in report.Tags.Prepend(report.Overall))
        {
            output.Object("score", w => Score(w, candidate.Name, score));
        }

        foreach (var mistake in report.Mistakes)
        {
            output.Object(
                "mistake",
                w =>
                {
                    w.WriteString("tagger", candidate.Name);
                    w.WriteString("image", mistake.Image);
                    w.WriteString("tag", mistake.Tag);
                    w.WriteNumber("confidence", mistake.Confidence);
                    w.WriteBoolean("missing", mistake.IsMissing);
                }
            );
        }

        output.Line(
            FormattableString.Invariant(
                $"{candidate.Name}: {report.Images} pictures, threshold {report.Threshold:0.##}, mean average precision {report.MeanAveragePrecision:0.000}, calibration error {report.CalibrationError:0.000}"
            )
        );
        var told = Told(report);
        string[][] rows = [.. told.Take(top).Prepend(report.Overall).Select(Row)];
        if (output.IsOutputTerminal)
        {
            output.Table([.. Headings], rows);
        }
        else
        {
            Columns([
                [.. Headings],
                .. rows,
            ]);
        }

        output.Line(Sentence(report.Searches));
        if (told.Count > top)
        {
            output.Note(string.Create(CultureInfo.InvariantCulture, $"{told.Count - top} more tags; --top shows more."));
        }

        foreach (var sentence in Others(report))
        {
            output.Note(sentence);
        }
    }

    /// <summary>The tags with a row of their own, what is asked for most first: those of the truth that were given to any picture.</summary>
    public static IReadOnlyList<TagScore> Told(EvaluationReport report)
    {
        TagScore[] told = [.. report.Tags.Where(t => t.Support > 0 && IsGiven(t))];
        return told.Length > 0 ? told : report.Tags;
    }

    /// <summary>The others, in sentences: rows of zeros would fill pages.</summary>
    public static IEnumerable<string> Others(EvaluationReport report)
    {
        if (Told(report).Count == report.Tags.Count)
        {
            yield break;
        }

        string[] missing = [.. report.Tags.Where(t => t.Support > 0 && !IsGiven(t)).Select(t => Count(t.Tag, t.Support))];
        string[] beside =
        [
            .. report
                .Tags.Where(t => t.Support == 0 && t.FalsePositives > 0)
                .OrderByDescending(t => t.FalsePositives)
                .Select(t => Count(t.Tag, t.FalsePositives)),
        ];
        if (missing.Length > 0)
        {
            yield return "In the truth and never given: " + List(missing);
        }

        if (beside.Length > 0)
        {
            yield return "Given and nowhere in the truth: " + List(beside);
        }

        static string Count(string tag, long count) => string.Create(CultureInfo.InvariantCulture, $"{tag} {count}");
        static string List(string[] names) =>
            string.Join(", ", names.Take(MostNamed))
            + (names.Length > MostNamed ? FormattableString.Invariant($" and {names.Length - MostNamed} more.") : ".");
    }

    private static bool IsGiven(TagScore score) =>
        score.TruePositives + score.FalsePositives > 0 || score.BestThreshold is not null;

    // Ten columns of numbers say nothing without their names above them.
    private void Columns(string[][] rows)
    {
        int[] widths = [.. Headings.Select((_, i) => rows.Max(r => Terminal.Safe(r[i]).Length))];
        foreach (var row in rows)
        {
            output.Line(
                string.Join(
                    "  ",
                    row.Select((cell, i) => i == 0 ? Terminal.Safe(cell).PadRight(widths[i]) : cell.PadLeft(widths[i]))
                )
            );
        }
    }

    public void Tell(string one, string other, EvaluationComparison comparison)
    {
        output.Object(
            "comparison",
            w =>
            {
                w.WriteString("one", one);
                w.WriteString("other", other);
                w.WriteNumber("difference", Rounded(comparison.Difference));
                Interval(w, "differenceInterval", comparison.DifferenceInterval);
                w.WriteBoolean("clear", comparison.IsClear);
            }
        );
        output.Line(Sentence(one, other, comparison));
    }

    public static string Sentence(string one, string other, EvaluationComparison comparison)
    {
        var (low, high) = (comparison.DifferenceInterval.Low, comparison.DifferenceInterval.High);
        var verdict =
            !comparison.IsClear ? "too few pictures to say which is better"
            : comparison.Difference > 0 ? $"{one} is better"
            : $"{other} is better";
        return FormattableString.Invariant(
            $"F1 of {one} less F1 of {other}: {comparison.Difference:+0.000;-0.000;0.000} ({low:+0.000;-0.000;0.000} to {high:+0.000;-0.000;0.000}): {verdict}."
        );
    }

    /// <summary>The results as somebody who searches gets them.</summary>
    public static string Sentence(SearchOutcome searches) =>
        FormattableString.Invariant(
            $"Of searches for what there is {searches.Right:0%} find something right, {searches.OnlyWrong:0%} only wrong pictures, {searches.Nothing:0%} nothing"
        )
        + (
            searches.NotJudged > 0
                ? FormattableString.Invariant($"; {searches.NotJudged:0%} ask for what the truth has no picture of.")
                : "."
        );

    public static string[] Row(TagScore score) =>
        [
            score.Tag.Length == 0 ? "all tags" : score.Tag,
            Number(score.Support),
            Number(score.TruePositives),
            Number(score.FalsePositives),
            Number(score.FalseNegatives),
            Share(score.Precision, score.PrecisionInterval),
            Share(score.Recall, score.RecallInterval),
            Share(score.F1, score.F1Interval),
            Share(score.AveragePrecision, score.AveragePrecisionInterval),
            score.BestThreshold?.ToString("0.##", CultureInfo.InvariantCulture) ?? "-",
        ];

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Share(double share, Interval interval) =>
        FormattableString.Invariant($"{share:0.00} ({interval.Low:0.00}-{interval.High:0.00})");

    private static void Summary(Utf8JsonWriter w, Candidate candidate, EvaluationReport report)
    {
        w.WriteString("tagger", candidate.Name);
        w.WriteNumber("images", report.Images);
        w.WriteNumber("absent", candidate.Absent.Count);
        w.WriteNumber("failed", candidate.Failed);
        w.WriteNumber("threshold", report.Threshold);
        w.WriteNumber("macroF1", Rounded(report.MacroF1));
        w.WriteNumber("meanAveragePrecision", Rounded(report.MeanAveragePrecision));
        w.WriteNumber("calibrationError", Rounded(report.CalibrationError));
        w.WriteStartObject("searches");
        w.WriteNumber("right", Rounded(report.Searches.Right));
        w.WriteNumber("onlyWrong", Rounded(report.Searches.OnlyWrong));
        w.WriteNumber("nothing", Rounded(report.Searches.Nothing));
        w.WriteNumber("notJudged", Rounded(report.Searches.NotJudged));
        w.WriteEndObject();
        w.WriteStartArray("curve");
        foreach (var point in EvaluationCharts.Thinned(report.Curve))
        {
            w.WriteStartObject();
            w.WriteNumber("threshold", point.Threshold);
            w.WriteNumber("precision", Rounded(point.Precision));
            w.WriteNumber("recall", Rounded(point.Recall));
            w.WriteEndObject();
        }

        w.WriteEndArray();
        w.WriteStartArray("calibration");
        foreach (var bin in report.Calibration)
        {
            w.WriteStartObject();
            w.WriteNumber("from", bin.From);
            w.WriteNumber("to", bin.To);
            w.WriteNumber("count", bin.Count);
            w.WriteNumber("meanConfidence", Rounded(bin.MeanConfidence));
            w.WriteNumber("accuracy", Rounded(bin.Accuracy));
            w.WriteEndObject();
        }

        w.WriteEndArray();
    }

    private static void Score(Utf8JsonWriter w, string tagger, TagScore score)
    {
        w.WriteString("tagger", tagger);
        if (score.Tag.Length == 0)
        {
            w.WriteNull("tag");
        }
        else
        {
            w.WriteString("tag", score.Tag);
        }

        w.WriteNumber("truePositives", score.TruePositives);
        w.WriteNumber("falsePositives", score.FalsePositives);
        w.WriteNumber("falseNegatives", score.FalseNegatives);
        w.WriteNumber("precision", Rounded(score.Precision));
        Interval(w, "precisionInterval", score.PrecisionInterval);
        w.WriteNumber("recall", Rounded(score.Recall));
        Interval(w, "recallInterval", score.RecallInterval);
        w.WriteNumber("f1", Rounded(score.F1));
        Interval(w, "f1Interval", score.F1Interval);
        w.WriteNumber("averagePrecision", Rounded(score.AveragePrecision));
        Interval(w, "averagePrecisionInterval", score.AveragePrecisionInterval);
        if (score.BestThreshold is { } threshold)
        {
            w.WriteNumber("bestThreshold", threshold);
        }
        else
        {
            w.WriteNull("bestThreshold");
        }

        w.WriteNumber("bestF1", Rounded(score.BestF1));
    }

    private static void Interval(Utf8JsonWriter w, string name, Interval interval)
    {
        w.WriteStartArray(name);
        w.WriteNumberValue(Rounded(interval.Low));
        w.WriteNumberValue(Rounded(interval.High));
        w.WriteEndArray();
    }

    private static double Rounded(double value) => Math.Round(value, 6);
}
