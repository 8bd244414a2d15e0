using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ImageTagging.Testing.S3;

/// <summary>The target of a request, read from its raw target: a decoded path has lost which slashes belong to the key.</summary>
internal sealed record S3Target(string Operation, string Bucket, string Key)
{
    public static S3Target Of(HttpContext context)
    {
        var raw = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var path = raw.Split('?', 2)[0][1..];
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        var bucket = Uri.UnescapeDataString(slash < 0 ? path : path[..slash]);
        // The first slash ends the bucket's name; all that follows, further slashes too, is the key.
        var key = slash < 0 ? "" : Uri.UnescapeDataString(path[(slash + 1)..]);
        return new(OperationOf(context.Request, key), bucket, key);
    }

    private static string OperationOf(HttpRequest request, string key) =>
        (request.Method, key.Length > 0) switch
        {
            ("GET", false) => request.Query["list-type"] == "2" ? "ListObjectsV2" : "Unknown",
            ("GET", true) => "GetObject",
            ("HEAD", true) => "HeadObject",
            ("HEAD", false) => "HeadBucket",
            ("PUT", true) => "PutObject",
            ("PUT", false) => "CreateBucket",
            ("DELETE", true) => "DeleteObject",
            _ => "Unknown",
        };
}
