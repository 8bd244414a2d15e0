using System.Security.Cryptography;
using ImageTagging.Correcting;
using ImageTagging.Indexing;
using ImageTagging.Vocabularies;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageTagging;

/// <summary>People's corrections over any index.</summary>
/// <remarks>
/// Threads and processes may share the index: every change is made under the record's token and made again on what somebody else
/// wrote meanwhile. It does not dispose the index.
/// </remarks>
/// <param name="index">The index.</param>
/// <param name="vocabulary">The vocabulary of the index's tags; null for the empty one.</param>
/// <param name="timeProvider">The clock; null for the system's.</param>
/// <param name="logger">Where undone batches are noted; null for nowhere.</param>
public sealed class TagCurator(
    ITagIndex index,
    Vocabulary? vocabulary = null,
    TimeProvider? timeProvider = null,
    ILogger<TagCurator>? logger = null
) : ITagCurator
{
    private const int PageSize = 200;
    private const int MaxBatchLength = 64;

    // Everything that people corrected, gone or not.
    private static readonly TagQuery s_corrected = new HasEditsQuery() & (new GoneQuery() | !new GoneQuery());

    private readonly Vocabulary _vocabulary = vocabulary ?? Vocabulary.Empty;
    private readonly TimeProvider _time = timeProvider ?? TimeProvider.System;
    private readonly ILogger _logger = logger ?? NullLogger<TagCurator>.Instance;
    private readonly RecordChanger _changer = new(index);

    /// <inheritdoc />
    public async ValueTask<CorrectionReport> CorrectAsync(
        IReadOnlyCollection<ImageName> images,
        TagChange change,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(images);
        var edit = EditOf(change);
        var tally = new CorrectionTally();
        foreach (var names in images.Distinct().Chunk(PageSize))
        {
            var records = await _changer.ReadAsync(names, tally, cancellationToken).ConfigureAwait(false);
            await _changer
                .ChangeAsync(records, r => With(r, edit.ApplyTo(r, _vocabulary), edit.HasTags), tally, cancellationToken)
                .ConfigureAwait(false);
        }

        await index.RefreshAsync(cancellationToken).ConfigureAwait(false);
        return tally.Report(edit.Batch);
    }

    /// <inheritdoc />
    public async ValueTask<CorrectionReport> CorrectAsync(
        TagQuery query,
        TagChange change,
        long? expected = null,
        CancellationToken cancellationToken = default
    )
    {
        QuerySemantics.Check(query);
        var edit = EditOf(change);
        await index.RefreshAsync(cancellationToken).ConfigureAwait(false);
        var stored = await index.ReadStateAsync(BatchState.NameOf(edit.Batch), cancellationToken).ConfigureAwait(false);
        var state = BatchState.Parse(stored);
        if (state is null)
        {
            await CheckCountAsync(query, expected, cancellationToken).ConfigureAwait(false);
            state = new()
            {
                Query = TagQueryText.ToCanonical(query),
                Add = edit.Add,
                Remove = edit.Remove,
                Facts = BatchState.TextsOf(edit.Facts),
                By = edit.By,
                At = edit.At,
            };
        }
        else if (!state.IsSame(query, edit))
        {
            throw CorrectionEdit.Refused(
                $"Batch '{edit.Batch}' was begun with another query or change; go on with the same, or undo it."
            );
        }

        edit = edit with { At = state.At };
        var tally = new CorrectionTally(state.Changed, state.Unchanged);
        foreach (var name in state.Conflicts)
        {
            tally.Conflict(new(name[0], name[1]));
        }

        await SaveAsync(edit.Batch, state, cancellationToken).ConfigureAwait(false);
        var found = index.ReadAllAsync(query, state.After, cancellationToken);
        await foreach (var records in RecordPages.Of(found, PageSize).ConfigureAwait(false))
        {
            // What somebody changed so that it is no longer found is not what was asked for.
            await _changer
                .ChangeAsync(
                    records,
                    r => QuerySemantics.Finds(query, r) ? With(r, edit.ApplyTo(r, _vocabulary), edit.HasTags) : null,
                    tally,
                    cancellationToken
                )
                .ConfigureAwait(false);
            state = state.Behind(records[^1].Name, tally);
            await SaveAsync(edit.Batch, state, cancellationToken).ConfigureAwait(false);
        }

        await SaveAsync(edit.Batch, next: null, cancellationToken).ConfigureAwait(false);
        await index.RefreshAsync(cancellationToken).ConfigureAwait(false);
        return tally.Report(edit.Batch);
    }

    /// <inheritdoc />
    public async ValueTask<CorrectionReport> UndoAsync(string batch, string by, CancellationToken cancellationToken = default)
    {
        var id = Checked(batch);
        var person = CorrectionEdit.Person(by);
        await index.RefreshAsync(cancellationToken).ConfigureAwait(false);

        // A batch that was interrupted is not to be resumed once it is undone.
        await SaveAsync(id, next: null, cancellationToken).ConfigureAwait(false);
        var tally = new CorrectionTally();
        await foreach (var records in RecordPages.Of(OfBatchAsync(id, cancellationToken), PageSize).ConfigureAwait(false))
        {
            foreach (var record in records.Where(r => BatchUndo.WasChangedSince(r, id)))
            {
                tally.Conflict(record.Name);
            }

            var own = records.Where(r => r.Edits.Any(e => e.Batch == id)).ToArray();
            await _changer
                .ChangeAsync(own, r => With(r, BatchUndo.ApplyTo(r, id), BatchUndo.HasTags(r, id)), tally, cancellationToken)
                .ConfigureAwait(false);
        }

        await index.RefreshAsync(cancellationToken).ConfigureAwait(false);
        Log.BatchUndone(_logger, id, person, tally.ChangedCount);
        return tally.Report(id);
    }

    // Where no tag was corrected the tags stay as they are, whatever vocabulary made them.
    private ImageRecord? With(ImageRecord record, IReadOnlyList<Correction>? edits, bool hasTags) =>
        edits is null ? null
        : hasTags ? RecordProjector.ProjectChanged(record with { Edits = edits }, _vocabulary)
        : RecordProjector.AskedAnew(record with { Edits = edits });

    private async IAsyncEnumerable<ImageRecord> OfBatchAsync(
        string batch,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var record in index.ReadAllAsync(s_corrected, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            if (record.Edits.Any(e => e.Batch == batch) || BatchUndo.WasChangedSince(record, batch))
            {
                yield return record;
            }
        }
    }

    private async ValueTask CheckCountAsync(TagQuery query, long? expected, CancellationToken cancellationToken)
    {
        if (expected is null)
        {
            return;
        }

        var found = await index.SearchAsync(new() { Query = query, Size = 0 }, cancellationToken).ConfigureAwait(false);
        if (found.Total != expected)
        {
            throw new ImageTaggingException(
                $"The search finds {found.Total} pictures now, not the {expected} that were confirmed; nothing was changed."
            )
            {
                Kind = FailureKind.Refused,
                Code = ErrorCodes.CountChanged,
            };
        }
    }

    // Whoever else drives the same batch does the same work twice at the worst: the corrections are equal, so are the places.
    private async ValueTask SaveAsync(string batch, BatchState? next, CancellationToken cancellationToken)
    {
        var name = BatchState.NameOf(batch);
        while (true)
        {
            var stored = await index.ReadStateAsync(name, cancellationToken).ConfigureAwait(false);
            if (stored is null && next is null)
            {
                return;
            }

            var entry = new StateEntry
            {
                Name = name,
                Value = next?.Write(),
                Token = stored?.Token,
            };
            if (await index.TryWriteStateAsync(entry, cancellationToken).ConfigureAwait(false))
            {
                return;
            }
        }
    }

    private CorrectionEdit EditOf(TagChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        var now = DateTimeOffset.FromUnixTimeMilliseconds(_time.GetUtcNow().ToUnixTimeMilliseconds());
        return CorrectionEdit.Of(change, _vocabulary, change.Batch is null ? NewBatch() : Checked(change.Batch), now);
    }

    private static string NewBatch() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    // A batch's id is part of a state entry's name.
    private static string Checked(string batch) =>
        batch is { Length: > 0 and <= MaxBatchLength }
        && batch.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_' or '.')
            ? batch
            : throw CorrectionEdit.Refused(
                $"A batch's id is 1 to {MaxBatchLength} lower-case letters, digits, '-', '_' and '.'."
            );
}
