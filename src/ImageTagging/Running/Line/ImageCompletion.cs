using ImageTagging.Tagging;
using ImageTagging.Telemetry;
using ImageTagging.Writing;

namespace ImageTagging.Running;

/// <summary>The end of a picture's way: gives back what it held, and says what became of it. Threads share it.</summary>
/// <param name="session">The run.</param>
/// <param name="unsaved">Released for each picture that was called for: its answers are saved now, or lost.</param>
internal sealed class ImageCompletion(RunSession session, SemaphoreSlim unsaved)
{
    /// <summary>Completes a picture, once.</summary>
    /// <param name="item">The picture.</param>
    /// <param name="fate">What became of its update; null where nothing was to be written.</param>
    public void Complete(TagItem item, UpdateFate? fate)
    {
        // The claim first: whoever waits for equal content may go on, whatever the report does.
        if (item.Claim is { } claim)
        {
            session.InFlight.Settle(claim, fate?.End == UpdateEnd.Written);
        }

        if (item.IsUnsaved)
        {
            unsaved.Release();
        }

        item.IsLost = fate is { End: not UpdateEnd.Written } && item.Called.Contains(true);
        var outcome = OutcomeOf(item, fate);
        Instruments.ImagesFinished(
            outcome.Kind == ImageOutcomeKind.Tagged && !item.Called.Contains(true) ? "reused" : Names[(int)outcome.Kind]
        );
        session.Complete(item, outcome);
    }

    private static string[] Names { get; } = [.. Enum.GetNames<ImageOutcomeKind>().Select(n => n.ToLowerInvariant())];

    private ImageOutcome OutcomeOf(TagItem item, UpdateFate? fate)
    {
        if (fate is { End: UpdateEnd.Failed or UpdateEnd.Unwritten })
        {
            // What the run could not write for its own end is left, not failed.
            return fate.End == UpdateEnd.Unwritten
                ? Outcome(ImageOutcomeKind.Left, null)
                : Outcome(ImageOutcomeKind.Failed, fate.Fault);
        }

        var failed = Array.FindIndex(item.Failures, f => f is not null);
        if (failed >= 0)
        {
            var reason = item.Failures[failed]!;
            var kind = reason.Kind == FailureKind.NeedsRestore ? ImageOutcomeKind.Skipped : ImageOutcomeKind.Failed;
            return Outcome(kind, reason) with { Tagger = session.Rules.Taggers[failed].Name };
        }

        return Outcome(
            item.IsLeft ? ImageOutcomeKind.Left
                : fate is { End: UpdateEnd.Superseded } ? ImageOutcomeKind.Unchanged
                : item.Answers.All(a => a is null) && fate?.Record?.HasFailure == true ? ImageOutcomeKind.Waiting
                : ImageOutcomeKind.Tagged,
            null
        );

        ImageOutcome Outcome(ImageOutcomeKind kind, ImageFailureReason? reason) =>
            new()
            {
                Image = item.Name,
                Kind = kind,
                Record = fate?.Record ?? item.Known,
                Warning = item.Warning?.Message,
                Reason = reason is null ? null : reason with { Message = Printable.Text(reason.Message) },
            };
    }
}
