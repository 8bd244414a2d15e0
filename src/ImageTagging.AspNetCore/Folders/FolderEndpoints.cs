using ImageTagging.AspNetCore.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ImageTagging.AspNetCore.Folders;

/// <summary>The folders that pictures lie in, one level at a time.</summary>
internal static class FolderEndpoints
{
    // Each folder costs a scan of one record and a count.
    private const int MostFolders = 100;
    private const int MostTried = 200;
    private const int MostLooked = 2_000;

    public static void Map(IEndpointRouteBuilder group, WebParts parts) =>
        group
            .MapGet(
                "/api/folders",
                async (string? source, string? path, CancellationToken stop) =>
                    TypedResults.Json(
                        await ListAsync(parts, source, path ?? "", stop).ConfigureAwait(false),
                        WebJson.Default.FoldersAnswer
                    )
            )
            .Produces<FoldersAnswer>()
            .WithSummary("The folders of a source below a path that ends with a slash; without a source the sources.");

    private static async ValueTask<FoldersAnswer> ListAsync(
        WebParts parts,
        string? source,
        string path,
        CancellationToken cancellationToken
    )
    {
        await parts.HeavyReads.EnterAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return string.IsNullOrEmpty(source)
                ? await SourcesAsync(parts, cancellationToken).ConfigureAwait(false)
                : await WithinAsync(parts, source, path, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            parts.HeavyReads.Leave();
        }
    }

    private static async ValueTask<FoldersAnswer> SourcesAsync(WebParts parts, CancellationToken cancellationToken)
    {
        var found = await parts
            .Index.CountTagsAsync(new() { Field = FacetField.Source, Size = MostFolders }, cancellationToken)
            .ConfigureAwait(false);
        return new(
            [.. found.Select(s => new FolderView(s.Value, "", NameOf(s.Value), s.Count, null))],
            found.Count == MostFolders
        );
    }

    private static async ValueTask<FoldersAnswer> WithinAsync(
        WebParts parts,
        string source,
        string path,
        CancellationToken cancellationToken
    )
    {
        List<FolderView> folders = [];
        var range = KeyRange.WithPrefix(path);
        var (looked, tried) = (0, 0);
        while (!range.IsEmpty && folders.Count < MostFolders && looked < MostLooked && tried < MostTried)
        {
            tried++;
            string? folder = null;
            await foreach (var image in parts.Index.ScanAsync(source, range, cancellationToken).ConfigureAwait(false))
            {
                looked++;
                if (image.Key.IndexOf('/', path.Length) is >= 0 and var slash)
                {
                    folder = image.Key[..(slash + 1)];
                    break;
                }

                if (looked == MostLooked)
                {
                    break;
                }
            }

            if (folder is null)
            {
                break;
            }

            // What lies within it need not be read.
            range = range.Intersect(new(KeyRange.WithPrefix(folder).Before!, null));
            var within = TagQueries.KeyStartsWith(folder);
            var query = new SearchRequest
            {
                Query = within,
                Size = 0,
                Selections = [new(FacetField.Source, [source])],
            };
            var found = await parts.Index.SearchAsync(query, cancellationToken).ConfigureAwait(false);
            if (found.Total > 0)
            {
                folders.Add(new(source, folder, NameOf(folder), found.Total, TextOf(folder, within)));
            }
        }

        return new(folders, folders.Count == MostFolders || looked >= MostLooked || tried == MostTried);
    }

    // As a person would write it, where that means the same.
    private static string TextOf(string folder, TagQuery within)
    {
        var name = folder.TrimEnd('/');
        var canonical = TagQueryText.ToCanonical(within);
        var isPlain = name.All(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' or '/');
        var text = isPlain ? $"folder:{name}" : $"folder:\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        return TagQueryText.ToCanonical(TagQueryParser.Parse(text)) == canonical ? text : canonical;
    }

    private static string NameOf(string path) =>
        path.Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } parts ? parts[^1] : path;
}
