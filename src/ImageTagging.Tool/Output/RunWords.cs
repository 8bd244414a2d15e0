using System.Globalization;

namespace ImageTagging.Tool.Output;

/// <summary>The result of a run, in a few lines.</summary>
internal static class RunWords
{
    private const int MostFailures = 10;

    /// <summary>The exit code of a run: a place that could not be listed is a failure as a picture is.</summary>
    public static int ExitCodeOf(RunReport report) =>
        report.End == RunEnd.Interrupted ? ExitCode.Interrupted
        : report.End == RunEnd.Failed ? ExitCode.CouldNotRun
        : report.End == RunEnd.GuardHeld ? ExitCode.GuardHeld
        : report.Counts.Failed > 0 || report.Counts.Gaps > 0 ? ExitCode.DoneWithFailures
        : ExitCode.Done;

    /// <summary>Makes a run and tells how it ended, whatever ended it.</summary>
    /// <param name="output">Where it is written.</param>
    /// <param name="what">What is done, in words.</param>
    /// <param name="file">The file that the report goes into; null for none.</param>
    /// <param name="open">Opens the index and makes the run: its report, and where the index is.</param>
    /// <param name="cancellationToken">Interrupts it.</param>
    public static async Task<int> TellAsync(
        ToolOutput output,
        string what,
        string? file,
        Func<RunJournal, Task<(RunReport Report, string Index)>> open,
        CancellationToken cancellationToken
    )
    {
        var (startedAt, started) = (output.Time.GetUtcNow(), output.Time.GetTimestamp());
        if (file is not null)
        {
            // A report that is there tells of this run or of none, however this one ends.
            WholeFile.Remove(file);
        }

        using var journal = new RunJournal(output, what);
        RunReport report;
        string index;
        try
        {
            (report, index) = await open(journal).ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            // It did not come to a run.
            journal.End(fault);
            if (file is not null)
            {
                await ReportFile.WriteAsync(file, OfNoRun(fault), "", cancellationToken: default).ConfigureAwait(false);
            }

            throw;
        }

        try
        {
            if (file is not null)
            {
                await ReportFile.WriteAsync(file, report, index, cancellationToken: default).ConfigureAwait(false);
            }
        }
        finally
        {
            // Also where the report cannot be written any more: what was paid is told.
            journal.Dispose();
            Write(output, report, index);
            journal.End(report);
        }

        return ExitCodeOf(report);

        RunReport OfNoRun(Exception fault)
        {
            var isInterrupted = fault is OperationCanceledException && cancellationToken.IsCancellationRequested;
            var told = fault as ImageTaggingException;
            return new()
            {
                RunId = "",
                End = isInterrupted ? RunEnd.Interrupted : RunEnd.Failed,
                Fault = isInterrupted
                    ? null
                    : new(
                        told?.Kind ?? FailureKind.SetUp,
                        told?.Code ?? fault.GetType().Name,
                        fault.Message.ReplaceLineEndings(" ")
                    ),
                StartedAt = startedAt,
                Duration = output.Time.GetElapsedTime(started),
                Counts = new(),
                Taggers = [],
            };
        }
    }

    /// <summary>How a run ended, in words.</summary>
    public static string Of(RunEnd end) =>
        end switch
        {
            RunEnd.Completed => "completed",
            RunEnd.BudgetReached => "budget reached",
            RunEnd.Interrupted => "interrupted",
            RunEnd.GuardHeld => "removals held back",
            _ => "failed",
        };

    /// <summary>A run's report, also where a fault stopped the run.</summary>
    public static async Task<RunReport> ReportOfAsync(Task<RunReport> run)
    {
        try
        {
            return await run.ConfigureAwait(false);
        }
        catch (RunFailedException stopped)
        {
            return stopped.Report;
        }
    }

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

        if (report.End == RunEnd.Completed)
        {
            Summary.Nothing(output, report.Counts);
        }

        if (report is { End: RunEnd.Failed or RunEnd.GuardHeld, Fault: { } fault })
        {
            output.Fault(fault.Code, fault.Message);
        }

        Summary.Write(output, report.Counts, report.ExcludedBy, report.Duration, index, report.End, report.FailedBy);
        var counts = report.Counts;
        output.Line(
            Summary.Words(counts) + string.Create(CultureInfo.InvariantCulture, $" in {report.Duration.TotalSeconds:0.0} s")
        );
        Summary.NotTaken(output, report.ExcludedBy, report.FailedBy);
        Summary.Gaps(output, counts);
        Summary.Waiting(output, counts);
        foreach (var use in report.Taggers.Where(u => u.NearDuplicates > 0 || u.PassedOver > 0))
        {
            output.Line(string.Create(CultureInfo.InvariantCulture, $"{use.Tagger}: {use.Calls:N0} calls") + Summary.Saved(use));
        }

        if (counts.PaidCalls > 0)
        {
            output.Line(
                string.Create(CultureInfo.InvariantCulture, $"{counts.PaidCalls:N0} paid calls, {Summary.Money(counts.Cost)}")
            );
        }

        if (counts.Unsaved > 0)
        {
            output.Line(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{counts.Unsaved:N0} were tagged and were not saved{(counts.UnsavedCost > 0 ? ", at " + Summary.Money(counts.UnsavedCost) : "")}; the next run calls for them again where nobody else has."
                )
            );
        }

        switch (report.End)
        {
            case RunEnd.Failed:
                output.Line(
                    "Stopped by a fault; what was saved is in the index, the next run goes on"
                        + (report.ListingEnded ? "." : ". Not everything was listed, so more may be left than is counted.")
                );
                break;
            case RunEnd.GuardHeld:
                output.Line("Nothing was marked as gone; all else was done.");
                break;
            case RunEnd.BudgetReached:
                output.Line(Reached(report.ReachedBudgets) + "; run again later for the rest.");
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

    private static string Reached(IReadOnlyList<Budget> budgets) =>
        budgets.Count switch
        {
            0 => "The budget is reached",
            1 => $"The budget of {budgets[0]} is reached",
            _ => $"The budgets of {string.Join(" and of ", budgets)} are reached",
        };
}
