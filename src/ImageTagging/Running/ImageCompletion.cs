using ImageTagging.Tagging;
using ImageTagging.Telemetry;
using ImageTagging.Writing;

namespace ImageTagging.Running;

/// <summary>Where pictures leave the line: into the writer, or as they came. Gives back what they held and says what became of them.</summary>
internal sealed class ImageCompletion(LineContext context, IndexWriter writer) : IDisposable
{
    private readonly RecordComposer _composer = new(
        context.Rules,
        context.Parts.Vocabulary,
        context.Parts.Options.RemoveAfter,
        context.Parts.Time
    );

    private readonly SemaphoreSlim _unsaved = new(context.Parts.Options.MaxUnsaved);

    /// <summary>Waits until another picture may be called for.</summary>
    public async Task EnterUnsavedAsync(TagItem item)
    {
        await _unsaved.WaitAsync(context.Stop.Stopping).ConfigureAwait(false);
        item.IsUnsaved = true;
    }

    /// <summary>Hands a picture to the writer, where there is something to write.</summary>
    public ValueTask SaveAsync(TagItem item)
    {
        // A picture that came back is shown with what its record has, whatever it still needs.
        var isWorthWriting =
            item.Answers.Any(a => a is not null)
            || item.Failures.Any(f => f is not null && FailurePolicy.IsKept(f.Kind))
            || (item.Needs.Count == 0 && item.Failures.All(f => f is null))
            || (item.Known is { } known && item.HasContentOf(known));
        if (isWorthWriting)
        {
            return writer.AddAsync(new PictureUpdate(item, _composer, context.Parts, Settle));
        }

        Finish(item, null, null);
        return ValueTask.CompletedTask;
    }

    /// <summary>Lets a picture go that there was no time or money for.</summary>
    public void Leave(TagItem item)
    {
        item.IsLeft = true;
        Finish(item, null, null);
    }

    /// <inheritdoc />
    public void Dispose() => _unsaved.Dispose();

    private void Settle(TagItem item, UpdateFate fate) => Finish(item, fate, fate.Record);

    private void Finish(TagItem item, UpdateFate? fate, ImageRecord? record)
    {
        if (item.Claim is { } claim)
        {
            context.Ledger.Settle(claim, fate?.End == UpdateEnd.Written);
        }

        if (item.IsUnsaved)
        {
            _unsaved.Release();
        }

        item.IsLost = fate is { End: UpdateEnd.Failed or UpdateEnd.Unwritten } && item.Called.Contains(true);
        var outcome = OutcomeOf(item, fate, record);
        Instruments.ImagesFinished(
            outcome.Kind == ImageOutcomeKind.Tagged && !item.Called.Contains(true) ? "reused" : Names[(int)outcome.Kind]
        );
        context.Finished(item, outcome);
    }

    private static string[] Names { get; } = [.. Enum.GetNames<ImageOutcomeKind>().Select(n => n.ToLowerInvariant())];

    private ImageOutcome OutcomeOf(TagItem item, UpdateFate? fate, ImageRecord? record)
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
            return Outcome(kind, reason) with { Tagger = context.Rules.Taggers[failed].Name };
        }

        return Outcome(
            item.IsLeft ? ImageOutcomeKind.Left
                : fate is { End: UpdateEnd.Superseded } ? ImageOutcomeKind.Unchanged
                : item.Answers.All(a => a is null) && record?.HasFailure == true ? ImageOutcomeKind.Waiting
                : ImageOutcomeKind.Tagged,
            null
        );

        ImageOutcome Outcome(ImageOutcomeKind kind, ImageFailureReason? reason) =>
            new()
            {
                Image = item.Name,
                Kind = kind,
                Record = record ?? item.Known,
                Warning = item.Warning?.Message,
                Reason = reason is null ? null : reason with { Message = Printable.Text(reason.Message) },
            };
    }
}
