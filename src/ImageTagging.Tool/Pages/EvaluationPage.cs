using System.Globalization;
using ImageTagging.Evaluation;
using ImageTagging.Tool.Charts;
using ImageTagging.Tool.Evaluating;
using ImageTagging.Tool.Output;

namespace ImageTagging.Tool.Pages;

/// <summary>Evaluations as one page: figures, curves, every tag, and the worst mistakes with their pictures.</summary>
internal static class EvaluationPage
{
    private const int MostTags = 60;
    private const int MostMistakes = 36;

    public static async Task<HtmlPage> MakeAsync(
        IReadOnlyList<(Candidate Candidate, EvaluationReport Report)> evaluations,
        EvaluationComparison? comparison,
        Thumbnails thumbnails,
        CancellationToken cancellationToken
    )
    {
        var page = new HtmlPage(
            "How good are the tags?",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{string.Join(", ", evaluations.Select(e => e.Candidate.Name))}, compared with the truth of {evaluations[0].Report.Images:N0} pictures."
            )
        );
        if (comparison is not null)
        {
            page.Text(EvaluationWords.Sentence(evaluations[0].Candidate.Name, evaluations[1].Candidate.Name, comparison));
        }

        (string, EvaluationReport)[] named = [.. evaluations.Select(e => (e.Candidate.Name, e.Report))];
        var curves = EvaluationCharts.PrecisionRecall(named);
        var calibration = EvaluationCharts.Calibration(named);
        page.Begin(
            "Curves",
            "All tags together. A ring is where the threshold lies; on the grey line a confidence means what it says."
        );
        page.Charts(
            (curves, "Precision over recall as the confidence falls"),
            (calibration, "How often tags of a confidence are right")
        );
        page.End();
        foreach (var (candidate, report) in evaluations)
        {
            Figures(page, candidate, report);
            page.Begin("Worst mistakes: " + candidate.Name, "Some may be mistakes of the truth.");
            foreach (var isMissing in (bool[])[false, true])
            {
                var tiles = new List<ImageTile>();
                foreach (var mistake in report.Mistakes.Where(m => m.IsMissing == isMissing).Take(MostMistakes))
                {
                    tiles.Add(await TileAsync(mistake, candidate, thumbnails, cancellationToken).ConfigureAwait(false));
                }

                if (tiles.Count > 0)
                {
                    page.Heading(isMissing ? "Shown and not given" : "Given and wrong, the surest first");
                    page.Pictures(tiles);
                }
            }

            page.End();
        }

        return page;
    }

    private static void Figures(HtmlPage page, Candidate candidate, EvaluationReport report)
    {
        var (all, told) = (report.Overall, EvaluationWords.Told(report));
        page.Begin(
            candidate.Name,
            string.Create(
                CultureInfo.InvariantCulture,
                $"Tags from {report.Threshold:0.##} % on count as given. Left out: {candidate.Absent.Count:N0} pictures that are not there. Not tagged, counted as given nothing: {candidate.Failed:N0}. In brackets: 95 % intervals."
            )
        );
        page.Figures(
            (Percent(all.Precision), "precision: of the tags given, right"),
            (Percent(all.Recall), "recall: of the tags shown, given"),
            (Share(all.F1), "F1 of both"),
            (Share(report.MeanAveragePrecision), "mean average precision"),
            (Share(report.CalibrationError), "calibration error")
        );
        page.Table(EvaluationWords.Headings, told.Take(MostTags).Prepend(all).Select(EvaluationWords.Row));
        if (told.Count > MostTags)
        {
            page.Text(string.Create(CultureInfo.InvariantCulture, $"… and {told.Count - MostTags:N0} more tags."));
        }

        foreach (var sentence in EvaluationWords.Others(report))
        {
            page.Text(sentence);
        }

        page.End();
    }

    private static async Task<ImageTile> TileAsync(
        Mistake mistake,
        Candidate candidate,
        Thumbnails thumbnails,
        CancellationToken cancellationToken
    )
    {
        var picture = candidate.Locations.TryGetValue(mistake.Image, out var location)
            ? await thumbnails.MakeAsync(location, cancellationToken).ConfigureAwait(false)
            : null;
        var says =
            !mistake.IsMissing ? FormattableString.Invariant($"{mistake.Tag} {mistake.Confidence:0.##}")
            : mistake.Confidence > 0 ? FormattableString.Invariant($"{mistake.Tag} (only {mistake.Confidence:0.##})")
            : mistake.Tag;
        return new(picture, says, mistake.Image, mistake.IsMissing ? null : "bad");
    }

    private static string Percent(double share) => FormattableString.Invariant($"{share * 100:0.#} %");

    private static string Share(double share) => FormattableString.Invariant($"{share:0.000}");
}
