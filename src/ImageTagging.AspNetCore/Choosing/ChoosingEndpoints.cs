using ImageTagging.AspNetCore.Guarding;
using ImageTagging.AspNetCore.Hosting;
using ImageTagging.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ImageTagging.AspNetCore.Choosing;

/// <summary>The folders of this machine, for the person who started a server without one to choose from; mapped nowhere else.</summary>
internal static class ChoosingEndpoints
{
    private const int MostFolders = 500;

    // The places at which other disks appear.
    private static readonly string[] s_mounts = ["/media", "/run/media", "/mnt", "/Volumes"];

    private static readonly EnumerationOptions s_visible = new()
    {
        IgnoreInaccessible = true,
        AttributesToSkip = FileAttributes.Hidden | FileAttributes.System,
    };

    public static void Map(IEndpointRouteBuilder group, WebParts parts)
    {
        if (parts.Options.ChooseFolder is not { } choose)
        {
            return;
        }

        group
            .MapGet("/api/choose", (string? path, HttpContext context) => List(parts, path, context))
            .Produces<ChoiceAnswer>()
            .WithSummary("Folders of this machine, below a path; without one those of the person who started the server.");
        group
            .MapPost("/api/choose", (HttpContext context, CancellationToken _) => ChooseAsync(parts, choose, context))
            .Reads<ChoiceRequest>()
            .Produces<ChoiceAnswer>(StatusCodes.Status202Accepted)
            .WithSummary("Chooses the folder that is shown; the server begins anew with it.");
    }

    private static JsonHttpResult<ChoiceAnswer> List(WebParts parts, string? path, HttpContext context)
    {
        parts.Require(context, WebAction.Run);
        return TypedResults.Json(Of(Checked(path)), WebJson.Default.ChoiceAnswer);
    }

    private static async Task<IResult> ChooseAsync(WebParts parts, Action<string> choose, HttpContext context)
    {
        parts.Require(context, WebAction.Run);
        var asked = await JsonBody.ReadAsync(context, WebJson.Default.ChoiceRequest).ConfigureAwait(false);
        var answer = Of(Checked(asked.Path ?? throw Refused("Say which folder.")));
        // Told before the server goes away for a moment.
        context.Response.OnCompleted(() =>
        {
            choose(answer.Path);
            return Task.CompletedTask;
        });
        return TypedResults.Json(answer, WebJson.Default.ChoiceAnswer, statusCode: StatusCodes.Status202Accepted);
    }

    private static string Checked(string? path)
    {
        if (string.IsNullOrEmpty(path))
        {
            return Home();
        }

        return Path.IsPathFullyQualified(path) && !path.Contains('\0', StringComparison.Ordinal) && Directory.Exists(path)
            ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))
            : throw Refused("There is no such folder.");
    }

    private static ChoiceAnswer Of(string path)
    {
        try
        {
            string[] names =
            [
                .. Directory
                    .EnumerateDirectories(path, "*", s_visible)
                    .Select(folder => Path.GetFileName(folder))
                    .Where(name => !name.StartsWith('.'))
                    .Take(MostFolders + 1),
            ];
            return new(
                path,
                Path.GetDirectoryName(path),
                [
                    .. names
                        .Take(MostFolders)
                        .Order(StringComparer.CurrentCultureIgnoreCase)
                        .Select(name => new FolderChoice(name, Path.Combine(path, name))),
                ],
                names.Length > MostFolders,
                [.. Places()]
            );
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Refused("This folder cannot be read: its owner does not let you, or its disk is away.");
        }
    }

    private static string Home() =>
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 0 } home
            ? home
            : Path.GetPathRoot(Environment.CurrentDirectory)!;

    // Where pictures usually are, and the other disks.
    private static IEnumerable<FolderChoice> Places()
    {
        var home = Home();
        yield return new("Home", home);
        if (Environment.GetFolderPath(Environment.SpecialFolder.MyPictures) is { Length: > 0 } pictures && pictures != home)
        {
            yield return new("Pictures", pictures);
        }

        var disks = OperatingSystem.IsWindows()
            ? DriveInfo.GetDrives().Where(d => d.IsReady).Select(d => d.Name)
            : s_mounts.Where(Directory.Exists).SelectMany(m => Directory.EnumerateDirectories(m, "*", s_visible));
        foreach (var disk in disks.Take(20))
        {
            yield return new(Path.GetFileName(disk) is { Length: > 0 } name ? name : disk, disk);
        }
    }

    private static WebProblemException Refused(string detail) => WebProblemException.BadRequest("FolderRefused", detail);
}
