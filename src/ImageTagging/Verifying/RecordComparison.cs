using System.Runtime.CompilerServices;
using ImageTagging.Vocabularies;

namespace ImageTagging.Verifying;

/// <summary>Reads every record once: against its own projection, and against what a scan says of it.</summary>
internal sealed class RecordComparison(
    ITagIndex index,
    Vocabulary vocabulary,
    bool repair,
    TermCounts counts,
    IProgress<long> progress
)
{
    private const int MostRounds = 5;

    // Told after so many records.
    private const int Told = 1_000;

    public async IAsyncEnumerable<IndexDifference> CompareAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? source = null;
        IAsyncEnumerator<IndexedImage>? scan = null;
        IndexedImage? scanned = null;
        long read = 0;
        try
        {
            await foreach (var record in index.ReadAllAsync(cancellationToken: cancellationToken).ConfigureAwait(false))
            {
                if (record.Source != source)
                {
                    if (scan is not null)
                    {
                        await scan.DisposeAsync().ConfigureAwait(false);
                    }

                    source = record.Source;
                    scan = index.ScanAsync(source, KeyRange.All, cancellationToken).GetAsyncEnumerator(cancellationToken);
                    scanned = await NextAsync(scan).ConfigureAwait(false);
                }

                while (scanned is not null && KeyOrder.Compare(scanned.Key, record.Key) < 0)
                {
                    scanned = await NextAsync(scan!).ConfigureAwait(false);
                }

                var isScanned = scanned is not null && scanned.Key == record.Key && IsSame(scanned, record);
                var (now, kind) = await CheckAsync(record, isScanned, cancellationToken).ConfigureAwait(false);
                if (now is not null)
                {
                    counts.Add(now);
                }

                if (++read % Told == 0)
                {
                    progress.Report(read);
                }

                if (kind is { } difference)
                {
                    yield return new(difference, record.Name, Message(difference), repair && now is not null);
                }
            }
        }
        finally
        {
            progress.Report(read);
            if (scan is not null)
            {
                await scan.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    // The record as it is in the end (null where it could not be mended, or went away), and what was wrong with it.
    private async ValueTask<(ImageRecord? Now, IndexDifferenceKind? Kind)> CheckAsync(
        ImageRecord record,
        bool isScanned,
        CancellationToken cancellationToken
    )
    {
        IndexDifferenceKind? first = null;
        for (var round = 0; round < MostRounds; round++)
        {
            var projected = RecordProjector.ProjectChanged(record, vocabulary);
            var kind =
                record.Vocabulary != vocabulary.Fingerprint ? IndexDifferenceKind.Vocabulary
                : !RecordProjector.SameProjection(record, projected) ? IndexDifferenceKind.Projection
                : !isScanned ? (IndexDifferenceKind?)IndexDifferenceKind.Scan
                : null;
            first ??= kind;
            if (kind is null || !repair)
            {
                return (record, first);
            }

            var written = await index
                .WriteAsync([RecordWrite.Replace(projected, record.Token!)], cancellationToken)
                .ConfigureAwait(false);
            if (written[0].Outcome == WriteOutcome.Written)
            {
                return (projected, first);
            }

            // Whoever wrote it meanwhile wrote what a scan reads too.
            isScanned = true;
            if ((await index.GetManyAsync([record.Name], cancellationToken).ConfigureAwait(false))[0] is not { } newer)
            {
                return (null, null);
            }

            record = newer;
        }

        return (null, first);
    }

    private static bool IsSame(IndexedImage scanned, ImageRecord record) =>
        scanned.Size == record.Size
        && scanned.ModifiedAt.ToUnixTimeMilliseconds() == record.ModifiedAt.ToUnixTimeMilliseconds()
        && scanned.Version == record.Version
        && scanned.ListedAt.ToUnixTimeMilliseconds() == record.ListedAt.ToUnixTimeMilliseconds()
        && scanned.Stamp.Equals(record.Stamp)
        && scanned.DueAt?.ToUnixTimeMilliseconds() == record.DueAt?.ToUnixTimeMilliseconds()
        && scanned.GoneAt?.ToUnixTimeMilliseconds() == record.GoneAt?.ToUnixTimeMilliseconds();

    private static string Message(IndexDifferenceKind kind) =>
        kind switch
        {
            IndexDifferenceKind.Vocabulary => "Its tags were projected with another vocabulary.",
            IndexDifferenceKind.Projection => "Its tags are not what its labels, corrections and the vocabulary give.",
            _ => "A scan reads another state of it than the record holds.",
        };

    private static async ValueTask<IndexedImage?> NextAsync(IAsyncEnumerator<IndexedImage> scan) =>
        await scan.MoveNextAsync().ConfigureAwait(false) ? scan.Current : null;
}
