using System.Collections.Concurrent;
using ImageTagging.Leases;
using ImageTagging.Planning;
using ImageTagging.Tagging;

namespace ImageTagging.Running;

/// <summary>The state of a run while it goes on.</summary>
internal sealed class RunState
{
    public RunState(string runId, IReadOnlyList<TaggerInfo> taggers)
    {
        (RunId, CallGate) = (runId, new(Gate));
        (Reused, Unsaved) = (new long[taggers.Count], new long[taggers.Count]);
        (NearDuplicates, PassedOver) = (new long[taggers.Count], new long[taggers.Count]);
    }

    /// <summary>The run's id.</summary>
    public string RunId { get; }

    /// <summary>Shut while the run's lease cannot be renewed.</summary>
    public PauseGate Gate { get; } = new();

    /// <summary>Shut for calls: then, and while the index could not be written when it was last tried.</summary>
    public PauseGate CallGate { get; }

    /// <summary>The counts.</summary>
    public RunTally Tally { get; } = new();

    /// <summary>The notes beside the counts.</summary>
    public RunNotes Notes { get; } = new();

    /// <summary>The source at work.</summary>
    public string? Source { get; set; }

    /// <summary>True if its listing has ended.</summary>
    public bool ListingEnded { get; set; }

    /// <summary>The contents that appeared in the source at work.</summary>
    public AppearedContents? Appeared { get; set; }

    /// <summary>Images that each tagger's stored labels served.</summary>
    public long[] Reused { get; }

    /// <summary>Images that the answer for a near duplicate served, by tagger.</summary>
    public long[] NearDuplicates { get; }

    /// <summary>Images that each tagger was not called for, by its condition.</summary>
    public long[] PassedOver { get; }

    /// <summary>Answers of each tagger that were called for and could not be saved.</summary>
    public long[] Unsaved { get; }

    /// <summary>The model versions that taggers answered with, where only an answer tells them.</summary>
    public ConcurrentDictionary<string, string> Models { get; } = new(StringComparer.Ordinal);

    /// <summary>Counts a picture that left the line.</summary>
    public void Finished(TagItem item, ImageOutcome outcome, IReadOnlyList<TaggerInfo> taggers)
    {
        for (var i = 0; i < taggers.Count; i++)
        {
            if (item.PassedOver[i] is not null)
            {
                Interlocked.Increment(ref PassedOver[i]);
            }

            if (item.Answers[i] is not { } answer)
            {
                continue;
            }

            if (item.Called[i] && taggers[i].IsMetered && !item.Contents.Any(c => c.IsHash))
            {
                RunTally.Count(ref Tally.Unknown);
            }

            if (item.Borrowed[i])
            {
                Interlocked.Increment(ref NearDuplicates[i]);
            }
            else if (!item.Called[i])
            {
                Interlocked.Increment(ref Reused[i]);
            }
            else if (taggers[i].ModelVersion is null && answer.ModelVersion is { } version)
            {
                Models[taggers[i].Name] = version;
            }
        }

        if (item.IsLost)
        {
            RunTally.Count(ref Tally.Unsaved);
            for (var i = 0; i < taggers.Count; i++)
            {
                Interlocked.Add(ref Unsaved[i], item.Called[i] ? 1 : 0);
            }
        }

        if (item.Warning is { } warning)
        {
            Notes.Add(warning);
        }

        // After what it was counted as lost or unknown for, before its outcome: who sees all finished sees the money.
        RunTally.Count(ref Tally.Finished);
        if (item.Planned.Change is Change.New or Change.Changed)
        {
            Appeared?.Add(item.Contents, told: item.Listing.Contents);
        }

        switch (outcome.Kind)
        {
            case ImageOutcomeKind.Tagged:
                RunTally.Count(ref Tally.Tagged);
                if (!item.Called.Contains(true))
                {
                    RunTally.Count(ref Tally.Reused);
                }

                break;
            case ImageOutcomeKind.Failed:
                RunTally.Count(ref Tally.Failed);
                Notes.Add(new RunFailure(outcome.Image, outcome.Tagger, outcome.Reason!));
                break;
            case ImageOutcomeKind.Skipped:
                RunTally.Count(ref Tally.Skipped);
                break;
            case ImageOutcomeKind.Left:
                RunTally.Count(ref Tally.Left);
                break;
        }
    }
}
