using System.Net;
using ImageTagging.Rekognition.Wire;

namespace ImageTagging.Rekognition.Errors;

/// <summary>Turns an error answer into an exception that says what kind it is, what to do, and whether it may have cost.</summary>
internal static class ServiceFaults
{
    public static RekognitionException From(
        CallFacts call,
        HttpStatusCode status,
        ServiceError error,
        string? requestId,
        TimeSpan? retryAfter,
        string? redirectedTo,
        Exception? innerException = null
    )
    {
        var (kind, advice) = Explain(call, (int)status, error, redirectedTo);
        var code = error.Code ?? FallbackCode((int)status);
        var said = error.Message is null ? "" : $" The service said: {error.Message}";
        return new($"{call.Operation} in {call.Region} failed with {code} (HTTP {(int)status}). {advice}{said}", innerException)
        {
            Kind = kind,
            Code = code,
            Operation = call.Operation,
            Region = call.Region,
            RequestId = requestId,
            StatusCode = (int)status,
            RetryAfter = kind is FailureKind.Throttled or FailureKind.Transient ? retryAfter : null,
            ServiceMessage = error.Message,
            // An error that the service itself words was not served. What a proxy words may have been, behind it.
            MayHaveCost = error.Code is null && (int)status is >= 500 and not 503,
        };
    }

    private static string FallbackCode(int status) => status is >= 300 and < 400 ? ErrorCodes.Redirected : $"Http{status}";

    private static (FailureKind Kind, string Advice) Explain(
        CallFacts call,
        int status,
        ServiceError error,
        string? redirectedTo
    ) =>
        error.Code switch
        {
            "ThrottlingException"
            or "Throttling"
            or "ThrottledException"
            or "TooManyRequestsException"
            or "RequestLimitExceeded"
            or "SlowDown"
            or "ProvisionedThroughputExceededException" => (
                FailureKind.Throttled,
                "More calls a second than the account's quota; the rate is lowered and the call made again. A higher quota is asked for in Service Quotas."
            ),
            // The documents advise against a retry, AWS's own clients retry it as a throttle.
            "LimitExceededException" => (
                FailureKind.Throttled,
                "A limit of the account or of the model's inference units is reached; the call is made again more slowly. Start the model with more inference units, or ask for a higher quota."
            ),
            "HumanLoopQuotaExceededException" => (
                FailureKind.Transient,
                "Too many reviews by people are in progress; wait for some to end, or call without a review."
            ),
            "InternalServerError"
            or "InternalFailure"
            or "ServiceUnavailable"
            or "ServiceUnavailableException"
            or "RequestTimeout" => (FailureKind.Transient, "The service failed; the call is made again."),
            "AccessDeniedException" or "AccessDenied" => (
                FailureKind.SetUp,
                $"The caller is not allowed to call it. Add this statement to the policy of the role: {call.PolicyLine}"
            ),
            "ExpiredTokenException" or "ExpiredToken" or "TokenRefreshRequired" => (
                FailureKind.SetUp,
                "The credentials have expired and the credential chain has no newer ones. Sign in again (aws sso login), or run with a role, which renews itself."
            ),
            "UnrecognizedClientException"
            or "InvalidClientTokenId"
            or "InvalidSignatureException"
            or "SignatureDoesNotMatch"
            or "IncompleteSignature"
            or "IncompleteSignatureException"
            or "MissingAuthenticationToken"
            or "MissingAuthenticationTokenException"
            or "InvalidAccessKeyId" => (
                FailureKind.SetUp,
                "The credentials are not accepted. Check which ones the chain finds (aws sts get-caller-identity), that they belong to this partition, and that the region is enabled in the account."
            ),
            "RequestTimeTooSkewed" or "RequestExpired" or "RequestInTheFuture" => (
                FailureKind.SetUp,
                "This machine's clock differs from the service's by minutes. Set it (NTP)."
            ),
            "OptInRequired" or "SubscriptionRequiredException" or "NotSignedUp" => (
                FailureKind.SetUp,
                "The account is not signed up for Amazon Rekognition in this region."
            ),
            "ResourceNotFoundException" => (FailureKind.SetUp, NotFound(call)),
            "ResourceNotReadyException" => (
                FailureKind.SetUp,
                $"The model is stopped or still starting. Start it and wait until it is RUNNING: aws rekognition start-project-version --region {call.Region} --min-inference-units 1 --project-version-arn {call.Model}"
            ),
            "InvalidS3ObjectException" => (
                FailureKind.Refused,
                $"Rekognition cannot read the object: it is gone, its bucket is not in {call.Region}, or the caller may not read it."
            ),
            "ImageTooLargeException" => (
                FailureKind.Refused,
                "The picture is too large: at most 5 MB as bytes (custom labels 4 MB), 15 MB as an object, 10,000 pixels a side. With ImageTagging.Imaging it is resized."
            ),
            "InvalidImageFormatException" => (
                FailureKind.Refused,
                "The picture is neither JPEG nor PNG, or is damaged. With ImageTagging.Imaging other types are converted."
            ),
            "InvalidParameterException" or "ValidationException" => (
                FailureKind.Refused,
                "The service refuses the request for this picture: a side under 80 pixels (custom labels 64), or a setting that it does not take."
            ),
            "UnknownOperationException" or "SerializationException" => (
                FailureKind.SetUp,
                $"{call.Host} does not speak Rekognition's protocol. Check the endpoint."
            ),
            _ => ByStatus(call, status, redirectedTo),
        };

    private static (FailureKind Kind, string Advice) ByStatus(CallFacts call, int status, string? redirectedTo) =>
        status switch
        {
            429 => (FailureKind.Throttled, "Too many calls; the rate is lowered and the call made again."),
            >= 500 => (FailureKind.Transient, "The service, or a proxy before it, failed; the call is made again."),
            408 => (FailureKind.Transient, "The request took too long to arrive; the call is made again."),
            >= 300 and < 400 => (
                FailureKind.SetUp,
                $"{call.Host} sends callers on to {redirectedTo ?? "another place"}, and a signed request follows no redirect. Set RekognitionClientOptions.Region or RekognitionClientOptions.ServiceUrl to the right one."
            ),
            407 => (
                FailureKind.SetUp,
                "The proxy wants a login. Set HTTPS_PROXY with one, or exempt the endpoint with NO_PROXY."
            ),
            413 => (FailureKind.Refused, "The request is too long for the service or a proxy before it."),
            401 or 403 or 404 or 405 => (
                FailureKind.SetUp,
                $"The answer is not Rekognition's own: check the endpoint ({call.Host}), and whether a proxy or a firewall answers for it."
            ),
            _ => (FailureKind.Refused, "The service refuses the request for this picture."),
        };

    private static string NotFound(CallFacts call) =>
        call.ModelRegion is { } right && right != call.Region
            ? $"The model is in {right}, and {call.Region} was called. Set RekognitionClientOptions.Region to {right}."
            : $"There is no such model version in {call.Region}. Check the ARN: aws rekognition describe-projects --region {call.Region}";
}
