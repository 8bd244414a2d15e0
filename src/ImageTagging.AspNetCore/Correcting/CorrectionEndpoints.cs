using System.Globalization;
using ImageTagging.AspNetCore.Guarding;
using ImageTagging.AspNetCore.Hosting;
using ImageTagging.AspNetCore.Images;
using ImageTagging.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ImageTagging.AspNetCore.Correcting;

/// <summary>People's corrections, one or many at once, and their undoing.</summary>
internal static class CorrectionEndpoints
{
    private const int MostIds = 100_000;
    private const int MostTags = 100;
    private const int LongestName = 200;

    public static void Map(IEndpointRouteBuilder group, WebParts parts)
    {
        group
            .MapPost("/api/corrections", (HttpContext context, CancellationToken _) => CorrectAsync(parts, context))
            .Reads<CorrectionRequest>()
            .Produces<CorrectionAnswer>()
            .ProducesProblem(StatusCodes.Status409Conflict)
            .WithSummary("Corrects tags, stars, favourite and title of named pictures, or of all that a query finds.");
        group
            .MapPost("/api/corrections/{batch}/undo", (string batch, HttpContext context) => UndoAsync(parts, batch, context))
            .Produces<CorrectionAnswer>()
            .WithSummary("Reverts exactly what a correction changed and nobody changed since.");
    }

    /// <summary>Who says so: the signed-in user; where nobody signed in, what the request calls itself.</summary>
    public static string UserOf(WebParts parts, HttpContext context, string? said)
    {
        var name = parts.Options.User?.Invoke(context) ?? SignedIn.NameOf(context.User) ?? said;
        // Two names that look the same are one.
        var clean = string.Concat((name ?? "").EnumerateRunes().Where(r => r.IsBmp && !UnseenText.Misleads(r))).Trim();
        return clean.Length switch
        {
            0 => "web",
            > LongestName => clean[..LongestName],
            _ => clean,
        };
    }

    private static async Task<IResult> CorrectAsync(WebParts parts, HttpContext context)
    {
        parts.Require(context, WebAction.Correct);
        var asked = await JsonBody.ReadAsync(context, WebJson.Default.CorrectionRequest).ConfigureAwait(false);
        var change = new TagChange
        {
            Add = TagsOf(asked.Add),
            Remove = TagsOf(asked.Remove),
            Rating = asked.Rating,
            IsFavourite = asked.Favourite,
            Title = asked.Title,
            By = UserOf(parts, context, asked.By),
            Batch = BatchOf(asked),
            IsJudgement = asked.Judgement,
        };
        var given = change.Rating is not null || change.IsFavourite is not null || change.Title is not null;
        Want(
            change.Add.Count + change.Remove.Count is <= MostTags and var tags && (tags > 0 || given),
            $"1 to {MostTags} tags are added and removed at once, or a 'rating', 'favourite' or 'title' is given."
        );
        Want(change.Rating is null or (>= -1 and <= 5), "A 'rating' is 1 to 5, 0 for none, or -1 for rejected.");
        Want(asked.Ids is null != asked.Query is null, "Give either 'ids' or 'query'.");
        // What was begun is finished, also where the person closes the page.
        var report = asked.Ids is { } ids
            ? await parts.Curator.CorrectAsync(NamesOf(ids), change, CancellationToken.None).ConfigureAwait(false)
            : await CorrectFoundAsync(parts, asked, change, context.RequestAborted).ConfigureAwait(false);
        parts.Freshness.Touch();
        return Answer(report);
    }

    // The person saw what the forgiving search found, so that is what is meant.
    private static async Task<CorrectionReport> CorrectFoundAsync(
        WebParts parts,
        CorrectionRequest asked,
        TagChange change,
        CancellationToken cancellationToken
    )
    {
        Want(asked.Expected is >= 0, "A correction by query needs 'expected', the number of pictures that was shown.");
        var found = await parts
            .SearchAsync(new() { Query = TagQueryParser.Parse(asked.Query!), Size = 0 }, ForgivingOptions.All, cancellationToken)
            .ConfigureAwait(false);
        return await parts
            .Curator.CorrectAsync(found.Query, change, asked.Expected, CancellationToken.None)
            .ConfigureAwait(false);
    }

    private static async Task<IResult> UndoAsync(WebParts parts, string batch, HttpContext context)
    {
        parts.Require(context, WebAction.Correct);
        var by = UserOf(parts, context, null);
        var report = await parts.Curator.UndoAsync(batch, by, CancellationToken.None).ConfigureAwait(false);
        parts.Freshness.Touch();
        return Answer(report);
    }

    private static JsonHttpResult<CorrectionAnswer> Answer(CorrectionReport report) =>
        TypedResults.Json(
            new CorrectionAnswer(
                report.Batch,
                report.Changed,
                report.Unchanged,
                [
                    .. report.Conflicts.Select(c => new CorrectionConflict(
                        ImageAddress.Of(c),
                        "Somebody else changed this picture; it was left as it is."
                    )),
                ],
                [.. report.Missing.Select(ImageAddress.Of)]
            ),
            WebJson.Default.CorrectionAnswer
        );

    // A long selection comes in several requests, which one undo takes back together.
    private static string? BatchOf(CorrectionRequest asked)
    {
        Want(
            asked.Batch is null || (asked.Ids is not null && Guid.TryParseExact(asked.Batch, "N", out _)),
            "A 'batch' goes on with one that an earlier answer named, and takes 'ids'."
        );
        return asked.Batch;
    }

    private static string[] TagsOf(IReadOnlyList<string?>? given)
    {
        Want(given is null or { Count: <= MostTags }, $"1 to {MostTags} tags are added and removed at once.");
        string[] tags = [.. (given ?? []).Select(t => t ?? "")];
        Want(tags.All(t => t.Length <= LongestName && TagName.Normalize(t).Length > 0), "A tag is 1 to 200 characters.");
        return tags;
    }

    internal static ImageName[] NamesOf(IReadOnlyList<string?> ids)
    {
        Want(
            ids.Count is >= 1 and <= MostIds,
            string.Create(CultureInfo.InvariantCulture, $"1 to {MostIds:N0} pictures can be named at once.")
        );
        return
        [
            .. ids.Select(id =>
                ImageAddress.TryRead(id, out var name) ? name : throw WebProblemException.BadRequest("BadId", "An id is none.")
            ),
        ];
    }

    private static void Want(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw WebProblemException.BadRequest("CorrectionRefused", otherwise);
        }
    }
}
