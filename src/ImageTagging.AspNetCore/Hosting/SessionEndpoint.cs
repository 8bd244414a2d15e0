using ImageTagging.AspNetCore.Guarding;
using ImageTagging.AspNetCore.Sidecars;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ImageTagging.AspNetCore.Hosting;

/// <summary>The endpoint that the page asks before any other.</summary>
internal static class SessionEndpoint
{
    public static void Map(IEndpointRouteBuilder group, WebParts parts) =>
        group
            .MapGet(
                "/api/session",
                async (HttpContext context, CancellationToken cancellationToken) =>
                {
                    var found = await parts
                        .Index.SearchAsync(new() { Query = TagQueries.Everything, Size = 0 }, cancellationToken)
                        .ConfigureAwait(false);
                    return TypedResults.Json(Of(context, parts, found.Total), WebJson.Default.SessionAnswer);
                }
            )
            .Produces<SessionAnswer>()
            .WithSummary("What this user may do, and the token that writes need.");

    private static SessionAnswer Of(HttpContext context, WebParts parts, long count)
    {
        var canCorrect = parts.Allows(context, WebAction.Correct);
        var canUpload = parts.UploadTarget is not null && parts.Codec is not null && parts.Allows(context, WebAction.Upload);
        var canRun = parts.Pipeline.Sources.Count > 0 && parts.Pipeline.Taggers.Count > 0 && parts.Allows(context, WebAction.Run);
        return new()
        {
            Antiforgery = parts.Tokens.Make(context),
            Title = parts.Options.Title,
            User = SignedIn.NameOf(context.User) is { Length: > 0 } name ? name : null,
            CanWrite = canCorrect || canUpload || canRun,
            CanCorrect = canCorrect,
            CanUpload = canUpload,
            CanRun = canRun,
            CanChoose = parts.Options.ChooseFolder is not null && parts.Allows(context, WebAction.Run),
            CanWriteSidecars = SidecarEndpoint.IsOffered(parts, context),
            MaxUploadBytes = parts.Options.MaxUploadBytes,
            Taggers = [.. parts.Pipeline.Taggers.Select(t => t.Info.Name)],
            Sources = [.. parts.Pipeline.Sources.Select(s => new SessionSource(s.Name, canUpload && s == parts.UploadTarget))],
            Count = count,
            Costs = parts.Costs,
            FindsByMeaning = parts.FindsByMeaning,
        };
    }
}
