using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ImageTagging.Testing.S3;

/// <summary>Checks a request's signature as S3 does; presigned addresses are not part of the double.</summary>
internal static class S3Signature
{
    public static S3DoubleFault? Check(HttpContext context, byte[] body, S3DoubleOptions options, string region)
    {
        var headers = context.Request.Headers.ToDictionary(
            h => h.Key.ToLowerInvariant(),
            h => h.Value.ToString(),
            StringComparer.Ordinal
        );
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

        var verifier = new SigV4Verifier("s3", encodesPathOnce: true, options.TimeProvider) { AllowsUnsignedPayload = true };
        verifier.Add(new SigV4Credential(options.AccessKey, options.SecretKey));
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?', 2);
        var declared = headers.GetValueOrDefault("x-amz-content-sha256");
        var streamed = declared?.StartsWith("STREAMING-", StringComparison.Ordinal) == true;
        var verdict = verifier.Verify(
            new SigV4Request(
                context.Request.Method,
                target[0],
                target.Length > 1 ? target[1] : "",
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
}
