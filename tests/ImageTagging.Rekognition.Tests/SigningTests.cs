using System.Security.Cryptography;
using System.Text;
using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Signing;
using CsCheck;
using ImageTagging.Rekognition.Signing;
using ImageTagging.Testing;
using ImageTagging.TestSupport;
using Microsoft.Extensions.Time.Testing;

namespace ImageTagging.Rekognition.Tests;

public sealed class SigningTests
{
    private static readonly string[] s_regions =
    [
        "us-east-1",
        "eu-west-1",
        "ap-southeast-2",
        "us-gov-west-1",
        "cn-north-1",
        "us-iso-east-1",
    ];

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private sealed record Request(
        string Address,
        string Region,
        string Target,
        byte[] Body,
        ImmutableCredentials Who,
        DateTimeOffset At
    );

    private static readonly Gen<Request> s_requests =
        from host in OneOf(
            "https://rekognition.us-east-1.amazonaws.com",
            "http://localhost:4566",
            "https://vpce-0123.rekognition.eu-west-1.vpce.amazonaws.com",
            "https://example.com/a/path",
            "http://127.0.0.1:8080/with%20space/",
            "https://example.com:443/x~y-z_.1"
        )
        from region in OneOf(s_regions)
        from operation in OneOf("DetectLabels", "DetectCustomLabels", "DetectModerationLabels", "DetectText")
        from body in Gen.Byte.Array[0, 3000]
        from access in Gen.String[Gen.Char["ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"], 16, 20]
        from secret in Gen.String[Gen.Char[' ', '~'], 20, 60]
        from token in Gen.Frequency(
            (1, Gen.Const((string?)null)),
            (2, Gen.String[Gen.Char['!', '~'], 20, 1500].Select(t => (string?)t))
        )
        from seconds in Gen.Long[0, 4_000_000_000]
        select new Request(
            host,
            region,
            "RekognitionService." + operation,
            body,
            new(access, secret, token),
            DateTimeOffset.FromUnixTimeSeconds(seconds)
        );

    [Fact]
    public void The_signature_equals_the_one_of_AWSs_signer_byte_for_byte() =>
        s_requests.Sample(
            request =>
            {
                var signature = Sign(request);
                var theirs = AWSSigV4Signer.Sign(
                    new()
                    {
                        HttpMethod = HttpMethod.Post,
                        RequestUri = new(request.Address),
                        Headers =
                        {
                            ["Content-Type"] = RequestSigner.ContentType,
                            ["X-Amz-Target"] = request.Target,
                            ["x-amz-content-sha256"] = signature.ContentHash,
                        },
                    },
                    new()
                    {
                        Credentials = new FixedCredentials(request.Who),
                        Region = RegionEndpoint.GetBySystemName(request.Region),
                        Service = RequestSigner.Service,
                        SignPayload = true,
                        SignedAt = request.At.UtcDateTime,
                    }
                );

                Assert.Equal(theirs.Headers["Authorization"], signature.Authorization);
                Assert.Equal(theirs.Headers["X-Amz-Date"], signature.Date);
            },
            iter: Trials.Count(10_000)
        );

    [Fact]
    public void The_signature_holds_when_computed_from_scratch_and_any_change_breaks_it() =>
        Gen.Select(s_requests, Gen.Int[0, 4])
            .Sample(
                (request, change) =>
                {
                    var signature = Sign(request);
                    var uri = new Uri(request.Address);
                    var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
                    {
                        ["Host"] = uri.Authority,
                        ["Content-Type"] = RequestSigner.ContentType,
                        ["X-Amz-Target"] = request.Target,
                        ["X-Amz-Date"] = signature.Date,
                        ["x-amz-content-sha256"] = signature.ContentHash,
                        ["Authorization"] = signature.Authorization,
                    };
                    if (request.Who.UseToken)
                    {
                        headers["X-Amz-Security-Token"] = request.Who.Token;
                    }

                    var verifier = new SigV4Verifier(RequestSigner.Service, time: new FakeTimeProvider(request.At));
                    verifier.Add(
                        new(request.Who.AccessKey, request.Who.SecretKey, request.Who.UseToken ? request.Who.Token : null)
                    );
                    var sent = new SigV4Request("POST", uri.AbsolutePath, "", headers, Hash(request.Body));
                    Assert.Null(verifier.Verify(sent).Message);

                    switch (change)
                    {
                        case 0:
                            headers["X-Amz-Target"] += "x";
                            break;
                        case 1:
                            sent = sent with { ContentSha256 = Hash([.. request.Body, 1]) };
                            break;
                        case 2:
                            sent = sent with { Path = sent.Path + "x" };
                            break;
                        case 3:
                            headers["Host"] = "elsewhere.example";
                            break;
                        default:
                            headers["x-amz-new"] = "1";
                            break;
                    }

                    Assert.False(verifier.Verify(sent).IsValid);
                },
                iter: Trials.Count(5_000)
            );

    [Fact]
    public void A_published_example_comes_out_as_published()
    {
        // The derived key of AWS's documentation ("Deriving the signing key"): secret, day 20120215, region us-east-1, service iam.
        var key = Encoding.UTF8.GetBytes("AWS4wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
        foreach (var part in (string[])["20120215", "us-east-1", "iam", "aws4_request"])
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        Assert.Equal("f4780e2d9f65fa895f9c67b32ce1baf0b0d8a43505a000a1a9e090d414db404d", Convert.ToHexStringLower(key));
    }

    private static RequestSignature Sign(Request request) =>
        new RequestSigner(new(request.Address), request.Region).Sign(request.Target, request.Body, request.Who, request.At);

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private sealed class FixedCredentials(ImmutableCredentials credentials) : AWSCredentials
    {
        public override ImmutableCredentials GetCredentials() => credentials;
    }
}
