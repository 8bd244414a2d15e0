using ImageTagging.Calling;
using ImageTagging.Planning;
using ImageTagging.Retry;
using ImageTagging.Tagging;
using Microsoft.Extensions.Logging;

namespace ImageTagging.Running;

/// <summary>What the taggers' line works with.</summary>
internal sealed class LineContext
{
    public required PipelineComponents Parts { get; init; }

    public required RunOptions Options { get; init; }

    public required TaggerRules Rules { get; init; }

    public required IReadOnlyList<TaggerCaller> Callers { get; init; }

    public required ContentsInFlight Ledger { get; init; }

    public required Outage Outage { get; init; }

    public required RunSteps Steps { get; init; }

    public required RunLifetime Stop { get; init; }

    public required ILogger Logger { get; init; }

    /// <summary>Told once for each picture that leaves the line.</summary>
    public required Action<TagItem, ImageOutcome> Finished { get; init; }

    /// <summary>How many pictures are worked on at once.</summary>
    public int Workers =>
        Parts.Options.Workers
        ?? Math.Clamp(Callers.Select(c => c.MaxConcurrency).DefaultIfEmpty(1).Max() + 2, 1, Parts.Options.MaxUnsaved);
}
