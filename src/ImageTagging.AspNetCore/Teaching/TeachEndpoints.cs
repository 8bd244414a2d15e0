using ImageTagging.AspNetCore.Correcting;
using ImageTagging.AspNetCore.Guarding;
using ImageTagging.AspNetCore.Hosting;
using ImageTagging.AspNetCore.Images;
using ImageTagging.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ImageTagging.AspNetCore.Teaching;

/// <summary>Tags taught by examples: what to ask next, learning, and undoing. Answers are corrections.</summary>
internal static class TeachEndpoints
{
    private const int MostSkipped = 1_000;

    public static void Map(IEndpointRouteBuilder group, WebParts parts)
    {
        group
            .MapGet("/api/teach", (CancellationToken stop) => ListAsync(parts, stop))
            .Produces<TaughtTagsAnswer>()
            .WithSummary("The taught tags, and whether they are being brought into the pictures.");
        group
            .MapGet(
                "/api/teach/next",
                (string? tag, int? size, string[]? skip, CancellationToken stop) =>
                    NextAsync(parts, tag, size ?? 12, skip ?? [], stop)
            )
            .Produces<ReviewAnswer>()
            .WithSummary("The pictures whose answer would teach a tag most; answers are corrections with 'judgement'.");
        group
            .MapPost("/api/teach", (HttpContext context, CancellationToken _) => TeachAsync(parts, context))
            .Reads<TeachWish>()
            .Produces<TaughtTagView>()
            .WithSummary("Learns a tag of its corrections, and brings it into all pictures unless it is a trial.");
        group
            .MapPost("/api/teach/undo", (HttpContext context, CancellationToken _) => UndoAsync(parts, context))
            .Reads<UndoTeachingWish>()
            .Produces<TaughtTagsAnswer>()
            .WithSummary("Takes a taught tag's newest version back.");
    }

    private static async Task<IResult> ListAsync(WebParts parts, CancellationToken stop) =>
        TypedResults.Json(await AnswerAsync(parts, stop).ConfigureAwait(false), WebJson.Default.TaughtTagsAnswer);

    private static async Task<IResult> NextAsync(WebParts parts, string? tag, int size, string[] skipped, CancellationToken stop)
    {
        Want(size is >= 1 and <= ReviewRequest.MaxCount, $"1 to {ReviewRequest.MaxCount} pictures are asked about at once.");
        Want(skipped.Length <= MostSkipped, $"At most {MostSkipped} pictures are skipped.");
        var request = new ReviewRequest
        {
            Tag = TagOf(tag),
            Count = size,
            Skipped = skipped.Length == 0 ? [] : CorrectionEndpoints.NamesOf(skipped),
        };
        var pictures = await parts.Teacher.ReviewAsync(request, stop).ConfigureAwait(false);
        return TypedResults.Json(
            new ReviewAnswer([.. pictures.Select(p => new ReviewView(ImageViews.Of(p.Record), p.Confidence))]),
            WebJson.Default.ReviewAnswer
        );
    }

    private static async Task<IResult> TeachAsync(WebParts parts, HttpContext context)
    {
        parts.Require(context, WebAction.Correct);
        var asked = await JsonBody.ReadAsync(context, WebJson.Default.TeachWish).ConfigureAwait(false);
        var request = new TeachRequest
        {
            Tag = TagOf(asked.Tag),
            By = CorrectionEndpoints.UserOf(parts, context, asked.By),
            IsTrial = asked.Trial,
        };
        var taught = await parts.Teacher.TeachAsync(request, context.RequestAborted).ConfigureAwait(false);
        if (!asked.Trial)
        {
            parts.Teaching.Start();
        }

        return TypedResults.Json(Of(taught), WebJson.Default.TaughtTagView);
    }

    private static async Task<IResult> UndoAsync(WebParts parts, HttpContext context)
    {
        parts.Require(context, WebAction.Correct);
        var asked = await JsonBody.ReadAsync(context, WebJson.Default.UndoTeachingWish).ConfigureAwait(false);
        await parts.Teacher.UndoAsync(TagOf(asked.Tag), CancellationToken.None).ConfigureAwait(false);
        parts.Teaching.Start();
        return TypedResults.Json(
            await AnswerAsync(parts, context.RequestAborted).ConfigureAwait(false),
            WebJson.Default.TaughtTagsAnswer
        );
    }

    private static async Task<TaughtTagsAnswer> AnswerAsync(WebParts parts, CancellationToken stop) =>
        new(
            [.. (await parts.Teacher.ListAsync(stop).ConfigureAwait(false)).Select(Of)],
            parts.Teaching.Seen,
            parts.Teaching.Fault
        );

    private static TaughtTagView Of(TaughtTag tag) =>
        new(
            tag.Tag,
            tag.Version,
            tag.Yes,
            tag.No,
            tag.Presumed,
            tag.Threshold,
            Of(tag.Quality?.Precision),
            Of(tag.Quality?.Recall),
            tag.Warnings,
            tag.By,
            tag.At
        );

    private static ShareView? Of(MeasuredShare? share) => share is { } s ? new(s.Value, s.Low, s.High) : null;

    private static string TagOf(string? tag)
    {
        Want(tag is { Length: <= 200 } && TagName.Normalize(tag).Length > 0, "A tag is 1 to 200 characters.");
        return tag!;
    }

    private static void Want(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw WebProblemException.BadRequest("TeachingRefused", otherwise);
        }
    }
}
