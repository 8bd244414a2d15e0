using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime;

namespace ImageTagging.Rekognition.Signing;

/// <summary>
/// Signature Version 4 for the one kind of request that this client makes. AWS's own handler allocates more than all the rest of a
/// call; a test holds this one equal to it, byte for byte, over generated requests.
/// </summary>
internal sealed class RequestSigner
{
    public const string Service = "rekognition";
    public const string ContentType = "application/x-amz-json-1.1";

    private readonly string _region;
    private readonly string _head;
    private SigningKey? _key;

    public RequestSigner(Uri endpoint, string region)
    {
        _region = region;
        var host = endpoint.IsDefaultPort
            ? endpoint.IdnHost
            : string.Create(CultureInfo.InvariantCulture, $"{endpoint.IdnHost}:{endpoint.Port}");
        _head = $"POST\n{CanonicalPath(endpoint)}\n\ncontent-type:{ContentType}\nhost:{host}\nx-amz-content-sha256:";
    }

    public RequestSignature Sign(string target, ReadOnlySpan<byte> body, ImmutableCredentials credentials, DateTimeOffset at)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, hash);
        var contentHash = Convert.ToHexStringLower(hash);
        var date = at.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var key = KeyOf(credentials.SecretKey, date);
        var signed = credentials.UseToken
            ? "content-type;host;x-amz-content-sha256;x-amz-date;x-amz-security-token;x-amz-target"
            : "content-type;host;x-amz-content-sha256;x-amz-date;x-amz-target";

        var most = 3 * (_head.Length + target.Length) + 512 + (credentials.UseToken ? 3 * credentials.Token.Length : 0);
        var rented = ArrayPool<byte>.Shared.Rent(most);
        try
        {
            var text = new Utf8Text(rented);
            text.Add(_head);
            text.Add(contentHash);
            text.Add("\nx-amz-date:");
            text.Add(date);
            if (credentials.UseToken)
            {
                text.Add("\nx-amz-security-token:");
                text.Add(credentials.Token);
            }

            text.Add("\nx-amz-target:");
            text.Add(target);
            text.Add("\n\n");
            text.Add(signed);
            text.Add("\n");
            text.Add(contentHash);
            SHA256.HashData(text.Written, hash);

            text = new Utf8Text(rented);
            text.Add("AWS4-HMAC-SHA256\n");
            text.Add(date);
            text.Add("\n");
            text.Add(key.Scope);
            text.Add("\n");
            text.AddHex(hash);
            key.Sign(text.Written, hash);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return new(
            date,
            contentHash,
            $"AWS4-HMAC-SHA256 Credential={credentials.AccessKey}/{key.Scope}, SignedHeaders={signed}, Signature={Convert.ToHexStringLower(hash)}"
        );
    }

    // Two threads may derive the same key at once; either is right.
    private SigningKey KeyOf(string secretKey, string date)
    {
        var key = Volatile.Read(ref _key);
        if (key is not null && date.StartsWith(key.Day, StringComparison.Ordinal) && key.SecretKey == secretKey)
        {
            return key;
        }

        key = new SigningKey(secretKey, date[..8], _region);
        Volatile.Write(ref _key, key);
        return key;
    }

    // Every service but S3 has the path of the request encoded once more.
    private static string CanonicalPath(Uri endpoint) =>
        string.Join('/', endpoint.AbsolutePath.Split('/').Select(Uri.EscapeDataString));

    private ref struct Utf8Text(byte[] buffer)
    {
        private int _length;

        public readonly ReadOnlySpan<byte> Written => buffer.AsSpan(0, _length);

        public void Add(string text) => _length += Encoding.UTF8.GetBytes(text, buffer.AsSpan(_length));

        public void AddHex(scoped ReadOnlySpan<byte> bytes)
        {
            Convert.TryToHexStringLower(bytes, buffer.AsSpan(_length), out var written);
            _length += written;
        }
    }
}
