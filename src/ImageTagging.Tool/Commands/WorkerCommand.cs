using System.CommandLine;
using ImageTagging.Tool.Output;
using ImageTagging.Tool.Setup;
using ImageTagging.Tool.Workers;

namespace ImageTagging.Tool.Commands;

/// <summary><c>imagetag worker SOURCE</c>: reads listings or key ranges as JSON lines, writes their outcomes as JSON lines.</summary>
internal sealed class WorkerCommand : ToolCommand
{
    private readonly PipelineOptionsSet _pipeline = new();
    private readonly BudgetOptionsSet _budget = new();
    private readonly Option<string?> _input = new("--input")
    {
        Description = "Read a file instead of standard input",
        HelpName = "FILE",
    };
    private readonly Option<string?> _share = new("--share")
    {
        Description = "This worker's share of the taggers' rate, such as 1/64 (default: all of it)",
        HelpName = "1/N",
    };

    public WorkerCommand()
        : base("worker", "Tag what listings on standard input tell, one outcome a line on standard output")
    {
        _pipeline.AddTo(this);
        foreach (var option in (Option[])[.. _budget.All, _input, _share])
        {
            Options.Add(option);
        }
    }

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        await using var index = await IndexLocation
            .OpenAsync(parsed.GetValue(CommonOptions.Index), IndexUse.MakeInRun, cancellationToken)
            .ConfigureAwait(false);
        await using var pipeline = await _pipeline
            .CreateAsync(
                parsed,
                index.Index,
                _budget.Read(parsed),
                cancellationToken,
                rateShare: RateShare.Parse(parsed.GetValue(_share))
            )
            .ConfigureAwait(false);
        if (pipeline.Pipeline.Sources is not [var source])
        {
            throw new ImageTaggingException("A worker has one source.") { Code = "Usage" };
        }

        var stream = parsed.GetValue(_input) is { } file ? File.OpenRead(file) : Console.OpenStandardInput();
        await using var closing = stream.ConfigureAwait(false);
        using var lines = new JsonLines(output.Standard);
        using var reader = new OutputReaderWatch(cancellationToken);
        var options = await _pipeline.ReadRunOptionsAsync(parsed, pipeline, cancellationToken).ConfigureAwait(false);
        var input = new WorkerInput(stream, source, options.Scope, lines, output.Time);
        var startedAt = output.Time.GetUtcNow();
        var started = output.Time.GetTimestamp();
        var outcomes = pipeline.Pipeline.IndexAsync(source, input.ReadAsync(CancellationToken.None), options);
        using var journal = new RunJournal(output, _pipeline.What(parsed, "worker"), () => Summary.Words(outcomes.Counts));
        ImageTaggingException? fault = null;
        try
        {
            await WriteAsync(outcomes, lines, reader.Gone).ConfigureAwait(false);
        }
        catch (ImageTaggingException stopped)
        {
            fault = stopped;
        }

        var counts = outcomes.Counts with { Gaps = input.Gaps };
        var report = new RunReport
        {
            RunId = options.RunId ?? "",
            End =
                fault is not null ? RunEnd.Failed
                : reader.Gone.IsCancellationRequested ? RunEnd.Interrupted
                : counts.Left > 0 ? RunEnd.BudgetReached
                : RunEnd.Completed,
            StartedAt = startedAt,
            Duration = output.Time.GetElapsedTime(started),
            Counts = counts with { Failed = counts.Failed + input.BadLines },
            Taggers = [],
        };
        if (fault is not null)
        {
            lines.Write(
                "error",
                fault,
                static (w, f) =>
                {
                    w.WriteString("code", f.Code);
                    w.WriteString("message", SettingWords.In(f.Message, f.Code));
                }
            );
            output.Told(fault.Code, fault.Message);
        }

        lines.Write(
            "summary",
            (report, index.Index.Info.Location),
            static (w, t) => Summary.Write(w, t.report.Counts, t.report.Duration, t.Location, t.report.End)
        );
        lines.Flush();
        journal.End(report);
        return report.End switch
        {
            RunEnd.Failed => ExitCode.CouldNotRun,
            RunEnd.Interrupted => ExitCode.Interrupted,
            _ => ExitCode.Done,
        };
    }

    // Outcomes wait for company only while more are there at once.
    private static async Task WriteAsync(ImageOutcomes outcomes, JsonLines lines, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var each = outcomes.GetAsyncEnumerator(stop.Token);
        await using var closing = each.ConfigureAwait(false);
        var next = Task.FromResult(false);
        try
        {
            while (true)
            {
                next = each.MoveNextAsync().AsTask();
                if (!next.IsCompleted)
                {
                    lines.Flush();
                }

                if (!await next.ConfigureAwait(false))
                {
                    break;
                }

                lines.Write("outcome", each.Current, static (w, o) => OutcomeJson.Write(w, o));
            }

            lines.Flush();
        }
        catch
        {
            // Nobody is told any more: what is in flight is finished and kept, and nothing new is begun.
            await stop.CancelAsync().ConfigureAwait(false);
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }
}
