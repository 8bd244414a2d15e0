using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Xml;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace ImageTagging.S3;

/// <summary>Turns what the AWS SDK throws into sentences that say what to do.</summary>
internal static class S3Faults
{
    private const int MaxShown = 300;

    public static bool IsKnown(Exception fault) =>
        fault
            is AmazonServiceException
                or AmazonClientException
                or HttpRequestException
                or IOException
                or SocketException
                or TimeoutException
                or XmlException;

    /// <summary>Tells if the SDK throws this where a number, a date or a header of an answer is none; it checks nothing before it parses.</summary>
    public static bool IsUnreadable(Exception fault) => fault is FormatException or OverflowException or ArgumentException;

    public static ImageTaggingException OfClient(Exception fault, S3SourceOptions options) =>
        new(
            fault.Message.Contains("region", StringComparison.OrdinalIgnoreCase)
                    ? $"No AWS region is known for the bucket '{options.Bucket}'; set S3SourceOptions.Region, or AWS_REGION, or a region in the AWS profile."
                : IsOfProfile(fault)
                    ? $"The AWS profile cannot be used ({fault.Message.ReplaceLineEndings(" ").TrimEnd('.')}); name one that 'aws configure list-profiles' shows in AWS_PROFILE, or unset it."
                : "No AWS credentials were found; give the machine a role, sign in with 'aws sso login', or set AWS_PROFILE.",
            fault
        )
        {
            Code = fault.Message.Contains("region", StringComparison.OrdinalIgnoreCase)
                ? ErrorCodes.NoRegion
                : ErrorCodes.NoCredentials,
        };

    // The chain's own sum of faults names the default profile, which nobody asked for.
    private static bool IsOfProfile(Exception fault) =>
        fault.Message.Contains("profile", StringComparison.OrdinalIgnoreCase)
        && !fault.Message.Contains("Exception 1 of", StringComparison.Ordinal);

    public static ImageTaggingException OfBucket(Exception fault, S3SourceOptions options, string? region)
    {
        if (fault is not AmazonServiceException service)
        {
            return OfConnection(fault, options);
        }

        var bucket = options.Bucket;
        return service.ErrorCode switch
        {
            "NoSuchBucket" => Fault(
                service,
                FailureKind.SetUp,
                $"There is no bucket '{bucket}'; check its name and the account."
            ),
            "AccessDenied" or "AllAccessDisabled" => Fault(
                service,
                FailureKind.SetUp,
                $"The bucket '{bucket}' may not be listed; the role needs: Allow s3:ListBucket on {BucketName.PolicyOfListing(bucket)}."
            ),
            "PermanentRedirect"
            or "AuthorizationHeaderMalformed"
            or "TemporaryRedirect"
            or "IllegalLocationConstraintException" => Fault(
                service,
                FailureKind.SetUp,
                $"The bucket '{bucket}' is in {RightRegion(service) ?? "another region"}, not in {region ?? "the configured one"}; set S3SourceOptions.Region to it."
            ),
            _ when service.StatusCode is HttpStatusCode.MovedPermanently => Fault(
                service,
                FailureKind.SetUp,
                $"The bucket '{bucket}' is in {RightRegion(service) ?? "another region"}, not in {region ?? "the configured one"}; set S3SourceOptions.Region to it."
            ),
            _ => OfCredentials(service)
                ?? Passing(service, $"The bucket '{bucket}' could not be listed: {Shown(service.Message)}"),
        };
    }

    public static ImageTaggingException OfObject(Exception fault, S3SourceOptions options, ImageName image, string verb)
    {
        if (fault is not AmazonServiceException service)
        {
            return OfConnection(fault, options, image);
        }

        return service.ErrorCode switch
        {
            "NoSuchBucket" => Fault(
                service,
                FailureKind.SetUp,
                $"There is no bucket '{options.Bucket}'; check its name and the account."
            ),
            "InvalidObjectState" => Fault(
                service,
                FailureKind.NeedsRestore,
                "The object is archived and must be restored before it can be tagged.",
                image,
                ErrorCodes.Archived
            ),
            "NoSuchKey" or "NoSuchVersion" or "NotFound" => Fault(
                service,
                FailureKind.Gone,
                "The picture is no longer there.",
                image,
                ErrorCodes.NotFound
            ),
            "PreconditionFailed" => Fault(
                service,
                FailureKind.Gone,
                "The picture changed between listing and reading; the next run takes its new state.",
                image,
                ErrorCodes.ChangedWhileReading
            ),
            _ => OfCredentials(service)
                ?? service.StatusCode switch
                {
                    HttpStatusCode.NotFound => Fault(
                        service,
                        FailureKind.Gone,
                        "The picture is no longer there.",
                        image,
                        ErrorCodes.NotFound
                    ),
                    HttpStatusCode.PreconditionFailed => Fault(
                        service,
                        FailureKind.Gone,
                        "The picture changed between listing and reading; the next run takes its new state.",
                        image,
                        ErrorCodes.ChangedWhileReading
                    ),
                    HttpStatusCode.Forbidden => Fault(
                        service,
                        FailureKind.Refused,
                        $"The picture may not be {(verb == "PUT" ? "written" : "read")}; the role needs: Allow {(verb == "PUT" ? "s3:PutObject" : "s3:GetObject")} on {BucketName.PolicyOfObjects(options.Bucket)} (and the KMS key's use where it is encrypted).",
                        image,
                        ErrorCodes.AccessDenied
                    ),
                    _ => Passing(service, $"S3 could not serve the picture: {Shown(service.Message)}", image),
                },
        };
    }

