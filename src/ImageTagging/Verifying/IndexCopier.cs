using System.Security.Cryptography;
using System.Text;
using ImageTagging.Indexing;
using ImageTagging.Retry;
using ImageTagging.Verifying;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageTagging;

/// <summary>Copies every record, gone ones, corrections and former contents included, from one index into another, whatever their engines.</summary>
/// <remarks>
/// How far it came is named state of the target: started again after an interruption, it goes on. Named state of the source
/// (budgets, leases) is not copied. It disposes nothing.
/// </remarks>
/// <param name="source">The index that is read.</param>
/// <param name="target">The index that is written.</param>
public sealed class IndexCopier(ITagIndex source, ITagIndex target)
{
    private const int PageSize = 500;
    private const int MostRounds = 5;
    private const int MostFailures = 100;

    // Indexes wait briefly for what a person may have asked; a copy waits as a run does.
    private static readonly RetryPolicy s_patience = RetryPolicy.OfOutages(
        TimeProvider.System,
        TimeSpan.FromMinutes(2),
        NullLogger.Instance
    );

    /// <summary>Copies; what the source gets meanwhile behind the place that was reached is copied too, what changes before it is not.</summary>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>What was copied, kept and refused.</returns>
    /// <exception cref="ImageTaggingException">Either index cannot be read or written.</exception>
    public async ValueTask<CopyReport> CopyAsync(CopyOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new();
        await target.EnsureReadyAsync(cancellationToken).ConfigureAwait(false);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(source.Info.Engine + "\n" + source.Info.Location));
        var name = "copy/" + Convert.ToHexStringLower(hash.AsSpan(0, 16));
        var entry = await StateAsync(name, cancellationToken).ConfigureAwait(false);
        var place = CopyPlace.Parse(entry?.Value);
        List<RunFailure> failures = [];
        List<ImageRecord> page = [];
        await foreach (var record in source.ReadAllAsync(filter: null, place.After, cancellationToken).ConfigureAwait(false))
        {
            page.Add(record);
            if (page.Count == PageSize)
            {
                await FlushAsync().ConfigureAwait(false);
            }
        }

        await FlushAsync().ConfigureAwait(false);
        await SaveAsync(value: null).ConfigureAwait(false);
        await target.RefreshAsync(cancellationToken).ConfigureAwait(false);
        return place.Report(failures);

        async ValueTask FlushAsync()
        {
            if (page.Count == 0)
            {
                return;
            }

            place = await PutAsync(page, place, options.Overwrite, failures, cancellationToken).ConfigureAwait(false);
            place = place with { Read = place.Read + page.Count, Source = page[^1].Source, Key = page[^1].Key };
            page.Clear();
            await SaveAsync(place.Write()).ConfigureAwait(false);
            options.Progress?.Report(place.Read);
        }

        // Two copies at once do the same work twice; the later place counts.
        async ValueTask SaveAsync(string? value)
        {
            var stored = await StateAsync(name, cancellationToken).ConfigureAwait(false);
            if (stored is not null || value is not null)
            {
                var next = new StateEntry
                {
                    Name = name,
                    Value = value,
                    Token = stored?.Token,
                };
                await target.TryWriteStateAsync(next, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask<CopyPlace> PutAsync(
        IReadOnlyList<ImageRecord> records,
        CopyPlace place,
        bool overwrite,
        List<RunFailure> failures,
        CancellationToken cancellationToken
    )
    {
        var writes = records.Select(RecordWrite.Create).ToList();
        for (var round = 0; writes.Count > 0; round++)
        {
            var results = await target.WriteAsync(writes, cancellationToken).ConfigureAwait(false);
            List<RecordWrite> lost = [];
            for (var i = 0; i < results.Count; i++)
            {
                switch (results[i].Outcome)
                {
                    case WriteOutcome.Written:
                        place = place with { Written = place.Written + 1 };
                        break;
                    case WriteOutcome.Conflict when round < MostRounds:
                        lost.Add(writes[i]);
                        break;
                    case WriteOutcome.Conflict:
                        place = place with { Kept = place.Kept + 1 };
                        break;
                    default:
                        place = place with { Failed = place.Failed + 1 };
                        if (failures.Count < MostFailures)
                        {
                            failures.Add(
                                new(writes[i].Name, Tagger: null, new(FailureKind.Refused, results[i].Code!, results[i].Message!))
                            );
                        }

                        break;
                }
            }

            (writes, place) = await AgainAsync(lost, place, overwrite, cancellationToken).ConfigureAwait(false);
        }

        return place;
    }

    private ValueTask<StateEntry?> StateAsync(string name, CancellationToken cancellationToken) =>
        s_patience.ExecuteAsync(token => target.ReadStateAsync(name, token), cancellationToken);

    // What the target has already is the same record (an interrupted copy wrote it), or another that is kept or replaced.
    private async ValueTask<(List<RecordWrite> Writes, CopyPlace Place)> AgainAsync(
        List<RecordWrite> lost,
        CopyPlace place,
        bool overwrite,
        CancellationToken cancellationToken
    )
    {
        List<RecordWrite> writes = [];
        var there =
            lost.Count == 0
                ? []
                : await s_patience
                    .ExecuteAsync(token => target.GetManyAsync([.. lost.Select(w => w.Name)], token), cancellationToken)
                    .ConfigureAwait(false);
        for (var i = 0; i < lost.Count; i++)
        {
            var record = lost[i].Record!;
            if (there[i] is not { } stored)
            {
                writes.Add(RecordWrite.Create(record));
            }
            else if (RecordJson.Serialize(stored).AsSpan().SequenceEqual(RecordJson.Serialize(record)))
            {
                place = place with { Same = place.Same + 1 };
            }
            else if (overwrite)
            {
                writes.Add(RecordWrite.Replace(record, stored.Token!));
            }
            else
            {
                place = place with { Kept = place.Kept + 1 };
            }
        }

        return (writes, place);
    }
}
