namespace ImageTagging;

/// <summary>People's corrections: tags added to and removed from pictures, stars, favourites and titles given, kept with who and when, undone by batch.</summary>
/// <remarks>Threads and processes may share it; two people, or a person and a run, never lose each other's changes.</remarks>
public interface ITagCurator
{
    /// <summary>Corrects tags, stars, favourite and title of named pictures.</summary>
    /// <param name="images">The pictures.</param>
    /// <param name="change">What to change.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>What was changed, by picture, and the batch to undo it by.</returns>
    /// <exception cref="ImageTaggingException">The index refuses writes now (code <c>Migrating</c>), or cannot be reached.</exception>
    ValueTask<CorrectionReport> CorrectAsync(
        IReadOnlyCollection<ImageName> images,
        TagChange change,
        CancellationToken cancellationToken = default
    );

    /// <summary>Corrects tags, stars, favourite and title of every picture that a query finds. Resumed by calling it again with the same batch.</summary>
    /// <param name="query">Which pictures.</param>
    /// <param name="change">What to change.</param>
    /// <param name="expected">The count that the person confirmed; where the query now finds another number, nothing is changed (code <c>CountChanged</c>). Null to change whatever is found.</param>
    /// <param name="cancellationToken">Ends it; what was done stays, and the batch can be resumed or undone.</param>
    ValueTask<CorrectionReport> CorrectAsync(
        TagQuery query,
        TagChange change,
        long? expected = null,
        CancellationToken cancellationToken = default
    );

    /// <summary>Reverts exactly what a batch changed and nobody has changed since.</summary>
    /// <param name="batch">The batch's id.</param>
    /// <param name="by">Who undoes it.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>What was changed back.</returns>
    ValueTask<CorrectionReport> UndoAsync(string batch, string by, CancellationToken cancellationToken = default);
}
