using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace ImageTagging.AspNetCore.Guarding;

/// <summary>Entity tags: hashes, so that nothing from outside stands in a header.</summary>
internal static class ETags
{
    public static string Of(params ReadOnlySpan<string?> parts)
    {
        var text = new StringBuilder();
        foreach (var part in parts)
        {
            text.Append(part?.Length ?? -1).Append(':').Append(part);
        }

        return $"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 12))}\"";
    }

    public static bool Match(HttpRequest request, string etag)
    {
        var given = request.Headers.IfNoneMatch.ToString();
        return given == "*" || given.Contains(etag, StringComparison.Ordinal);
    }
}
