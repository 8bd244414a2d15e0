using ImageTagging.Retry;

namespace ImageTagging.Teaching;

/// <summary>The book of taught tags as runs use it: read from the index, and again after a while.</summary>
/// <remarks>Threads share it. What runs wrote by an older book is brought up to date at the end of the next one.</remarks>
internal sealed class TaughtBooks(ITagIndex index, RetryPolicy retry, TimeProvider time)
{
    // Runs over named pictures may come many a second.
    private static readonly TimeSpan s_kept = TimeSpan.FromSeconds(10);

    private readonly TaughtStore _store = new(index);

    // Read and replaced whole; two that read at once keep the same.
    private (TaughtBook Book, long ReadAt)? _last;

    /// <summary>The tags that count.</summary>
    /// <param name="isNow">Whether they are read now; else they are of ten seconds ago at the most.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async ValueTask<TaughtBook> ReadAsync(bool isNow, CancellationToken cancellationToken)
    {
        if (!isNow && _last is { } last && time.GetElapsedTime(last.ReadAt) < s_kept)
        {
            return last.Book;
        }

        var (former, readAt) = (_last?.Book, time.GetTimestamp());
        var book = await retry.ExecuteAsync(_store.ReadAsync, cancellationToken).ConfigureAwait(false);
        if (former is not null && former.Fingerprint != book.Fingerprint)
        {
            // Records may have been written by the former book after the present one was brought in.
            await retry
                .ExecuteAsync(
                    async token =>
                    {
                        await _store
                            .SaveAppliedAsync(new(book.Fingerprint, null, null, IsDone: false), token)
                            .ConfigureAwait(false);
                        return true;
                    },
                    cancellationToken
                )
                .ConfigureAwait(false);
        }

        _last = (book, readAt);
        return book;
    }

    /// <summary>Brings the tags that count now into all records that do not have them yet; most often there are none.</summary>
    public async ValueTask ApplyAsync(Vocabulary vocabulary, CancellationToken cancellationToken)
    {
        // The book first: where it changed, reading it notes that the records may be of the former one.
        var book = await ReadAsync(isNow: true, cancellationToken).ConfigureAwait(false);
        var applied = await retry.ExecuteAsync(_store.ReadAppliedAsync, cancellationToken).ConfigureAwait(false);
        if (!applied.IsDone || applied.Fingerprint != book.Fingerprint)
        {
            await retry
                .ExecuteAsync(token => new TagTeacher(index, vocabulary, time).ApplyAsync(null, token), cancellationToken)
                .ConfigureAwait(false);
        }
    }
}
