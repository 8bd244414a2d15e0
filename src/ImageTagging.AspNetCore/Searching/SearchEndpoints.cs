using ImageTagging.AspNetCore.Guarding;
using ImageTagging.AspNetCore.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ImageTagging.AspNetCore.Searching;

/// <summary>Finding: pictures, words, and what words there are.</summary>
internal static class SearchEndpoints
{
    public static void Map(IEndpointRouteBuilder group, WebParts parts)
    {
        var search = new PageSearch(parts);
        var tags = new TagTables(parts);
        group
            .MapGet(
                "/api/search",
                async ([AsParameters] SearchParameters given, CancellationToken cancellationToken) =>
                    TypedResults.Json(
                        await search.SearchAsync(SearchQuestion.Of(given), cancellationToken).ConfigureAwait(false),
                        WebJson.Default.SearchPage
                    )
            )
            .Produces<SearchPage>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .WithSummary("Pictures that a query finds, with facets in which several values may be chosen.");
        group
            .MapGet(
                "/api/timeline",
                async ([AsParameters] SearchParameters given, CancellationToken cancellationToken) =>
                    TypedResults.Json(
                        await search.TimelineAsync(SearchQuestion.Of(given), cancellationToken).ConfigureAwait(false),
                        WebJson.Default.TimelineAnswer
                    )
            )
            .Produces<TimelineAnswer>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .WithSummary("The months in which what a search finds was taken, in its order, each with its pictures.");
        var nearby = new NearbySearch(parts);
        group
            .MapGet(
                "/api/search/nearby",
                async ([AsParameters] SearchParameters given, CancellationToken cancellationToken) =>
                    TypedResults.Json(
                        await nearby.FindAsync(SearchQuestion.Of(given), cancellationToken).ConfigureAwait(false),
                        WebJson.Default.NearbyAnswer
                    )
            )
            .Produces<NearbyAnswer>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .WithSummary("Near a search that finds nothing: its parts alone, tags spelled alike, and what the taggers can know.");
        group
            .MapGet(
                "/api/suggest",
                (string? q, int? size, string? language, CancellationToken stop) =>
                    SuggestAsync(parts, q, size ?? 10, language, stop)
            )
            .Produces<SuggestionsAnswer>()
            .WithSummary("Names that complete or correct the last word of what is being typed, also those of a language.");
        group
            .MapGet("/api/names", (string? language) => TypedResults.Json(Names(parts, language), WebJson.Default.NamesAnswer))
            .Produces<NamesAnswer>()
            .WithSummary("The languages in which tags have names, and the names in one of them.");
        group
            .MapGet(
                "/api/tags",
                async (int? size, string? q, string[]? tag, string? prefix, CancellationToken stop) =>
                    TypedResults.Json(
                        await tags.CountAsync(q, tag ?? [], prefix, size ?? 50, stop).ConfigureAwait(false),
                        WebJson.Default.TagsAnswer
                    )
            )
            .Produces<TagsAnswer>()
            .WithSummary("The tags of what a query finds, the most frequent first; with a prefix by name.");
        group
            .MapGet(
                "/api/tags/together",
                async (string? q, string[]? tag, int? size, CancellationToken stop) =>
                    TypedResults.Json(
                        await tags.TogetherAsync(q, tag ?? [], size ?? 20, stop).ConfigureAwait(false),
                        WebJson.Default.TogetherAnswer
                    )
            )
            .Produces<TogetherAnswer>()
            .WithSummary("How often the most frequent tags stand on the same pictures.");
    }

    private static NamesAnswer Names(WebParts parts, string? language)
    {
        var vocabulary = parts.Pipeline.Vocabulary;
        var known = language is null ? null : vocabulary.LanguageFor(language);
        return new(known, vocabulary.Languages, known is null ? new Dictionary<string, string>() : vocabulary.NamesIn(known));
    }

    private static async Task<IResult> SuggestAsync(WebParts parts, string? q, int size, string? language, CancellationToken stop)
    {
        if (size is < 1 or > 100)
        {
            throw WebProblemException.BadRequest("SearchRefused", "1 to 100 names are suggested at once.");
        }

        var found = await parts.SuggestAsync(q ?? "", size, language, stop).ConfigureAwait(false);
        return TypedResults.Json(
            new SuggestionsAnswer([
                .. found.Select(s => new SuggestionView(
                    s.Text,
                    s.Name,
                    s.Count,
                    s.Kind.ToString().ToLowerInvariant(),
                    s.Distance,
                    s.DisplayName
                )),
            ]),
            WebJson.Default.SuggestionsAnswer
        );
    }
}
