using System.CommandLine;
using System.Globalization;
using ImageTagging.Tool.Advising;
using ImageTagging.Tool.Output;
using ImageTagging.Tool.Setup;

namespace ImageTagging.Tool.Commands;

/// <summary><c>imagetag plan SOURCE…</c>: what a run would do now, and what it would cost at the most.</summary>
internal sealed class PlanCommand : ToolCommand
{
    // By the name in its card.
    private const string IncludedDetector = "coco80";

    private readonly PipelineOptionsSet _pipeline = new();
    private readonly BudgetOptionsSet _budget = new();

    public PlanCommand()
        : base("plan", "Say what 'index' would do now, and what it would cost")
    {
        _pipeline.AddTo(this);
        foreach (var option in _budget.All)
        {
            Options.Add(option);
        }
    }

    public static async Task<int> PlanAsync(
        ParseResult parsed,
        PipelineOptionsSet set,
        BudgetOptionsSet budget,
        ToolOutput output,
        CancellationToken cancellationToken
    )
    {
        var given = parsed.GetValue(CommonOptions.Index);
        var (index, isThere) = await IndexLocation.OpenToPlanAsync(given, cancellationToken).ConfigureAwait(false);
        await using var closing = index.ConfigureAwait(false);
        var location = isThere ? index.Index.Info.Location : given ?? IndexLocation.Default;
        output.Note(
            isThere
                ? "Index: " + location
                : $"There is no index '{location}' yet, so everything is new; 'imagetag index' makes it."
        );
        using var journal = new RunJournal(output, status: () => "starting", words: ProgressLine.PlanText);
        await using var pipeline = await set.CreateAsync(parsed, index.Index, budget.Read(parsed), cancellationToken)
            .ConfigureAwait(false);
        var options = await set.ReadRunOptionsAsync(parsed, pipeline, cancellationToken).ConfigureAwait(false);
        var plan = await pipeline.Pipeline.PlanAsync(options, journal, cancellationToken).ConfigureAwait(false);
        foreach (var gap in plan.Gaps)
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

        foreach (var note in plan.Notes)
        {
            output.Object("note", w => w.WriteString("message", SettingWords.In(note)));
            output.Note(note);
        }

        var counts = plan.Counts;
        Summary.Nothing(output, counts);
        output.Line(
            Summary.Words(counts)
                + string.Create(CultureInfo.InvariantCulture, $" (planned in {plan.Duration.TotalSeconds:0.0} s)")
        );
        Summary.NotTaken(output, plan.ExcludedBy);
        Summary.Gaps(output, counts);
        Summary.Waiting(output, counts);
        foreach (var use in plan.Taggers)
        {
            var time = TimeOf(pipeline.Pipeline, use);
            output.Object(
                "tagger",
                w =>
                {
                    w.WriteString("tagger", use.Tagger);
                    w.WriteNumber("calls", use.Calls);
                    if (time is { } some)
                    {
                        w.WriteNumber("seconds", Math.Ceiling(some.TotalSeconds));
                    }

                    w.WriteNumber("reused", use.Reused);
                    Summary.Saved(w, use);
                    w.WriteNumber("undecided", use.Undecided);
                    w.WritePlain("cost", use.Cost);
                }
            );
            output.Line(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{use.Tagger}: {UpTo(use.Calls)}{use.Calls:N0} calls, {Summary.Money(use.Cost)}"
                )
                    + (time is { } takes && use.Calls > 0 ? $", about {ProgressLine.Span(takes)}" : "")
                    + (
                        use.Reused > 0
                            ? string.Create(CultureInfo.InvariantCulture, $"; {use.Reused:N0} answered by stored labels")
                            : ""
                    )
                    + Summary.Saved(use)
                    + (
                        use.Undecided > 0
                            ? string.Create(
                                CultureInfo.InvariantCulture,
                                $"; of the calls, {use.Undecided:N0} depend on what only the run tells, so first run the free taggers alone for an exact number"
                            )
                            : ""
                    )
            );
        }

        foreach (var (code, count) in plan.SkippedBy)
        {
            output.Line(string.Create(CultureInfo.InvariantCulture, $"Cannot be tagged ({code}): {count:N0}"));
        }

        if (plan.Reprojected > 0)
        {
            output.Line(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{plan.Reprojected:N0} need only a new projection of stored labels, which is free"
                )
            );
        }

        if (plan.UnknownContents > 0)
        {
            output.Line(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{plan.UnknownContents:N0} have contents that the listing does not tell; with --exact they are read, so that equal ones are not paid for twice"
                )
            );
        }

        Summary.Write(output, counts, plan.ExcludedBy, plan.Duration, location);
        return counts.Gaps > 0 ? ExitCode.DoneWithFailures : ExitCode.Done;
    }

    // A service answers as fast as its quota allows; the included detector as it was measured, on all cores. Of others nothing is known.
    private static TimeSpan? TimeOf(ImageTaggingPipeline pipeline, TaggerUse use)
    {
        var info = pipeline.Taggers.Select(t => t.Info).First(i => i.Name == use.Tagger);
        double? seconds =
            info.CallsPerSecond is { } rate ? use.Calls / rate
            : info.Name == IncludedDetector ? use.Calls * MeasuredFigures.LocalPicture.Value / Environment.ProcessorCount
            : null;
        return seconds is { } some ? TimeSpan.FromSeconds(Math.Min(Math.Ceiling(some), 1e11)) : null;
    }

    // Equal contents and renamed pictures show themselves when they are read; a plan reads none.
    private static string UpTo(long calls) => calls > 0 ? "up to " : "";

    protected override Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken) =>
        PlanAsync(parsed, _pipeline, _budget, output, cancellationToken);
}
