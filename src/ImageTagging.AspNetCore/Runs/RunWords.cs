using System.Text.Json;
using ImageTagging.AspNetCore.Images;

namespace ImageTagging.AspNetCore.Runs;

/// <summary>From plans, progress and reports to what the page sees.</summary>
internal static class RunWords
{
    public static ProgressView Of(RunProgress progress) =>
        Fill(
            new ProgressView
            {
                Rate = Math.Round(progress.ImagesPerSecond, 2),
                SecondsLeft = progress.Remaining?.TotalSeconds,
                Elapsed = progress.Elapsed.TotalSeconds,
                Queued = progress.Queued,
                ListingEnded = progress.ListingEnded,
                Source = progress.Source,
            },
            progress.Counts
        );

    public static ReportView Of(RunReport report) =>
        Fill(
            new ReportView
            {
                End = report.End switch
                {
                    RunEnd.Completed => "completed",
                    RunEnd.BudgetReached => "budgetReached",
                    RunEnd.GuardHeld => "guardHeld",
                    RunEnd.Failed => "failed",
                    _ => "interrupted",
                },
                StartedAt = report.StartedAt,
                Duration = report.Duration.TotalSeconds,
                Taggers = [.. report.Taggers.Select(Of)],
                Failures =
                [
                    .. report.Failures.Select(f => new RunFailureView(
                        ImageAddress.Of(f.Image),
                        f.Image.Source,
                        f.Image.Key,
                        f.Tagger,
                        f.Reason.Code,
                        f.Reason.Message
                    )),
                ],
                Gaps = [.. report.Gaps.Select(g => new GapView(g.Prefix, g.Reason))],
                Notes = report.Notes,
                NotTaken = NotTaken(report.ExcludedBy),
                FailedBy = report.FailedBy,
            },
            report.Counts
        );

    public static ReportView Of(PlanReport plan) =>
        Fill(
            new ReportView
            {
                Duration = plan.Duration.TotalSeconds,
                Taggers = [.. plan.Taggers.Select(Of)],
                Gaps = [.. plan.Gaps.Select(g => new GapView(g.Prefix, g.Reason))],
                Notes = plan.Notes,
                NotTaken = NotTaken(plan.ExcludedBy),
                SkippedBy = plan.SkippedBy,
                Reprojected = plan.Reprojected,
                UnknownContents = plan.UnknownContents,
            },
            plan.Counts
        );

    private static Dictionary<string, long> NotTaken(IReadOnlyDictionary<ExclusionKind, long> excluded) =>
        excluded.ToDictionary(e => JsonNamingPolicy.CamelCase.ConvertName(e.Key.ToString()), e => e.Value);

    private static TaggerUseView Of(TaggerUse use) =>
        new(use.Tagger, use.Calls, use.Reused, use.NearDuplicates, use.PassedOver, use.Undecided, use.Cost);

    private static T Fill<T>(T view, RunCounts counts)
        where T : CountsView =>
        (T)(
            (CountsView)view with
            {
                Listed = counts.Listed,
                New = counts.New,
                Changed = counts.Changed,
                Stale = counts.Stale,
                Due = counts.Due,
                Waiting = counts.Waiting,
                Moved = counts.Moved,
                Gone = counts.Gone,
                Unchanged = counts.Unchanged,
                Tagged = counts.Tagged,
                Reused = counts.Reused,
                Failed = counts.Failed,
                Skipped = counts.Skipped,
                Left = counts.Left,
                Purged = counts.Purged,
                PaidCalls = counts.PaidCalls,
                Cost = counts.Cost,
                Retries = counts.Retries,
                Throttles = counts.Throttles,
            }
        );
}
