using System.Globalization;

namespace ImageTagging.Tool.Output;

/// <summary>What a run did, in a few lines.</summary>
internal static class RunWords
{
    private const int MostFailures = 10;

    /// <summary>What the run's end is for a script: a place that could not be listed is a failure as a picture is.</summary>
    public static int ExitCodeOf(RunReport report) =>
        report.End == RunEnd.Interrupted ? ExitCode.Interrupted
        : report.End == RunEnd.GuardHeld ? ExitCode.CouldNotRun
        : report.Counts.Failed > 0 || report.Counts.Gaps > 0 ? ExitCode.DoneWithFailures
        : ExitCode.Done;

    public static void Write(ToolOutput output, RunReport report, string index)
    {
        foreach (var failure in report.Failures)
        {
            output.Object(
                "failure",
                w =>
                {
                    w.WriteString("source", failure.Image.Source);
                    w.WriteString("key", failure.Image.Key);
                    w.WriteString("tagger", failure.Tagger);
                    w.WriteString("code", failure.Reason.Code);
                    w.WriteString("message", SettingWords.In(failure.Reason.Message));
                }
            );
        }

        foreach (var gap in report.Gaps)
        {
            output.Object(
                "gap",
                w =>
                {
                    w.WriteString("prefix", gap.Prefix);
                    w.WriteString("reason", gap.Reason);
                }
            );
            output.Note($"Could not list '{gap.Prefix}': {gap.Reason}");
        }

        foreach (var note in report.Notes)
        {
            output.Object("note", w => w.WriteString("message", SettingWords.In(note)));
            output.Note(note);
        }

        foreach (var failure in report.Failures.Take(MostFailures))
        {
            output.Note($"Failed: {failure.Image.Key}: {failure.Reason.Message}");
        }

        if (report.Counts.Failed > MostFailures)
        {
            output.Note("More: imagetag failures");
        }

        Summary.Write(output, report.Counts, report.Duration, index, report.End);
        var counts = report.Counts;
        output.Line(
            Summary.Words(counts) + string.Create(CultureInfo.InvariantCulture, $" in {report.Duration.TotalSeconds:0.0} s")
        );
        Summary.Gaps(output, counts);
        Summary.Waiting(output, counts);
        if (counts.PaidCalls > 0)
        {
            output.Line(
                string.Create(CultureInfo.InvariantCulture, $"{counts.PaidCalls:N0} paid calls, {Summary.Money(counts.Cost)}")
            );
        }

        switch (report.End)
        {
            case RunEnd.BudgetReached:
                output.Line("The budget is reached; run again later for the rest.");
                break;
            case RunEnd.Interrupted:
                output.Line("Interrupted; what was tagged is in the index, the next run goes on.");
                break;
            case RunEnd.Completed
                when counts is { Gone: 0, Tagged: 0, Gaps: 0, Listed: > 0 } && counts.Unchanged + counts.Waiting == counts.Listed:
                output.Line("Nothing changed.");
                break;
        }
    }
}
