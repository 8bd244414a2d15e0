using ImageTagging.AspNetCore.Correcting;
using ImageTagging.AspNetCore.Guarding;
using ImageTagging.AspNetCore.Hosting;
using ImageTagging.AspNetCore.Images;
using ImageTagging.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ImageTagging.AspNetCore.Failures;

/// <summary>The endpoints of pictures that could not be tagged, and of trying them again.</summary>
internal static class FailureEndpoints
{
    // As many as one request may wait for; more are made due for the next run.
    private const int MostNow = 50;

    public static void Map(IEndpointRouteBuilder group, WebParts parts)
    {
        group
            .MapGet(
                "/api/failures",
                (int? size, string? cursor, CancellationToken stop) => ListAsync(parts, size ?? 50, cursor, stop)
            )
            .Produces<FailuresAnswer>()
            .WithSummary("Pictures whose last attempt failed, by source and key.");
        group
            .MapPost("/api/failures/retry", (HttpContext context, CancellationToken _) => RetryAsync(parts, context))
            .Reads<RetryRequest>()
            .Produces<RetryAnswer>()
            .WithSummary("Makes failed pictures due; up to 50 named ones are tried at once, others by the next run.");
    }

    private static async Task<IResult> ListAsync(WebParts parts, int size, string? cursor, CancellationToken stop)
    {
        if (size is < 1 or > 200)
        {
            throw WebProblemException.BadRequest("SearchRefused", "A page has 1 to 200 pictures.");
        }

        var found = await parts
            .Index.SearchAsync(
                new()
                {
                    Query = TagQueries.Failed,
                    Size = size,
                    Sort = SearchSort.Name,
                    Cursor = string.IsNullOrEmpty(cursor) ? null : cursor,
                },
                stop
            )
            .ConfigureAwait(false);
        return TypedResults.Json(
            new FailuresAnswer(found.Total, [.. found.Hits.SelectMany(h => Of(h.Record))], found.NextCursor),
            WebJson.Default.FailuresAnswer
        );
    }

    private static IEnumerable<FailedImage> Of(ImageRecord record) =>
        from state in record.Taggers
        let failure = state.Failure
        where failure is not null
        select new FailedImage(
            ImageViews.Of(record),
            state.Name,
            failure.Code,
            failure.Message,
            failure.Attempts,
            failure.DueAt,
            failure.DueAt is null
        );

    private static async Task<IResult> RetryAsync(WebParts parts, HttpContext context)
    {
        parts.Require(context, WebAction.Run);
        var asked = await JsonBody.ReadAsync(context, WebJson.Default.RetryRequest).ConfigureAwait(false);
        if (asked.Ids is null == (asked.All != true))
        {
            throw WebProblemException.BadRequest("BadJson", "Give either 'ids' or 'all'.");
        }

        var failed = new FailedImages(parts.Index, parts.Time);
        if (asked.Ids is not { } ids)
        {
            var all = await failed.RetryAsync(query: null, CancellationToken.None).ConfigureAwait(false);
            return TypedResults.Json(new RetryAnswer(all.Changed + all.Unchanged, 0, 0), WebJson.Default.RetryAnswer);
        }

        var names = CorrectionEndpoints.NamesOf(ids);
        var report = await failed.RetryAsync(names, CancellationToken.None).ConfigureAwait(false);
        var (tagged, again) = names.Length > MostNow ? (0, 0) : await TryAsync(parts, names).ConfigureAwait(false);
        return TypedResults.Json(new RetryAnswer(report.Changed + report.Unchanged, tagged, again), WebJson.Default.RetryAnswer);
    }

    private static async Task<(int Tagged, int Failed)> TryAsync(WebParts parts, ImageName[] names)
    {
        var (tagged, failed) = (0, 0);
        foreach (var group in names.GroupBy(n => n.Source, StringComparer.Ordinal))
        {
            if (parts.Pipeline.Sources.FirstOrDefault(s => s.Name == group.Key) is not { } source)
            {
                continue;
            }

            string[] keys = [.. group.Select(n => n.Key)];
            var outcomes = await parts.Pipeline.IndexAsync(source, keys, CancellationToken.None).ConfigureAwait(false);
            tagged += outcomes.Count(o => o.Kind == ImageOutcomeKind.Tagged);
            failed += outcomes.Count(o => o.Kind == ImageOutcomeKind.Failed);
        }

        parts.Freshness.Touch();
        return (tagged, failed);
    }
}
