using ImageTagging.Correcting;
using ImageTagging.Failures;
using ImageTagging.Indexing;

namespace ImageTagging;

/// <summary>The pictures whose last attempt failed: listed, made due again, or taken as never tried.</summary>
/// <remarks>
/// It calls no tagger and pays nothing: the next run does what is due. Threads, processes and runs may work on the same index: each
/// change is made under the record's token, and made again on what somebody else wrote meanwhile. People's corrections and stored
/// labels stay. Gone pictures are left out unless they are named or the query names them. It does not dispose the index.
/// </remarks>
/// <param name="index">The index.</param>
/// <param name="timeProvider">The clock; null for the system's.</param>
public sealed class FailedImages(ITagIndex index, TimeProvider? timeProvider = null)
{
    private const int PageSize = 200;
    private readonly TimeProvider _time = timeProvider ?? TimeProvider.System;
    private readonly RecordChanger _changer = new(index);

    /// <summary>The records with a failure, by source, then key.</summary>
    /// <param name="query">Only those that it finds; null for all.</param>
    /// <param name="after">The place behind which to start, from <see cref="ImageRecord.Name"/>; null for the beginning.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <returns>The records, by source, then key.</returns>
    /// <exception cref="ImageTaggingException">The index cannot be read.</exception>
    public IAsyncEnumerable<ImageRecord> ListAsync(
        TagQuery? query = null,
        ImageName? after = null,
        CancellationToken cancellationToken = default
    ) => index.ReadAllAsync(Failed(query), after, cancellationToken);

    /// <summary>Makes failed pictures due now, those on the poison list too. The attempts so far keep counting: a picture that was on the list and fails again is back on it.</summary>
    /// <param name="images">The pictures.</param>
    /// <param name="cancellationToken">Ends the work; what was changed stays changed, and calling again goes on.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="ImageTaggingException">The index cannot be read or written.</exception>
    public ValueTask<FailedImagesReport> RetryAsync(
        IReadOnlyCollection<ImageName> images,
        CancellationToken cancellationToken = default
    )
    {
        var now = Now();
        return ChangeAsync(images, r => FailureChange.Retry(r, now), cancellationToken);
    }

    /// <summary>Makes the failed pictures that a query finds due now; null for all failed pictures.</summary>
    /// <inheritdoc cref="RetryAsync(IReadOnlyCollection{ImageName}, CancellationToken)" />
    public ValueTask<FailedImagesReport> RetryAsync(TagQuery? query, CancellationToken cancellationToken = default)
    {
        var now = Now();
        return ChangeAsync(query, r => FailureChange.Retry(r, now), cancellationToken);
    }

    /// <summary>Strikes the failures from the records: the next run takes the pictures as never tried, with all their attempts. Labels of a former answer stay.</summary>
    /// <inheritdoc cref="RetryAsync(IReadOnlyCollection{ImageName}, CancellationToken)" />
    public ValueTask<FailedImagesReport> ForgetAsync(
        IReadOnlyCollection<ImageName> images,
        CancellationToken cancellationToken = default
    ) => ChangeAsync(images, FailureChange.Forget, cancellationToken);

    /// <summary>Strikes the failures of the pictures that a query finds; null for all failed pictures.</summary>
    /// <inheritdoc cref="ForgetAsync(IReadOnlyCollection{ImageName}, CancellationToken)" />
    public ValueTask<FailedImagesReport> ForgetAsync(TagQuery? query, CancellationToken cancellationToken = default) =>
        ChangeAsync(query, FailureChange.Forget, cancellationToken);

    private static TagQuery Failed(TagQuery? query)
    {
        TagQuery failed = new FailedQuery();
        if (query is not null)
        {
            QuerySemantics.Check(query);
            failed = query & failed;
        }

        return failed;
    }

    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(_time.GetUtcNow().ToUnixTimeMilliseconds());

    private async ValueTask<FailedImagesReport> ChangeAsync(
        IReadOnlyCollection<ImageName> images,
        RecordChanger.Change change,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(images);
        var tally = new CorrectionTally();
        foreach (var names in images.Distinct().Chunk(PageSize))
        {
            var records = await _changer.ReadAsync(names, tally, cancellationToken).ConfigureAwait(false);
            await _changer.ChangeAsync(records, change, tally, cancellationToken).ConfigureAwait(false);
        }

        return await ReportAsync(tally, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<FailedImagesReport> ChangeAsync(
        TagQuery? query,
        RecordChanger.Change change,
        CancellationToken cancellationToken
    )
    {
        var failed = Failed(query);
        var tally = new CorrectionTally();
        await index.RefreshAsync(cancellationToken).ConfigureAwait(false);
        var found = index.ReadAllAsync(failed, cancellationToken: cancellationToken);
        await foreach (var records in RecordPages.Of(found, PageSize).ConfigureAwait(false))
        {
            // What a run mended meanwhile is no longer asked for.
            await _changer
                .ChangeAsync(records, r => QuerySemantics.Finds(failed, r) ? change(r) : null, tally, cancellationToken)
                .ConfigureAwait(false);
        }

        return await ReportAsync(tally, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<FailedImagesReport> ReportAsync(CorrectionTally tally, CancellationToken cancellationToken)
    {
        await index.RefreshAsync(cancellationToken).ConfigureAwait(false);
        var report = tally.Report("");
        return new(report.Changed, report.Unchanged, report.Conflicts, report.Missing);
    }
}
