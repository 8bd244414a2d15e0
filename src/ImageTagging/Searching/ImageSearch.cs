using System.Diagnostics;
using ImageTagging.Indexing;
using ImageTagging.Searching;
using ImageTagging.Telemetry;

namespace ImageTagging;

/// <summary>
/// Forgiving search over any index: aliases and parents find their tags, typing errors the nearest one, words that are no tags
/// what is near in meaning, nothing proposes something.
/// </summary>
/// <remarks>Threads may share it. It does not dispose the index. It keeps the index's tag names in memory, some 100 bytes each.</remarks>
/// <param name="index">The index.</param>
/// <param name="timeProvider">The clock; null for the system's.</param>
/// <param name="options">How it works; null for the defaults.</param>
public sealed class ImageSearch(ITagIndex index, TimeProvider? timeProvider = null, ImageSearchOptions? options = null)
    : IImageSearch
{
    private const int MostTried = 8;
    private const int MostProposed = 3;

    // Nobody's sentence has more words that are no tags, and each costs some milliseconds.
    private const int MostMeanings = 16;

    private readonly ImageSearchOptions _options = options ?? new();
    private readonly ForgivingCursor _cursors = new();
    private readonly DictionaryCache _dictionary = new(
        index,
        timeProvider ?? TimeProvider.System,
        (options ?? new()).DictionaryAge,
        (options ?? new()).Vocabulary
    );

    /// <inheritdoc />
    public bool FindsByMeaning => _options.Meaning is not null;

    /// <inheritdoc />
    public async ValueTask<SearchAnswer> SearchAsync(
        SearchRequest request,
        ForgivingOptions? forgiving = null,
        CancellationToken cancellationToken = default
    )
    {
        SearchChecks.Check(request);
        using var activity = Instruments.StartSearch();
        try
        {
            var answer = await FindAsync(request, forgiving ?? ForgivingOptions.All, cancellationToken).ConfigureAwait(false);
            activity?.SetTag(ImageTaggingTelemetry.FoundTag, answer.Results.Total);
            return answer;
        }
        catch (Exception fault)
        {
            activity?.SetStatus(ActivityStatusCode.Error, (fault as ImageTaggingException)?.Code ?? fault.GetType().Name);
            throw;
        }
    }

    private async ValueTask<SearchAnswer> FindAsync(
        SearchRequest request,
        ForgivingOptions forgiving,
        CancellationToken cancellationToken
    )
    {
        var asked = TagQueryText.Normalize(request.Query);
        var (forms, dictionary, meanings) = await ExpandAsync(asked, forgiving, cancellationToken).ConfigureAwait(false);
        var (query, cursor) = _cursors.Read(request, forms);
        var results = await index
            .SearchAsync(request with { Query = query.Expanded, Cursor = cursor }, cancellationToken)
            .ConfigureAwait(false);
        if (results.Total == 0 && request.Cursor is null && forms.Count > 1)
        {
            query = forms[1];
            results = await index.SearchAsync(request with { Query = query.Expanded }, cancellationToken).ConfigureAwait(false);
        }

        var propose = results.Total == 0 && forgiving.DidYouMean && request.Cursor is null && dictionary is not null;
        return new()
        {
            Results = results with { NextCursor = _cursors.Write(query, results.NextCursor) },
            Query = query.Expanded,
            Expansions = query.Expansions,
            DidYouMean = propose
                ? await ProposeAsync(request, asked, new(dictionary!, forgiving, meanings), dictionary!, cancellationToken)
                    .ConfigureAwait(false)
                : [],
        };
    }

    /// <summary>Rewrites a query as a search would: what an index is asked in its place.</summary>
    /// <param name="query">The query as it was asked.</param>
    /// <param name="forgiving">What is forgiven; null for everything.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The query with its words replaced by tags.</returns>
    /// <exception cref="ImageTaggingException">The query is too large (code <c>QueryTooLarge</c>), or the index cannot be reached.</exception>
    public async ValueTask<TagQuery> RewriteAsync(
        TagQuery query,
        ForgivingOptions? forgiving = null,
        CancellationToken cancellationToken = default
    )
    {
        QuerySemantics.Check(query);
        var (forms, _, _) = await ExpandAsync(TagQueryText.Normalize(query), forgiving ?? ForgivingOptions.All, cancellationToken)
            .ConfigureAwait(false);
        return forms[0].Expanded;
    }

    /// <summary>Tells if a word of a sentence only joins others or asks for pictures, such as <c>of</c> or <c>photos</c>, so that nothing is looked for by it.</summary>
    /// <param name="word">The word in its normal form.</param>
    /// <returns>Whether it is such a word.</returns>
    public static bool IsStopWord(string word) => EnglishWords.IsStopWord(word);

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<TagSuggestion>> SuggestAsync(
        string text,
        int size = 10,
        ForgivingOptions? forgiving = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, 100);
        if (text.Length > TagQueryParser.MaxLength)
        {
            return [];
        }

        var dictionary = await _dictionary.GetAsync(cancellationToken).ConfigureAwait(false);
        return Suggester.Suggest(dictionary, text, size, (forgiving ?? ForgivingOptions.All).CorrectTyping);
    }

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<TagSuggestion>> SuggestAsync(
        string text,
        string language,
        int size = 10,
        ForgivingOptions? forgiving = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(language);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, 100);
        if (text.Length > TagQueryParser.MaxLength)
        {
            return [];
        }

        var dictionary = await _dictionary.GetAsync(cancellationToken).ConfigureAwait(false);
        var vocabulary = _options.Vocabulary;
        var names = vocabulary.LanguageFor(language) is { } known ? dictionary.NamesIn(vocabulary, known) : null;
        return Suggester.Suggest(dictionary, text, size, (forgiving ?? ForgivingOptions.All).CorrectTyping, names);
    }

    /// <inheritdoc />
    public IReadOnlyList<HitReason> Explain(ImageRecord record, TagQuery query) =>
        HitReason.Of(record, query, _options.Vocabulary);

    /// <inheritdoc />
    public async ValueTask RefreshAsync(CancellationToken cancellationToken = default) =>
        await _dictionary.RefreshAsync(cancellationToken).ConfigureAwait(false);

    // The query's forms, what is asked for first, and what is asked for where that finds nothing.
    private async ValueTask<(IReadOnlyList<ExpandedQuery> Forms, TagDictionary? Dictionary, Meanings? Meanings)> ExpandAsync(
        TagQuery asked,
        ForgivingOptions forgiving,
        CancellationToken cancellationToken
    )
    {
        if (forgiving == ForgivingOptions.None || !MentionsTags(asked))
        {
            return ([new(asked, asked, [])], null, null);
        }

        var dictionary = await _dictionary.GetAsync(cancellationToken).ConfigureAwait(false);
        Meanings? meanings = null;
        if (forgiving.FindByMeaning && _options.Meaning is { } meaning)
        {
            var texts = new QueryRewriter(dictionary, forgiving)
                .UnknownTexts(asked)
                .Distinct(StringComparer.Ordinal)
                .Take(MostMeanings)
                .ToArray();
            meanings =
                texts.Length == 0
                    ? null
                    : await Meanings.FindAsync(meaning, dictionary, texts, cancellationToken).ConfigureAwait(false);
        }

        var first = new QueryRewriter(dictionary, forgiving, meanings);
        List<ExpandedQuery> forms = [Form(first)];
        if (first.CanRelax)
        {
            forms.Add(Form(new(dictionary, forgiving, meanings, isRelaxed: true)));
        }

        return (forms, dictionary, meanings);

        ExpandedQuery Form(QueryRewriter rewriter) =>
            new(asked, TagQueryText.Normalize(rewriter.Rewrite(asked)), rewriter.Expansions);
    }

    private async ValueTask<IReadOnlyList<QuerySuggestion>> ProposeAsync(
        SearchRequest request,
        TagQuery asked,
        QueryRewriter rewriter,
        TagDictionary dictionary,
        CancellationToken cancellationToken
    )
    {
        List<QuerySuggestion> proposed = [];
        foreach (var other in Alternatives.Of(asked, dictionary).Take(MostTried))
        {
            var query = TagQueryText.Normalize(other);
            var expanded = TagQueryText.Normalize(rewriter.Rewrite(query));
            var found = await index
                .SearchAsync(
                    new()
                    {
                        Query = expanded,
                        Size = 0,
                        Selections = request.Selections,
                        SimilarTo = request.SimilarTo,
                    },
                    cancellationToken
                )
                .ConfigureAwait(false);
            if (found.Total > 0)
            {
                proposed.Add(new(TagQueryText.ToCanonical(query), query, found.Total));
            }

            if (proposed.Count == MostProposed)
            {
                break;
            }
        }

        return [.. proposed.OrderByDescending(p => p.Count).ThenBy(p => p.Text, StringComparer.Ordinal)];
    }

    private static bool MentionsTags(TagQuery query) => query is HasTagQuery || QuerySemantics.Parts(query).Any(MentionsTags);
}
