namespace ImageTagging;

/// <summary>Teaches tags by examples: what people say of pictures becomes a rule over vectors and labels that the index has already.</summary>
/// <remarks>
/// People's corrections of a tag are its examples. A taught tag is kept in the index, so that every machine sees it, and is one
/// tagger's answer in its pictures' records (<see cref="TaughtTag.TaggerName"/>): no picture is looked at, nothing is paid, and
/// corrections win. Threads and processes may share it.
/// </remarks>
public interface ITagTeacher
{
    /// <summary>Learns a tag from its examples and keeps it as the tag's newest version. Pictures have it after <see cref="ApplyAsync"/>.</summary>
    /// <param name="request">The tag and examples of it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The tag, with its measured quality and what is doubtful about it.</returns>
    /// <exception cref="ImageTaggingException">No picture says yes (code <c>NoExamples</c>), or none has a vector (<c>NoEmbedding</c>).</exception>
    ValueTask<TaughtTag> TeachAsync(TeachRequest request, CancellationToken cancellationToken = default);

    /// <summary>The taught tags that count, by name.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The newest version of each tag.</returns>
    ValueTask<IReadOnlyList<TaughtTag>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Takes a tag's newest version back, so that the one before counts again; up to eight are kept. The examples stay.</summary>
    /// <param name="tag">The tag, in any spelling.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The version that counts now; null where the tag is taught no more.</returns>
    /// <exception cref="ImageTaggingException">The tag is not taught (code <c>NotTaught</c>).</exception>
    ValueTask<TaughtTag?> UndoAsync(string tag, CancellationToken cancellationToken = default);

    /// <summary>Keeps a tag that was taught elsewhere as the tag's newest version.</summary>
    /// <param name="tag">The tag; its version is given anew.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The tag as it is kept.</returns>
    ValueTask<TaughtTag> ImportAsync(TaughtTag tag, CancellationToken cancellationToken = default);

    /// <summary>
    /// Brings the taught tags into all records. Searches and runs go on meanwhile; called again after an interruption it goes on
    /// where it was, and where nothing was taught since it does nothing.
    /// </summary>
    /// <param name="progress">Told how many records were looked at so far, those of a call that was ended halfway included; it begins anew where somebody teaches meanwhile. Null for nobody.</param>
    /// <param name="cancellationToken">Ends it; what was done stays.</param>
    /// <returns>The numbers of records that were changed and that were so already.</returns>
    ValueTask<TeachingReport> ApplyAsync(IProgress<long>? progress = null, CancellationToken cancellationToken = default);

    /// <summary>The pictures whose answer would teach most: uncertain ones, probable ones, and each unlike the others.</summary>
    /// <param name="request">The tag, and how many pictures.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Pictures of which nobody said whether they have the tag, the most wanted first.</returns>
    ValueTask<IReadOnlyList<ReviewImage>> ReviewAsync(ReviewRequest request, CancellationToken cancellationToken = default);
}
