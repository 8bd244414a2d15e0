using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ImageTagging.Testing.S3;

/// <summary>Checks a request's signature as S3 does, in the Authorization header or in a presigned address.</summary>
internal static class S3Signature
{
    public static S3DoubleFault? Check(HttpContext context, byte[] body, S3DoubleOptions options, string region)
    {
        var headers = context.Request.Headers.ToDictionary(
            h => h.Key.ToLowerInvariant(),
            h => h.Value.ToString(),
            StringComparer.Ordinal
        );
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?', 2);
        var signedQuery = target.Length > 1 ? Presigned(context.Request.Query, target[1], headers) : null;
        if (!headers.TryGetValue("authorization", out var authorization))
        {
            return S3DoubleFault.AccessDenied;
        }

        if (SigV4Authorization.Parse(authorization) is { } told && told.Region != region)
        {
            // A key that names another region: S3 says which is right.
            return new S3DoubleFault
            {
                Status = 400,
                Code = "AuthorizationHeaderMalformed",
                Message = $"The authorization header is malformed; the region '{told.Region}' is wrong; expecting '{region}'",
            };
        }

        var verifier = new SigV4Verifier("s3", encodesPathOnce: true, options.TimeProvider)
        {
            AllowsUnsignedPayload = true,
            IsInQuery = signedQuery is not null,
        };
        verifier.Add(new SigV4Credential(options.AccessKey, options.SecretKey, options.SessionToken));
        var declared = headers.GetValueOrDefault("x-amz-content-sha256");
        var streamed = declared?.StartsWith("STREAMING-", StringComparison.Ordinal) == true;
        var verdict = verifier.Verify(
            new SigV4Request(
                context.Request.Method,
                target[0],
                signedQuery ?? (target.Length > 1 ? target[1] : ""),
                headers,
                streamed ? null : Convert.ToHexStringLower(SHA256.HashData(body))
            )
        );
        return verdict.IsValid
            ? null
            : new S3DoubleFault
            {
                Status = 403,
                Code = verdict.Code == "UnrecognizedClientException" ? "InvalidAccessKeyId" : "SignatureDoesNotMatch",
                Message = verdict.Message!,
            };
    }

    // A presigned address says in its query what else the headers say; the query that is left was signed.
    private static string? Presigned(IQueryCollection query, string raw, Dictionary<string, string> headers)
    {
        if (!query.ContainsKey("X-Amz-Signature"))
        {
            return null;
        }

        headers["authorization"] =
            $"{query["X-Amz-Algorithm"]} Credential={query["X-Amz-Credential"]}, SignedHeaders={query["X-Amz-SignedHeaders"]}, Signature={query["X-Amz-Signature"]}";
        headers["x-amz-date"] = query["X-Amz-Date"].ToString();
        headers["x-amz-content-sha256"] = "UNSIGNED-PAYLOAD";
        return string.Join('&', raw.Split('&').Where(p => !p.StartsWith("X-Amz-Signature=", StringComparison.OrdinalIgnoreCase)));
    }
}
