using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ImageTagging.Testing;

/// <summary>Verifies Signature Version 4 in the Authorization header, computed from scratch: no code in common with any client.</summary>
/// <remarks>Threads may share it. Source: AWS General Reference, "Create a signed AWS API request".</remarks>
/// <param name="service">The service's name in the credential scope, such as <c>s3</c>.</param>
/// <param name="encodesPathOnce">True for S3, whose canonical path is the path as sent; false for all other services, which encode it once more.</param>
/// <param name="time">The clock; null for the system's.</param>
public sealed class SigV4Verifier(string service, bool encodesPathOnce = false, TimeProvider? time = null)
{
    private static readonly TimeSpan s_tolerance = TimeSpan.FromMinutes(15);

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly ConcurrentDictionary<string, SigV4Credential> _credentials = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Secret, string Scope), byte[]> _keys = new();

    /// <summary>The one region that signatures must be for; null for any.</summary>
    public string? Region { get; set; }

    /// <summary>True if a body that is not hashed (<c>UNSIGNED-PAYLOAD</c>) is accepted.</summary>
    public bool AllowsUnsignedPayload { get; set; }

    // The date and the kind of body of a presigned address stand in its query and so are signed there.
    internal bool IsInQuery { get; init; }

    /// <summary>Adds a key pair, or replaces the one with the same access key.</summary>
    /// <param name="credential">The credential.</param>
    public void Add(SigV4Credential credential)
    {
        ArgumentNullException.ThrowIfNull(credential);
        _credentials[credential.AccessKey] = credential;
    }

    /// <summary>Forgets a key pair.</summary>
    /// <param name="accessKey">The credential's access key.</param>
    public void Remove(string accessKey) => _credentials.TryRemove(accessKey, out _);

    /// <summary>Verifies a request.</summary>
    /// <param name="request">The request as it came.</param>
    /// <returns>Whether the signature holds, else why not.</returns>
    public SigV4Verdict Verify(SigV4Request request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!request.Headers.TryGetValue("authorization", out var authorization))
        {
            return new("MissingAuthenticationTokenException", "Missing Authentication Token", null, null);
        }

        if (SigV4Authorization.Parse(authorization) is not { } told)
        {
            return new(
                "IncompleteSignatureException",
                "Authorization header requires Credential, SignedHeaders and Signature.",
                null,
                null
            );
        }

        return Verify(request, told) is var (code, message)
            ? new(code, message, told.AccessKey, told.Region)
            : new(null, null, told.AccessKey, told.Region);
    }

    private (string Code, string Message)? Verify(SigV4Request request, SigV4Authorization told)
    {
        if (!_credentials.TryGetValue(told.AccessKey, out var credential))
        {
            return ("UnrecognizedClientException", "The security token included in the request is invalid.");
        }

        if (told.Service != service || (Region is not null && told.Region != Region))
        {
            return (
                "InvalidSignatureException",
                $"Credential should be scoped to a valid region and service: '{Region ?? "any"}', '{service}'."
            );
        }

        if (
            !request.Headers.TryGetValue("x-amz-date", out var date)
            || !DateTimeOffset.TryParseExact(
                date,
                "yyyyMMdd'T'HHmmss'Z'",
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var at
            )
            || !date.StartsWith(told.Day, StringComparison.Ordinal)
        )
        {
            return (
                "IncompleteSignatureException",
                "Date must be in ISO-8601 basic format and on the day of the credential's scope."
            );
        }

        var now = _time.GetUtcNow();
        if ((now - at).Duration() > s_tolerance)
        {
            return (
                "InvalidSignatureException",
                $"Signature expired or not yet current: {date} is not within 15 min. of {now:yyyyMMdd'T'HHmmss'Z'}"
            );
        }

        if (CheckHeaders(request, told) is { } missing)
        {
            return ("InvalidSignatureException", missing);
        }

        if (CheckToken(request, credential) is { } tokenFault)
        {
            return tokenFault;
        }

        request.Headers.TryGetValue("x-amz-content-sha256", out var declared);
        var isUnsigned = AllowsUnsignedPayload && declared == "UNSIGNED-PAYLOAD";
        if (declared is not null && !isUnsigned && request.ContentSha256 is not null && declared != request.ContentSha256)
        {
            return ("XAmzContentSHA256Mismatch", "The provided 'x-amz-content-sha256' header does not match what was computed.");
        }

        var expected = Sign(request, told, credential, date, isUnsigned ? declared! : request.ContentSha256 ?? declared ?? "");
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), Encoding.ASCII.GetBytes(told.Signature))
            ? null
            : (
                "InvalidSignatureException",
                "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method."
            );
    }

    private string? CheckHeaders(SigV4Request request, SigV4Authorization told)
    {
        if (!told.SignedHeaders.Contains("host", StringComparer.Ordinal))
        {
            return "'Host' must be a 'SignedHeader' in the AWS Authorization.";
        }

        if (!told.SignedHeaders.SequenceEqual(told.SignedHeaders.Order(StringComparer.Ordinal), StringComparer.Ordinal))
        {
            return "SignedHeaders must be sorted.";
        }

        foreach (var name in request.Headers.Keys.Select(n => n.ToLowerInvariant()))
        {
            if (
                (name.StartsWith("x-amz-", StringComparison.Ordinal) || name == "content-type")
                && !told.SignedHeaders.Contains(name, StringComparer.Ordinal)
                && !(IsInQuery && name is ("x-amz-date" or "x-amz-content-sha256"))
            )
            {
                return $"'{name}' was sent and must be a 'SignedHeader' in the AWS Authorization.";
            }
        }

        return null;
    }

    private (string, string)? CheckToken(SigV4Request request, SigV4Credential credential)
    {
        request.Headers.TryGetValue("x-amz-security-token", out var token);
        if (token != credential.Token)
        {
            return ("UnrecognizedClientException", "The security token included in the request is invalid.");
        }

        return credential.ExpiresAt <= _time.GetUtcNow()
            ? ("ExpiredTokenException", "The security token included in the request is expired")
            : null;
    }

    private string Sign(
        SigV4Request request,
        SigV4Authorization told,
        SigV4Credential credential,
        string date,
        string contentHash
    )
    {
        var canonical = new StringBuilder();
        canonical.Append(request.Method).Append('\n');
        canonical.Append(CanonicalPath(request.Path)).Append('\n');
        canonical.Append(CanonicalQuery(request.Query)).Append('\n');
        foreach (var name in told.SignedHeaders)
        {
            var value =
                request.Headers.FirstOrDefault(h => string.Equals(h.Key, name, StringComparison.OrdinalIgnoreCase)).Value ?? "";
            canonical.Append(name).Append(':').Append(Collapse(value)).Append('\n');
        }

        canonical.Append('\n').Append(string.Join(';', told.SignedHeaders)).Append('\n').Append(contentHash);
        var scope = $"{told.Day}/{told.Region}/{told.Service}/aws4_request";
        var toSign =
            $"AWS4-HMAC-SHA256\n{date}\n{scope}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical.ToString())))}";
        var key = _keys.GetOrAdd((credential.SecretKey, scope), static k => DeriveKey(k.Secret, k.Scope));
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(toSign)));
    }

    private static byte[] DeriveKey(string secret, string scope)
    {
        var key = Encoding.UTF8.GetBytes("AWS4" + secret);
        foreach (var part in scope.Split('/'))
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        return key;
    }

    private string CanonicalPath(string path)
    {
        var segments = (path.Length == 0 ? "/" : path).Split('/');
        return string.Join(
            '/',
            encodesPathOnce
                ? segments.Select(s => Uri.EscapeDataString(Uri.UnescapeDataString(s)))
                : segments.Select(Uri.EscapeDataString)
        );
    }

    private static string CanonicalQuery(string query) =>
        string.Join(
            '&',
            query
                .Split('&', StringSplitOptions.RemoveEmptyEntries)
                .Select(pair => pair.Split('=', 2))
                .Select(pair => (Name: Encode(pair[0]), Value: pair.Length > 1 ? Encode(pair[1]) : ""))
                .OrderBy(pair => pair.Name, StringComparer.Ordinal)
                .ThenBy(pair => pair.Value, StringComparer.Ordinal)
                .Select(pair => $"{pair.Name}={pair.Value}")
        );

    private static string Encode(string text) => Uri.EscapeDataString(Uri.UnescapeDataString(text));

    private static string Collapse(string value) => string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
