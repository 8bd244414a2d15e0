using ImageTagging.AspNetCore.Guarding;
using ImageTagging.AspNetCore.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ImageTagging.AspNetCore.Runs;

/// <summary>The endpoints of plans and runs, and of the present run's progress.</summary>
internal static class RunEndpoints
{
    public static void Map(IEndpointRouteBuilder group, WebParts parts)
    {
        var events = new RunEvents(parts);
        group
            .MapGet("/api/plan", (HttpContext context, CancellationToken _) => PlanAsync(parts, context))
            .Produces<ReportView>()
            .WithSummary("What a run would do now and cost at the most.");
        group
            .MapPost("/api/runs", (HttpContext context, CancellationToken _) => Start(parts, context))
            .Produces<RunStarted>(StatusCodes.Status202Accepted)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .WithSummary("Starts a run over the host's sources; one at a time.");
        group
            .MapPost("/api/runs/stop", (HttpContext context, CancellationToken _) => StopAsync(parts, context))
            .Produces<RunView>()
            .WithSummary("Stops the run; what is in flight finishes.");
        group
            .MapGet("/api/runs/current", () => TypedResults.Json(parts.Runs.Look().View, WebJson.Default.RunView))
            .Produces<RunView>()
            .WithSummary("How far the run is, or how the last one ended.");
        group
            .MapGet("/api/runs/events", (HttpContext context, CancellationToken _) => events.WriteAsync(context))
            .Produces(StatusCodes.Status200OK, contentType: "text/event-stream")
            .WithSummary("The same as server-sent events: progress and ended.");
    }

    private static async Task<IResult> PlanAsync(WebParts parts, HttpContext context)
    {
        parts.Require(context, WebAction.Run);
        var plan = await parts.Plan.AskAsync(context.RequestAborted).ConfigureAwait(false);
        return TypedResults.Json(RunWords.Of(plan), WebJson.Default.ReportView);
    }

    private static JsonHttpResult<RunStarted> Start(WebParts parts, HttpContext context)
    {
        parts.Require(context, WebAction.Run);
        if (parts.Pipeline.Sources.Count == 0 || parts.Pipeline.Taggers.Count == 0)
        {
            throw new WebProblemException(
                new(409, "NothingToRun", "Nothing can be run here.", "This server has no source or no tagger.")
            );
        }

        var id =
            parts.Runs.TryStart(new())
            ?? throw new WebProblemException(
                new(409, "RunGoing", "Something else came first.", "A run is going already; wait for it, or stop it.")
            );
        return TypedResults.Json(new RunStarted(id), WebJson.Default.RunStarted, statusCode: StatusCodes.Status202Accepted);
    }

    private static async Task<JsonHttpResult<RunView>> StopAsync(WebParts parts, HttpContext context)
    {
        parts.Require(context, WebAction.Run);
        await parts.Runs.StopAsync().ConfigureAwait(false);
        return TypedResults.Json(parts.Runs.Look().View, WebJson.Default.RunView);
    }
}
