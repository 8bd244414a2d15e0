using ImageTagging.Evaluation;
using ScottPlot;

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
                var line = plot.Add.Scatter(points.Select(p => p.Recall).ToArray(), points.Select(p => p.Precision).ToArray());
                line.Color = ChartStyle.Colour(i);
                line.LineWidth = 2;
                line.MarkerSize = points.Count > 60 ? 0 : 4;
                line.LegendText = Name(name, evaluations.Count);
            }

            if (report.Overall.TruePositives + report.Overall.FalsePositives > 0)
            {
                var ring = plot.Add.Marker(report.Overall.Recall, report.Overall.Precision, MarkerShape.OpenCircle, 14);
                ring.MarkerColor = ChartStyle.Colour(i);
                ring.MarkerLineWidth = 2.5f;
                ring.LegendText = FormattableString.Invariant($"threshold {report.Threshold:0.##}");
            }
        }

        return Square(plot, evaluations.All(e => e.Report.Curve.Count == 0));
    }

    /// <summary>How often tags of a confidence are right; on the diagonal a confidence means what it says.</summary>
    public static Chart Calibration(IReadOnlyList<(string Name, EvaluationReport Report)> evaluations)
    {
        var plot = ChartStyle.Create("Calibration", "Mean confidence", "Share that is right");
        var ideal = plot.Add.Line(0, 0, 1, 1);
        ideal.Color = Color.FromHex("#9AA5B1");
        ideal.LegendText = "as it should be";
        for (var i = 0; i < evaluations.Count; i++)
        {
            var bins = evaluations[i].Report.Calibration.Where(b => b.Count > 0).ToArray();
            if (bins.Length == 0)
            {
                continue;
            }

            var line = plot.Add.Scatter(
                bins.Select(b => b.MeanConfidence / 100).ToArray(),
                bins.Select(b => b.Accuracy).ToArray()
            );
            line.Color = ChartStyle.Colour(i);
            line.LineWidth = 2;
            line.MarkerSize = 8;
            line.LegendText = Name(evaluations[i].Name, evaluations.Count);
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

    private static Chart Square(Plot plot, bool isEmpty)
    {
        if (isEmpty)
        {
            ChartStyle.SayEmpty(plot, "No tags were given");
        }

        plot.Axes.SetLimits(0, 1.02, 0, 1.02);
        foreach (var axis in (IAxis[])[plot.Axes.Left, plot.Axes.Bottom])
        {
            axis.MinorTickStyle.Length = 0;
        }

        plot.Legend.OutlineWidth = 0;
        plot.Legend.ShadowColor = Colors.Transparent;
        plot.ShowLegend(Edge.Bottom);
        plot.Legend.Orientation = Orientation.Horizontal;
        return ChartStyle.Finish(plot, 560, 520);
    }
}
