namespace ImageTagging.Tool.Setup;

/// <summary>
/// A curator that looks at all pictures it would change before it changes the first: a person who forgets <c>--vocabulary</c> does
/// not mean to undo it. A host that gives its curator a new vocabulary does, so the check is the tool's.
/// </summary>
internal sealed class CheckedCurator(ITagIndex index, Vocabulary vocabulary, ITagCurator inner) : ITagCurator
{
    private const int PageSize = 200;

    /// <summary>How often a change reads each record that a query finds.</summary>
    public static int ReadsOf(TagChange change) => HasTags(change) ? 2 : 1;

    public CheckedCurator(ITagIndex index, Vocabulary vocabulary)
        : this(index, vocabulary, new TagCurator(index, vocabulary)) { }

    public async ValueTask<CorrectionReport> CorrectAsync(
        IReadOnlyCollection<ImageName> images,
        TagChange change,
        CancellationToken cancellationToken = default
    )
    {
        foreach (var names in HasTags(change) ? images.Chunk(PageSize) : [])
        {
            foreach (var record in await index.GetManyAsync(names, cancellationToken).ConfigureAwait(false))
            {
                if (record is not null)
                {
                    VocabularyCheck.Holds(record, vocabulary);
                }
            }
        }

        return await inner.CorrectAsync(images, change, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<CorrectionReport> CorrectAsync(
        TagQuery query,
        TagChange change,
        long? expected = null,
        CancellationToken cancellationToken = default
    )
    {
        if (HasTags(change))
        {
            await index.RefreshAsync(cancellationToken).ConfigureAwait(false);
            await foreach (var record in index.ReadAllAsync(query, null, cancellationToken).ConfigureAwait(false))
            {
                VocabularyCheck.Holds(record, vocabulary);
            }
        }

        return await inner.CorrectAsync(query, change, expected, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<CorrectionReport> UndoAsync(string batch, string by, CancellationToken cancellationToken = default)
    {
        await index.RefreshAsync(cancellationToken).ConfigureAwait(false);
        await foreach (var record in index.ReadAllAsync(new HasEditsQuery(), null, cancellationToken).ConfigureAwait(false))
        {
            if (record.Edits.Any(e => e.Batch == batch && e.Tag is not null))
            {
                VocabularyCheck.Holds(record, vocabulary);
            }
        }

        return await inner.UndoAsync(batch, by, cancellationToken).ConfigureAwait(false);
    }

    // Stars, favourites and titles leave the tags as they are.
    private static bool HasTags(TagChange change) => change.Add.Count + change.Remove.Count > 0;
}
