using System.Collections;
using ImageTagging.Planning;
using ImageTagging.Telemetry;
using ImageTagging.Writing;

namespace ImageTagging.Running;

/// <summary>The removals of records whose keys were not listed, once the listing has ended whole.</summary>
internal sealed class Removals(
    RunSession session,
    IImageSource source,
    ChangePlanner planner,
    AppearedContents appeared,
    DateTimeOffset startedAt,
    OutcomeFlow? flow = null,
    long goneLately = 0
)
{
    private const int Batch = 256;

    /// <summary>A record that was listed so shortly before the run may have been written by somebody who knows more: it is looked up by itself.</summary>
    private static readonly TimeSpan s_recent = TimeSpan.FromMinutes(5);

    /// <summary>Records to mark, those that moved included.</summary>
    public long Missing { get; private set; }

    /// <summary>Of those, the ones whose content appeared under another key.</summary>
    public long Moved { get; private set; }

    /// <summary>Counts what is missing and what of it moved, and asks the guard.</summary>
    /// <returns>The guard's objection; null where the removals may be made.</returns>
    public async Task<string?> WeighAsync(CancellationToken cancellationToken)
    {
        var hasMoved = new BitArray(checked((int)Math.Min(planner.Missing.Missing + planner.Missing.Expired, int.MaxValue)));
        if (!appeared.IsEmpty)
        {
            foreach (var part in appeared.ReadChunks())
            {
                var at = 0;
                foreach (var batch in planner.Missing.ReadBatches(Batch))
                {
                    await NoteMovedAsync(batch, at, part, hasMoved, cancellationToken).ConfigureAwait(false);
                    at += batch.Count;
                }
            }
        }

        var place = 0;
        foreach (var batch in planner.Missing.ReadBatches(Batch))
        {
            foreach (var image in batch)
            {
                if (IsToMark(image))
                {
                    Missing++;
                    Moved += image.IsPaired || (place < hasMoved.Length && hasMoved[place]) ? 1 : 0;
                }

                place++;
            }
        }

        return RemovalGuard.Objection(source.Name, planner.Listed, planner.Present, Missing - Moved, goneLately);
    }

    /// <summary>Marks what is gone, and purges what has been gone for long enough.</summary>
    /// <param name="writer">Where the marks go.</param>
    /// <param name="tally">Where both are counted.</param>
    /// <param name="cancellationToken">Ends it between two records.</param>
    public async Task RemoveAsync(IndexWriter writer, RunTally tally, CancellationToken cancellationToken)
    {
        foreach (var batch in planner.Missing.ReadBatches(Batch))
        {
            var due = batch.Where(i => !planner.Gaps.Covers(i.Key)).ToArray();
            var records = await ReadAsync(due, cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < due.Length; i++)
            {
                if (records[i] is not { } record)
                {
                    continue;
                }

                if (due[i].IsExpired)
                {
                    var goneBefore = startedAt - session.Components.Options.RemoveAfter;
                    await writer
                        .AddAsync(new PurgeUpdate(record, goneBefore, () => RunTally.Count(ref tally.Purged)))
                        .ConfigureAwait(false);
                }
                // Of one that is another's companion now its file is there still.
                else if (due[i].IsPaired || await IsGoneAsync(record, cancellationToken).ConfigureAwait(false))
                {
                    await (flow?.Room.WaitAsync(cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
                    await writer
                        .AddAsync(new GoneUpdate(record, due[i], startedAt, isMarked => Settle(record, isMarked, tally)))
                        .ConfigureAwait(false);
                }
            }
        }
    }

    private void Settle(ImageRecord record, bool isMarked, RunTally tally)
    {
        if (isMarked)
        {
            RunTally.Count(ref tally.Gone);
            session.Complete(new ImageOutcome { Image = record.Name, Kind = ImageOutcomeKind.Gone });
        }
        else
        {
            // No outcome comes that would give it back.
            flow?.Room.Release();
        }
    }

    private bool IsToMark(MissingImage image) => !image.IsExpired && !planner.Gaps.Covers(image.Key);

    private async Task NoteMovedAsync(
        IReadOnlyList<MissingImage> batch,
        int at,
        Dictionary<ulong, int> counts,
        BitArray hasMoved,
        CancellationToken cancellationToken
    )
    {
        var records = await ReadAsync(batch, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < batch.Count; i++)
        {
            if (!hasMoved[at + i] && IsToMark(batch[i]) && records[i] is { } record)
            {
                hasMoved[at + i] = HasAppeared(record.Contents, counts);
            }
        }
    }

    // One picture that appeared is where one went, not where all of its copies did.
    private static bool HasAppeared(IReadOnlyList<ContentId> contents, Dictionary<ulong, int> counts)
    {
        var has = false;
        foreach (var hash in contents.Select(AppearedContents.Hash))
        {
            if (counts.GetValueOrDefault(hash) is var times and > 0)
            {
                (has, counts[hash]) = (true, times - 1);
            }
        }

        return has;
    }

    private async Task<IReadOnlyList<ImageRecord?>> ReadAsync(
        IReadOnlyList<MissingImage> images,
        CancellationToken cancellationToken
    ) =>
        images.Count == 0
            ? []
            : await session
                .Retry.ExecuteAsync(
                    token =>
                        session.Components.Index.GetManyAsync([.. images.Select(i => new ImageName(source.Name, i.Key))], token),
                    cancellationToken
                )
                .ConfigureAwait(false);

    private async Task<bool> IsGoneAsync(ImageRecord record, CancellationToken cancellationToken)
    {
        if (record.GoneAt is not null || record.ListedAt <= startedAt - s_recent)
        {
            return true;
        }

        try
        {
            return await source.FindAsync(record.Key, cancellationToken).ConfigureAwait(false) is null;
        }
        catch (ImageTaggingException fault) when (fault.Kind != FailureKind.SetUp)
        {
            session.State.Notes.Add(
                $"'{Printable.Text(record.Key)}' was not marked as gone: it could not be looked up by itself ({fault.Code})."
            );
            return false;
        }
    }
}