    private static ImageTaggingException? OfCredentials(AmazonServiceException service) =>
        service.ErrorCode switch
        {
            "ExpiredToken" or "ExpiredTokenException" or "TokenRefreshRequired" => Fault(
                service,
                FailureKind.SetUp,
                "The AWS credentials have expired; sign in again or give the machine a role."
            ),
            "InvalidAccessKeyId" or "SignatureDoesNotMatch" or "InvalidToken" or "InvalidClientTokenId" => Fault(
                service,
                FailureKind.SetUp,
                "The store does not accept the AWS credentials; check which account and profile are in use."
            ),
            "RequestTimeTooSkewed" => Fault(
                service,
                FailureKind.SetUp,
                "This machine's clock is wrong by more than 15 minutes; set it."
            ),
            _ => null,
        };

    private static ImageTaggingException Passing(AmazonServiceException service, string message, ImageName? image = null)
    {
        var throttled =
            service.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests
            || service.ErrorCode is "SlowDown" or "RequestLimitExceeded";
        // A fault that comes with status 200 began as an answer.
        var passing =
            throttled || (int)service.StatusCode is < 300 or >= 500 || service.StatusCode == HttpStatusCode.RequestTimeout;
        var kind =
            throttled ? FailureKind.Throttled
            : passing ? FailureKind.Transient
            : image is null ? FailureKind.SetUp
            : FailureKind.Refused;
        return Fault(service, kind, message, image);
    }

    private static ImageTaggingException OfConnection(Exception fault, S3SourceOptions options, ImageName? image = null)
    {
        if (
            fault is AmazonClientException
            && (
                fault.Message.Contains("credential", StringComparison.OrdinalIgnoreCase)
                || fault.Message.Contains("identity", StringComparison.OrdinalIgnoreCase)
                || IsOfProfile(fault)
            )
        )
        {
            return OfClient(fault, options);
        }

        if (fault is XmlException)
        {
            return OfAnswer(options, fault, image);
        }

        return new(
            $"The store of '{options.Bucket}' could not be reached: {Shown(fault is TimeoutException ? fault.Message : fault.GetBaseException().Message)}",
            fault
        )
        {
            Kind = FailureKind.Transient,
            Code = ErrorCodes.Unreachable,
            Image = image,
        };
    }

    /// <summary>For what came with status 200 and is no answer of S3, such as the page of a proxy.</summary>
    public static ImageTaggingException OfAnswer(S3SourceOptions options, Exception? fault = null, ImageName? image = null) =>
        new($"What answered for the store of '{options.Bucket}' does not speak S3; check the address and the proxy.", fault)
        {
            Kind = FailureKind.Transient,
            Code = ErrorCodes.UnreadableAnswer,
            Image = image,
        };

    public static ImageTaggingException OutOfOrder(S3SourceOptions options, string before, string key) =>
        new(
            $"The store of '{options.Bucket}' lists '{Shown(key)}' behind '{Shown(before)}', but keys must rise in the order of their UTF-8 bytes as Amazon S3 lists them; such a store cannot be tagged."
        )
        {
            Code = ErrorCodes.ListingOutOfOrder,
        };

    /// <summary>A store's message, as a message may show it: one short line.</summary>
    public static string Shown(string text)
    {
        // Behind which the SDK quotes the whole answer.
        var body = text.IndexOf(" Response Body:", StringComparison.Ordinal);
        var line = new StringBuilder();
        foreach (var rune in text.AsSpan(0, body < 0 ? text.Length : body).EnumerateRunes())
        {
            if (line.Length >= MaxShown)
            {
                return line.Append('…').ToString();
            }

            line.Append(
                Rune.IsControl(rune)
                || Rune.GetUnicodeCategory(rune)
                    is UnicodeCategory.Format
                        or UnicodeCategory.LineSeparator
                        or UnicodeCategory.ParagraphSeparator
                    ? " "
                    : rune.ToString()
            );
        }

        return line.ToString();
    }

    // Regions, codes and ids are of such characters; anything else is none.
    private static string? Word(string? text) =>
        text is { Length: > 0 and <= 128 }
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '+' or '/' or '=')
            ? text
            : null;

    private static string? RightRegion(AmazonServiceException service)
    {
        if (
            service.InnerException is HttpErrorResponseException { Response: { } response }
            && Word(response.GetHeaderValue("x-amz-bucket-region")) is { } named
        )
        {
            return named;
        }

        // "…; expecting 'eu-central-1'" is how S3 words a signature for another region.
        var at = service.Message.IndexOf("expecting '", StringComparison.Ordinal);
        return at < 0 ? null : Word(service.Message[(at + 11)..].Split('\'')[0]);
    }

    private static ImageTaggingException Fault(
        AmazonServiceException service,
        FailureKind kind,
        string message,
        ImageName? image = null,
        string? code = null
    ) =>
        new(message, service)
        {
            Kind = kind,
            Code = code ?? Word(service.ErrorCode) ?? service.StatusCode.ToString(),
            Image = image,
            RequestId = Word(service.RequestId),
            StatusCode = (int)service.StatusCode,
        };
}
