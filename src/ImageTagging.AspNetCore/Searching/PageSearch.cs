using ImageTagging.AspNetCore.Hosting;
using ImageTagging.AspNetCore.Images;

namespace ImageTagging.AspNetCore.Searching;

/// <summary>Searches as the page means them: forgiving, with a confidence for all tags, and facets in which several values are chosen.</summary>
internal sealed class PageSearch(WebParts parts)
{
    // What a facet has at the most: eighty years.
    private const int MostMonths = 1_000;

    private readonly FactReadings _readings = new(parts);

    public async ValueTask<SearchPage> SearchAsync(SearchQuestion question, CancellationToken cancellationToken)
    {
        // Chosen tags have no confidence of their own: with one they become a part of the query, and their facet a search apart.
        var chosenTags = question.ChosenIn(FacetField.Tag);
        var tagsApart = question.Min.Hundredths > 0 && chosenTags.Count > 0;
        var floored = ConfidenceFloor.Apply(question.Asked, question.Min);
        var others = question.Chosen.Where(s => s.Field != FacetField.Tag).ToArray();
        var query = tagsApart ? floored & TagQueries.Any(chosenTags.Select(t => new HasTagQuery(t, question.Min))) : floored;
        var forgiving = question.Forgiving;
        var request = new SearchRequest
        {
            Query = query,
            Size = question.Size,
            Sort = question.Sort,
            SimilarTo = question.Like,
            Cursor = question.Cursor,
            Facets = FacetsOf(question, f => !tagsApart || f != FacetField.Tag),
            Selections = tagsApart ? others : question.Chosen,
        };
        var answer = await parts.SearchAsync(request, forgiving, cancellationToken).ConfigureAwait(false);
        var facets = answer.Results.Facets;
        if (tagsApart && question.Facets.Contains(FacetField.Tag))
        {
            var apart = request with
            {
                Query = floored,
                Size = 0,
                Cursor = null,
                Facets = FacetsOf(question, f => f == FacetField.Tag),
            };
            var counted = await parts.SearchAsync(apart, forgiving, cancellationToken).ConfigureAwait(false);
            facets = [.. facets, .. counted.Results.Facets];
        }

        var page = await PageOfAsync(question, floored, answer, facets, cancellationToken).ConfigureAwait(false);
        return question.CountsFavourites
            ? page with
            {
                Facets = new Dictionary<string, IReadOnlyList<FacetValueView>>(page.Facets, StringComparer.Ordinal)
                {
                    [SearchQuestion.Favourites] = await FavouritesAsync(request, forgiving, question, cancellationToken)
                        .ConfigureAwait(false),
                },
            }
            : page;
    }

    private async ValueTask<IReadOnlyList<FacetValueView>> FavouritesAsync(
        SearchRequest request,
        ForgivingOptions forgiving,
        SearchQuestion question,
        CancellationToken cancellationToken
    )
    {
        var favourites = request with
        {
            Query = request.Query & TagQueries.HasFact(FactField.Favourite),
            Size = 0,
            Cursor = null,
            Facets = [],
        };
        var found = await parts
            .SearchAsync(favourites, forgiving with { DidYouMean = false }, cancellationToken)
            .ConfigureAwait(false);
        return found.Results.Total > 0 || question.OnlyFavourites
            ? [new("true", found.Results.Total, question.OnlyFavourites)]
            : [];
    }

