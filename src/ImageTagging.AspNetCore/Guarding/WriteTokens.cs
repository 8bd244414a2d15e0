using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;

namespace ImageTagging.AspNetCore.Guarding;

/// <summary>The word that a write must bring in a header: only a page of this origin can read it, and no form can send it.</summary>
/// <remarks>Bound to the signed-in user. Where the host has data protection, every instance of the host knows the others' words.</remarks>
internal sealed class WriteTokens
{
    public const string Header = "X-Antiforgery";
    private const string Purpose = "ImageTagging.AspNetCore.WriteTokens";
    private readonly IDataProtector? _protector;
    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(32);

    public WriteTokens(IDataProtectionProvider? protection) => _protector = protection?.CreateProtector(Purpose);

    public string Make(HttpContext context)
    {
        var user = UserOf(context);
        return Base64Url.EncodeToString(_protector?.Protect(user) ?? HMACSHA256.HashData(_secret, user));
    }

    public bool IsRight(HttpContext context)
    {
        var given = context.Request.Headers[Header].ToString();
        if (given.Length is 0 or > 2_000 || !Base64Url.IsValid(given))
        {
            return false;
        }

        try
        {
            var bytes = Base64Url.DecodeFromChars(given);
            var (right, brought) = _protector is null
                ? (HMACSHA256.HashData(_secret, UserOf(context)), bytes)
                : (UserOf(context), _protector.Unprotect(bytes));
            return CryptographicOperations.FixedTimeEquals(right, brought);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static byte[] UserOf(HttpContext context) => Encoding.UTF8.GetBytes("user:" + SignedIn.NameOf(context.User));
}
