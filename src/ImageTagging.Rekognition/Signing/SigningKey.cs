using System.Security.Cryptography;
using System.Text;

namespace ImageTagging.Rekognition.Signing;

/// <summary>The key that Signature Version 4 derives for a day, a region and the service; the same for all requests of a day.</summary>
internal sealed class SigningKey
{
    private readonly byte[] _key;

    public SigningKey(string secretKey, string day, string region)
    {
        (SecretKey, Day) = (secretKey, day);
        Scope = $"{day}/{region}/{RequestSigner.Service}/aws4_request";
        var ofDay = HMACSHA256.HashData(Encoding.UTF8.GetBytes("AWS4" + secretKey), Encoding.UTF8.GetBytes(day));
        var ofRegion = HMACSHA256.HashData(ofDay, Encoding.UTF8.GetBytes(region));
        var ofService = HMACSHA256.HashData(ofRegion, Encoding.UTF8.GetBytes(RequestSigner.Service));
        _key = HMACSHA256.HashData(ofService, "aws4_request"u8);
    }

    public string SecretKey { get; }

    public string Day { get; }

    public string Scope { get; }

    public void Sign(ReadOnlySpan<byte> text, Span<byte> signature) => HMACSHA256.HashData(_key, text, signature);
}
