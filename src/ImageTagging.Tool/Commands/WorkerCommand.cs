using System.CommandLine;
using System.Diagnostics;
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
            .OpenAsync(parsed.GetValue(CommonOptions.Index), mustExist: false, cancellationToken)
            .ConfigureAwait(false);
        await using var pipeline = _pipeline.Create(
            parsed,
            index.Index,
            _budget.Read(parsed),
            rateShare: RateShare.Parse(parsed.GetValue(_share))
        );
        if (pipeline.Pipeline.Sources is not [var source])
        {
            throw new ImageTaggingException("A worker has one source.") { Code = "Usage" };
        }

        var stream = parsed.GetValue(_input) is { } file ? File.OpenRead(file) : Console.OpenStandardInput();
        await using var closing = stream.ConfigureAwait(false);
        using var lines = new JsonLines(output.Standard);
        using var reader = new OutputReaderWatch(cancellationToken);
        var options = _pipeline.ReadRunOptions(parsed);
        var input = new WorkerInput(stream, source, options.Scope, lines, TimeProvider.System);
        var started = Stopwatch.GetTimestamp();
        var outcomes = pipeline.Pipeline.IndexAsync(
            source,
            input.ReadAsync(CancellationToken.None),
            options with
            {
                RunId = _budget.ReadRunId(parsed),
            }
        );
        await WriteAsync(outcomes, lines, reader.Gone).ConfigureAwait(false);

        var counts = outcomes.Counts with { Gaps = input.Gaps };
        var end =
            reader.Gone.IsCancellationRequested ? RunEnd.Interrupted
            : counts.Left > 0 ? RunEnd.BudgetReached
            : RunEnd.Completed;
        var told = (
            counts with
            {
                Failed = counts.Failed + input.BadLines,
            },
            Stopwatch.GetElapsedTime(started),
            index.Index.Info.Location,
            end
        );
        lines.Write("summary", told, static (w, t) => Summary.Write(w, t.Item1, t.Item2, t.Location, t.end));
        lines.Flush();
        return end == RunEnd.Interrupted ? ExitCode.Interrupted : ExitCode.Done;
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
