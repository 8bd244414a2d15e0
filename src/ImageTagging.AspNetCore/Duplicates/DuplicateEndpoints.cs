using ImageTagging.AspNetCore.Correcting;
using ImageTagging.AspNetCore.Guarding;
using ImageTagging.AspNetCore.Hosting;
using ImageTagging.AspNetCore.Images;
using ImageTagging.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ImageTagging.AspNetCore.Duplicates;

/// <summary>Pictures that are nearly the same, in groups, and what people say of a group. Nothing here deletes a picture.</summary>
internal static class DuplicateEndpoints
{
    /// <summary>The tag of a picture that can go: it is in no group any more.</summary>
    public const string Tag = "duplicate";

    public static void Map(IEndpointRouteBuilder group, WebParts parts)
    {
        group
            .MapGet(
                "/api/duplicates",
                (string? q, int? from, int? size, CancellationToken stop) => ListAsync(parts, q, from ?? 0, size ?? 50, stop)
            )
            .Produces<DuplicatesAnswer>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .WithSummary("Groups of pictures that are nearly the same and have no tag 'duplicate', the best of each first.");
        group
            .MapPost("/api/duplicates/apart", (HttpContext context, CancellationToken _) => KeepApartAsync(parts, context))
            .Reads<ApartRequest>()
            .Produces(StatusCodes.Status204NoContent)
            .WithSummary("Remembers that pictures belong into no group with each other.");
    }

    private static async Task<IResult> ListAsync(WebParts parts, string? q, int from, int size, CancellationToken stop)
    {
        if (from < 0 || size is < 1 or > 200)
        {
            throw WebProblemException.BadRequest("SearchRefused", "A page has 1 to 200 groups.");
        }

        await parts.HeavyReads.EnterAsync(stop).ConfigureAwait(false);
        try
        {
            var query = TagQueryParser.Parse(q ?? "") & !new HasTagQuery(Tag);
            var groups = await parts.Duplicates.FindAsync(query, stop).ConfigureAwait(false);
            var shown = groups.Skip(from).Take(size).ToArray();
            ImageName[] names = [.. shown.SelectMany(g => g.Members).Select(m => m.Name)];
            var records = (await parts.Index.GetManyAsync(names, stop).ConfigureAwait(false))
                .OfType<ImageRecord>()
                .ToDictionary(r => r.Name);
            return TypedResults.Json(
                new DuplicatesAnswer(
                    groups.Count,
                    groups.Sum(g => g.Members.Count - 1),
                    [
                        .. shown.Select(g => new DuplicateGroupView(
                            g.Kind == DuplicateKind.Burst ? "burst" : "copies",
                            [.. g.Members.Where(m => records.ContainsKey(m.Name)).Select(m => ImageViews.Of(records[m.Name]))]
                        )),
                    ]
                ),
                WebJson.Default.DuplicatesAnswer
            );
        }
        finally
        {
            parts.HeavyReads.Leave();
        }
    }

    private static async Task<IResult> KeepApartAsync(WebParts parts, HttpContext context)
    {
        parts.Require(context, WebAction.Correct);
        var asked = await JsonBody.ReadAsync(context, WebJson.Default.ApartRequest).ConfigureAwait(false);
        var names = CorrectionEndpoints.NamesOf(asked.Ids ?? []);
        if (names.Distinct().Count() is < 2 or > DuplicateFinder.MaxApart)
        {
            throw WebProblemException.BadRequest(
                "CorrectionRefused",
                $"2 to {DuplicateFinder.MaxApart} pictures are kept apart at once."
            );
        }

        await new DuplicateFinder(parts.Index).KeepApartAsync(names, CancellationToken.None).ConfigureAwait(false);
        parts.Freshness.Touch();
        return TypedResults.NoContent();
    }
}
