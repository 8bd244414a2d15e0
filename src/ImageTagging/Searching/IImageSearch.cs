namespace ImageTagging;

/// <summary>Forgiving search over an index: what a host's services ask for, and what their tests replace.</summary>
/// <remarks>Threads may share it. Registered by <c>AddImageTagging()</c>; <see cref="ImageSearch"/> is what does the work.</remarks>
public interface IImageSearch
{
    /// <summary>True if it has a model of meanings, so that words that nothing is called find what is near.</summary>
    bool FindsByMeaning { get; }

    /// <summary>Searches.</summary>
    /// <param name="request">What to find. Its query is expanded as the options say.</param>
    /// <param name="forgiving">What is forgiven; null for everything.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The page of hits, and what was made of the words.</returns>
    /// <exception cref="ImageTaggingException">
    /// The cursor belongs to another query (code <c>CursorMismatch</c>), the request asks for too much (<c>SearchRefused</c>,
    /// <c>QueryTooLarge</c>), or the index cannot be reached.
    /// </exception>
    ValueTask<SearchAnswer> SearchAsync(
        SearchRequest request,
        ForgivingOptions? forgiving = null,
        CancellationToken cancellationToken = default
    );

    /// <summary>Completes, and where little completes, corrects the last word of a query that is being typed.</summary>
    /// <param name="text">The query so far.</param>
    /// <param name="size">How many names, 1–100, the most frequent first, completions before corrections.</param>
    /// <param name="forgiving">Whether typing errors are forgiven; null for yes.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The suggestions, the best first.</returns>
    ValueTask<IReadOnlyList<TagSuggestion>> SuggestAsync(
        string text,
        int size = 10,
        ForgivingOptions? forgiving = null,
        CancellationToken cancellationToken = default
    );

    /// <summary>Completes the last word of a query as <see cref="SuggestAsync(string, int, ForgivingOptions?, CancellationToken)"/> does, also by the tags' names in a language.</summary>
    /// <param name="text">The query so far.</param>
    /// <param name="language">The language that is typed and shown, such as <c>de</c>; one in which no tag has a name changes nothing.</param>
    /// <param name="size">How many names, 1–100; those that begin so in the language come first.</param>
    /// <param name="forgiving">Whether typing errors are forgiven; null for yes.</param>
    /// <param name="cancellationToken">Ends it.</param>
    ValueTask<IReadOnlyList<TagSuggestion>> SuggestAsync(
        string text,
        string language,
        int size = 10,
        ForgivingOptions? forgiving = null,
        CancellationToken cancellationToken = default
    );

    /// <summary>Why a record is found by a query: its labels and corrections behind each of the query's tags, with their boxes.</summary>
    /// <param name="record">The record.</param>
    /// <param name="query">The query that the index was asked: <see cref="SearchAnswer.Query"/>.</param>
    /// <returns>The reasons, the strongest first.</returns>
    IReadOnlyList<HitReason> Explain(ImageRecord record, TagQuery query);

    /// <summary>Reads the tag dictionary anew; searches that start afterwards know what was written before.</summary>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>Ends when the next search reads anew what tags there are.</returns>
    ValueTask RefreshAsync(CancellationToken cancellationToken = default);
}
