using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace ImageTagging.AspNetCore.Assets;

/// <summary>The page's files, out of this assembly: a name is looked up in a table and never becomes a path.</summary>
internal sealed partial class PageAssets
{
    private const string Folder = "page/";
    private const int MostBases = 64;

    private static readonly FrozenDictionary<string, string> s_mediaTypes = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".json"] = "application/json",
        [".webmanifest"] = "application/manifest+json",
        [".png"] = "image/png",
        [".ico"] = "image/x-icon",
        [".woff2"] = "font/woff2",
        [".txt"] = "text/plain; charset=utf-8",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly FrozenDictionary<string, PageAsset> _assets;
    private readonly ConcurrentDictionary<string, PageAsset> _indexes = new(StringComparer.Ordinal);
    private readonly string _index;

    public PageAssets(string title)
    {
        var assembly = typeof(PageAssets).Assembly;
        Dictionary<string, PageAsset> assets = new(StringComparer.Ordinal);
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Folder, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            var type = s_mediaTypes.GetValueOrDefault(Path.GetExtension(name), "application/octet-stream");
            assets.Add(name[Folder.Length..], new(content, type));
        }

        _index = TitleTag()
            .Replace(
                Encoding.UTF8.GetString(assets["index.html"].Content),
                Literal($"<title>{WebUtility.HtmlEncode(title)}</title>"),
                1
            );
        assets.Remove("index.html");
        _assets = assets.ToFrozenDictionary(StringComparer.Ordinal);
    }

    public Task WriteAssetAsync(HttpContext context, string? path)
    {
        if (path is null || !_assets.TryGetValue(path, out var asset))
        {
            throw Guarding.WebProblemException.NotFound("NoSuchAsset", "The page has no such file.");
        }

        return WriteAsync(context, asset);
    }

    /// <summary>The page, with the address that its links are relative to.</summary>
    public Task WriteIndexAsync(HttpContext context, string baseAddress)
    {
        var asset = _indexes.TryGetValue(baseAddress, out var known) ? known : WithBase(baseAddress);
        return WriteAsync(context, asset);
    }

    private PageAsset WithBase(string baseAddress)
    {
        var tag = $"<head><base href=\"{WebUtility.HtmlEncode(baseAddress)}\" />";
        var made = new PageAsset(Encoding.UTF8.GetBytes(HeadTag().Replace(_index, Literal(tag), 1)), s_mediaTypes[".html"]);
        if (_indexes.Count < MostBases)
        {
            _indexes.TryAdd(baseAddress, made);
        }

        return made;
    }

    // A dollar sign means something in a replacement.
    private static string Literal(string text) => text.Replace("$", "$$", StringComparison.Ordinal);

    private static async Task WriteAsync(HttpContext context, PageAsset asset)
    {
        var (request, response) = (context.Request, context.Response);
        response.Headers.CacheControl = "no-cache";
        response.Headers.ETag = asset.ETag;
        response.Headers.Vary = "Accept-Encoding";
        if (request.Headers.IfNoneMatch.ToString().Contains(asset.ETag, StringComparison.Ordinal))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var accepted = request.Headers.AcceptEncoding.ToString();
        var (content, encoding) =
            Accepts(accepted, "br") ? (asset.Brotli, "br")
            : Accepts(accepted, "gzip") ? (asset.Gzip, "gzip")
            : (asset.Content, null);
        if (encoding is not null)
        {
            response.Headers.ContentEncoding = encoding;
        }

        response.ContentType = asset.MediaType;
        response.ContentLength = content.Length;
        if (HttpMethods.IsGet(request.Method))
        {
            await response.Body.WriteAsync(content, context.RequestAborted).ConfigureAwait(false);
        }
    }

    private static bool Accepts(string header, string encoding) =>
        header
            .Split(',', StringSplitOptions.TrimEntries)
            .Any(part =>
                part.Split(';', StringSplitOptions.TrimEntries) is { Length: > 0 } words
                && string.Equals(words[0], encoding, StringComparison.OrdinalIgnoreCase)
                && !words.Skip(1).Any(w => w is "q=0" or "q=0.0")
            );

    [GeneratedRegex("<head>", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex HeadTag();

    [GeneratedRegex("<title>[^<]*</title>", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex TitleTag();
}
