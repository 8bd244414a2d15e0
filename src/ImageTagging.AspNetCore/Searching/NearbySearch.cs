using ImageTagging.AspNetCore.Hosting;
using ImageTagging.AspNetCore.Images;

namespace ImageTagging.AspNetCore.Searching;

/// <summary>Proposals for a search that finds nothing: its parts alone, tags that are spelled alike, and what the taggers can know.</summary>
internal sealed class NearbySearch(WebParts parts)
{
    private const int MostParts = 6;
    private const int MostTags = 6;
    private const int MostHits = 4;
    private readonly Lazy<HashSet<string>> _known = new(() =>
        [.. parts.Pipeline.Taggers.SelectMany(t => t.Info.KnownLabels).Select(TagName.Normalize)]
    );

    public async ValueTask<NearbyAnswer> FindAsync(SearchQuestion question, CancellationToken cancellationToken)
    {
        await parts.HeavyReads.EnterAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Of a sentence the words that say something.
            var asked = question.Asked is AndQuery all
                ?
                [
                    .. all
                        .Parts.Where(p => p is not HasTagQuery { Name: var word } || !ImageSearch.IsStopWord(word))
                        .Take(MostParts),
                ]
                : (TagQuery[])[question.Asked];
            List<NearbyView> alone = [];
            List<WordView> words = [];
            foreach (var part in asked.Where(p => p is not (EverythingQuery or NotQuery)))
            {
                var found = await ViewAsync(TagQueryText.ToCanonical(part), part, question, cancellationToken)
                    .ConfigureAwait(false);
                if (found.Count > 0)
                {
                    alone.Add(found);
                }
                else if (part is HasTagQuery { Name: var name })
                {
                    words.Add(new(name, CanBeSaid(name)));
                }
            }

            var narrowed = question.Chosen.Count > 0 || question.Min.Hundredths > 0;
            var whole = narrowed ? await CountAsync(question.Asked, question, cancellationToken).ConfigureAwait(false) : 0;
            return new()
            {
                Images = await CountAsync(TagQueries.Everything, question, cancellationToken).ConfigureAwait(false),
                Unfiltered = whole,
                Parts = asked.Length > 1 ? alone : [],
                Words = words,
                Near = await NearAsync(words, cancellationToken).ConfigureAwait(false),
                Labels = _known.Value.Count,
            };
        }
        finally
        {
            parts.HeavyReads.Leave();
        }
    }

    // Null where no tagger tells what it knows.
    private bool? CanBeSaid(string name) => _known.Value.Count == 0 ? null : _known.Value.Contains(name);

    // Tags that begin so come first, then one at most that is only spelled alike, else what there is most of.
    private async ValueTask<IReadOnlyList<NearbyView>> NearAsync(
        IReadOnlyList<WordView> words,
        CancellationToken cancellationToken
    )
    {
        List<string> names = [];
        foreach (var word in words)
        {
            names.AddRange(await BeginningAsync(word.Name, cancellationToken).ConfigureAwait(false));
        }

        if (names.Count == 0)
        {
            var frequent = await parts.Index.CountTagsAsync(new() { Size = MostTags }, cancellationToken).ConfigureAwait(false);
            names.AddRange(frequent.Select(t => t.Value));
        }

        List<NearbyView> near = [];
        foreach (var name in names.Distinct(StringComparer.Ordinal).Take(MostTags))
        {
            // A tag as its filter counts it, without the kinds of it.
            var found = await parts
                .Index.SearchAsync(new() { Query = new HasTagQuery(name), Size = MostHits }, cancellationToken)
                .ConfigureAwait(false);
            if (found.Total > 0)
            {
                near.Add(new(name, found.Total, HitsOf(found)));
            }
        }

        return near;
    }

    private async ValueTask<IEnumerable<string>> BeginningAsync(string word, CancellationToken cancellationToken)
    {
        var suggested = await parts.SuggestAsync(word, MostTags, null, cancellationToken).ConfigureAwait(false);
        var beginning = suggested.Where(s => s.Distance == 0 && s.Name != word).Select(s => s.Name);
        var guessed = suggested.Where(s => s.Distance > 0).Select(s => s.Name).Take(1);
        return beginning.Concat(guessed);
    }

    private async ValueTask<NearbyView> ViewAsync(
        string text,
        TagQuery query,
        SearchQuestion question,
        CancellationToken cancellationToken
    )
    {
        var found = await parts
            .SearchAsync(
                new() { Query = query, Size = MostHits },
                question.Forgiving with
                {
                    CorrectTyping = false,
                    DidYouMean = false,
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        return new(text, found.Results.Total, HitsOf(found.Results));
    }

    private static ImageView[] HitsOf(SearchResults found) => [.. found.Hits.Select(h => ImageViews.Of(h.Record))];

    private async ValueTask<long> CountAsync(TagQuery query, SearchQuestion question, CancellationToken cancellationToken)
    {
        var found = await parts
            .SearchAsync(new() { Query = query, Size = 0 }, question.Forgiving with { DidYouMean = false }, cancellationToken)
            .ConfigureAwait(false);
        return found.Results.Total;
    }
}
