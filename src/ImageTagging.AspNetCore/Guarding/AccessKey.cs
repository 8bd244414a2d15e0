using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace ImageTagging.AspNetCore.Guarding;

/// <summary>The key that lets people in: as a bearer token, or as a cookie that holds only a hash of it.</summary>
internal sealed class AccessKey(string key)
{
    // Cookies do not tell ports apart: another server of this machine has another key, and so another name.
    private readonly string _name = "imagetag-key-" + Convert.ToHexStringLower(Hash("name:" + key).AsSpan(0, 4));
    private readonly byte[] _hash = Hash(key);
    private readonly byte[] _cookie = Hash("cookie:" + key);

    public bool Admits(HttpRequest request)
    {
        if (request.Cookies.TryGetValue(_name, out var cookie) && cookie.Length <= 64 && Base64Url.IsValid(cookie))
        {
            if (CryptographicOperations.FixedTimeEquals(Base64Url.DecodeFromChars(cookie), _cookie))
            {
                return true;
            }
        }

        var header = request.Headers.Authorization.ToString();
        return header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) && Is(header["Bearer ".Length..].Trim());
    }

    // Hashes are compared, so that neither time nor length tells of the key.
    public bool Is(string? given) => given is not null && CryptographicOperations.FixedTimeEquals(Hash(given), _hash);

    public void Remember(HttpContext context, string path, bool isHttps) =>
        context.Response.Cookies.Append(
            _name,
            Base64Url.EncodeToString(_cookie),
            new CookieOptions
            {
                HttpOnly = true,
                // A shared address is opened from elsewhere; writes have a token besides.
                SameSite = SameSiteMode.Lax,
                Secure = isHttps,
                Path = path,
                IsEssential = true,
                MaxAge = TimeSpan.FromDays(30),
            }
        );

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes("imagetag:" + text));
}
