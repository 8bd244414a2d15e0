using ImageTagging.Evaluation;
using OxyPlot;
using OxyPlot.Series;

namespace ImageTagging.Tool.Charts;

/// <summary>The charts of evaluations; several lie over each other.</summary>
internal static class EvaluationCharts
{
    // More points than this are no more to see.
    private const int MostPoints = 400;

    /// <summary>Precision over recall as the confidence falls; a ring marks the threshold.</summary>
    public static Chart PrecisionRecall(IReadOnlyList<(string Name, EvaluationReport Report)> evaluations)
    {
        var plot = ChartStyle.Create("Precision and Recall", "Recall", "Precision");
        for (var i = 0; i < evaluations.Count; i++)
        {
            var (name, report) = evaluations[i];
            var points = Thinned(report.Curve);
            if (points.Count > 0)
            {
                var line = ChartStyle.Line(
                    plot,
                    points.Select(p => (p.Recall, p.Precision)),
                    ChartStyle.Colour(i),
                    points.Count > 60 ? 0 : 2
                );
                line.Title = Name(name, evaluations.Count);
            }

            if (report.Overall.TruePositives + report.Overall.FalsePositives > 0)
            {
                var ring = new LineSeries
                {
                    Title = FormattableString.Invariant($"threshold {report.Threshold:0.##}"),
                    Color = OxyColors.Transparent,
                    MarkerType = MarkerType.Circle,
                    MarkerSize = 7,
                    MarkerFill = OxyColors.Transparent,
                    MarkerStroke = ChartStyle.Colour(i),
                    MarkerStrokeThickness = 2.5,
                };
                ring.Points.Add(new(report.Overall.Recall, report.Overall.Precision));
                plot.Series.Add(ring);
            }
        }

        return Square(plot, evaluations.All(e => e.Report.Curve.Count == 0));
    }

    /// <summary>How often tags of a confidence are right; on the diagonal a confidence means what it says.</summary>
    public static Chart Calibration(IReadOnlyList<(string Name, EvaluationReport Report)> evaluations)
    {
        var plot = ChartStyle.Create("Calibration", "Mean confidence", "Share that is right");
        ChartStyle.Line(plot, [(0, 0), (1, 1)], ChartStyle.Faint, marks: 0).Title = "as it should be";
        for (var i = 0; i < evaluations.Count; i++)
        {
            var bins = evaluations[i].Report.Calibration.Where(b => b.Count > 0).ToArray();
            if (bins.Length > 0)
            {
                var points = bins.Select(b => (b.MeanConfidence / 100, b.Accuracy));
                ChartStyle.Line(plot, points, ChartStyle.Colour(i), marks: 4).Title = Name(
                    evaluations[i].Name,
                    evaluations.Count
                );
            }
        }

        return Square(plot, evaluations.All(e => e.Report.Calibration.All(b => b.Count == 0)));
    }

    /// <summary>At most so many points, the first and the last among them.</summary>
    public static IReadOnlyList<CurvePoint> Thinned(IReadOnlyList<CurvePoint> curve) =>
        curve.Count <= MostPoints
            ? curve
            : [.. Enumerable.Range(0, MostPoints).Select(i => curve[(int)((long)i * (curve.Count - 1) / (MostPoints - 1))])];

    private static string Name(string name, int count) =>
        count == 1 ? "all tags" : ChartStyle.Shortened(Path.GetFileNameWithoutExtension(name));

    private static Chart Square(PlotModel plot, bool isEmpty)
    {
        if (isEmpty)
        {
            ChartStyle.SayEmpty(plot, "No tags were given");
        }

        ChartStyle.Show(plot, 0, 1.02, 0, 1.02);
        ChartStyle.Across(plot).MajorStep = ChartStyle.Up(plot).MajorStep = 0.2;
        ChartStyle.LegendBelow(plot);
        return new(plot, 560, 520);
    }
}