    /// <summary>The months in which what a search finds was taken, in its order.</summary>
    public async ValueTask<TimelineAnswer> TimelineAsync(SearchQuestion question, CancellationToken cancellationToken)
    {
        var found = await SearchAsync(
                question with
                {
                    Cursor = null,
                    Size = 0,
                    Like = null,
                    Reasons = false,
                    Facets = [FacetField.TakenMonth],
                    CountsFavourites = false,
                    FacetSize = MostMonths,
                    Forgiving = question.Forgiving with { DidYouMean = false },
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        // A group's own choice does not narrow its values, but it narrows the pictures.
        var months = found.Facets.Values.Single().Where(m => m.Count > 0);
        if (question.ChosenIn(FacetField.TakenMonth).Count > 0)
        {
            months = months.Where(m => m.Chosen);
        }

        MonthView[] ordered =
        [
            .. months.Select(m => new MonthView(m.Value, m.Count)).OrderBy(m => m.Month, StringComparer.Ordinal),
        ];
        if (question.Sort != SearchSort.TakenOldest)
        {
            Array.Reverse(ordered);
        }

        return new(found.Total, Math.Max(0, found.Total - ordered.Sum(m => m.Count)), ordered);
    }

    /// <summary>Why a query finds a record; nothing where it asks for no tag or does not find it.</summary>
    public async ValueTask<IReadOnlyList<ReasonView>> ReasonsAsync(
        ImageRecord record,
        string? text,
        CancellationToken cancellationToken
    )
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return [];
        }

        var answer = await parts
            .SearchAsync(
                new() { Query = TagQueryParser.Parse(text), Size = 0 },
                ForgivingOptions.All with
                {
                    DidYouMean = false,
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        return ReasonsOf(record, answer, ExpansionsOf(answer));
    }

    private async ValueTask<SearchPage> PageOfAsync(
        SearchQuestion question,
        TagQuery floored,
        SearchAnswer answer,
        IReadOnlyList<Facet> facets,
        CancellationToken cancellationToken
    )
    {
        var expanded = ExpansionsOf(answer);
        // Once for a search, and not again for each of its pages.
        var reading = question is { Cursor: null, Like: null, Forgiving.DidYouMean: true }
            ? await _readings.FindAsync(question, answer, cancellationToken).ConfigureAwait(false)
            : null;
        var counted = new Dictionary<string, IReadOnlyList<FacetValueView>>(StringComparer.Ordinal);
        foreach (var field in question.Facets)
        {
            var facet = facets.First(f => f.Field == field);
            counted[SearchQuestion.NameOf(field)] = await ValuesOfAsync(question, floored, facet, cancellationToken)
                .ConfigureAwait(false);
        }

        return new()
        {
            Query = TagQueryText.ToCanonical(question.Asked),
            Total = answer.Results.Total,
            Cursor = answer.Results.NextCursor,
            Hits =
            [
                .. answer.Results.Hits.Select(h =>
                    ImageViews.Of(h.Record, h.Score, question.Reasons ? ReasonsOf(h.Record, answer, expanded) : null)
                ),
            ],
            Facets = counted,
            Expanded = expanded,
            Least = question.Like?.MinSimilarity,
            DidYouMean =
            [
                .. reading is null ? [] : (ProposalView[])[reading],
                .. answer.DidYouMean.Select(d => new ProposalView(d.Text, d.Count)),
            ],
        };
    }

    // What was chosen stays in sight, also where it is not among the most frequent.
    private async ValueTask<IReadOnlyList<FacetValueView>> ValuesOfAsync(
        SearchQuestion question,
        TagQuery floored,
        Facet facet,
        CancellationToken cancellationToken
    )
    {
        var chosen = question.ChosenIn(facet.Field);
        List<FacetValueView> values =
        [
            .. facet.Values.Select(v => new FacetValueView(v.Value, v.Count, chosen.Contains(v.Value, StringComparer.Ordinal))),
        ];
        foreach (var value in chosen.Where(c => !facet.Values.Any(v => v.Value == c)))
        {
            var one = facet.Field == FacetField.Tag && facet.Band is { } band ? new Confidence(band * 100) : default;
            var selections = question.Chosen.Where(s => s.Field != facet.Field);
            var found = await parts
                .SearchAsync(
                    new()
                    {
                        Query = one.Hundredths == 0 ? floored : floored & new HasTagQuery(value, one),
                        Size = 0,
                        SimilarTo = question.Like,
                        Selections = one.Hundredths == 0 ? [.. selections, new(facet.Field, [value])] : [.. selections],
                    },
                    question.Forgiving with
                    {
                        DidYouMean = false,
                    },
                    cancellationToken
                )
                .ConfigureAwait(false);
            values.Add(new(value, found.Results.Total, true));
        }

        return values;
    }

    private static FacetRequest[] FacetsOf(SearchQuestion question, Func<FacetField, bool> which) =>
        [
            .. question
                .Facets.Where(which)
                .Select(f => new FacetRequest(
                    f,
                    question.FacetSize,
                    f == FacetField.Tag ? ConfidenceFloor.BandOf(question.Min) : null
                )),
        ];

    private List<ReasonView> ReasonsOf(ImageRecord record, SearchAnswer answer, IReadOnlyList<ExpansionView> expanded)
    {
        List<ReasonView> reasons = [];
        foreach (var reason in parts.Explain(record, answer.Query))
        {
            var tag = reason.Tag.Name;
            var way = expanded.FirstOrDefault(e => e.To.Contains(tag, StringComparer.Ordinal) && e.From != tag);
            if (reason.Correction is not null)
            {
                reasons.Add(new(tag, null, null, reason.Tag.Confidence.Percent, [], "person", way?.From));
            }

            reasons.AddRange(
                reason.Labels.Select(e => new ReasonView(
                    tag,
                    e.Label.Name,
                    e.Tagger,
                    e.Label.Confidence,
                    ImageViews.Of(e.Label.Boxes),
                    way?.Why ?? "tag",
                    way?.From
                ))
            );
        }

        return reasons;
    }

    private static IReadOnlyList<ExpansionView> ExpansionsOf(SearchAnswer answer) =>
        [
            .. answer.Expansions.Select(e => new ExpansionView(
                e.Word,
                e.Tags,
                e.Kind == ExpansionKind.Typing ? "typo"
                    : e.Kind != ExpansionKind.Name ? "meaning"
                    : answer.Results.Hits.Any(h => h.Record.Aliases.Any(a => a.Name == e.Word)) ? "alias"
                    : answer.Results.Hits.Any(h => h.Record.Parents.Any(p => p.Name == e.Word)) ? "parent"
                    : "alias",
                e.Sentence
            )),
        ];
}
