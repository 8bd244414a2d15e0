namespace ImageTagging.Rekognition.Errors;

/// <summary>Failures without a readable answer: did the request get through, and so maybe cost?</summary>
internal static class TransportFaults
{
    public static RekognitionException From(CallFacts call, HttpRequestException fault, bool everAnswered)
    {
        var (code, advice, reached, wrong) = fault.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => (
                ErrorCodes.NoSuchHost,
                $"{call.Host} has no address. Check the region ({call.Region}), the endpoint and the name service.",
                false,
                true
            ),
            HttpRequestError.SecureConnectionError => (
                ErrorCodes.NoTrust,
                $"No trusted connection to {call.Host}. Check the machine's certificates and clock, and whether a proxy stands between.",
                false,
                true
            ),
            HttpRequestError.ProxyTunnelError => (
                ErrorCodes.ProxyRefused,
                "The proxy does not let the connection through. Check HTTPS_PROXY and NO_PROXY.",
                false,
                true
            ),
            HttpRequestError.ConnectionError => (ErrorCodes.NoConnection, $"{call.Host} takes no connection.", false, false),
            _ => (ErrorCodes.ConnectionLost, $"The connection to {call.Host} broke before the answer was whole.", true, false),
        };
        return new($"{call.Operation} failed: {advice}", fault)
        {
            // A name that resolved before is a passing fault of the name service.
            Kind = wrong && !everAnswered ? FailureKind.SetUp : FailureKind.Transient,
            Code = code,
            Operation = call.Operation,
            Region = call.Region,
            MayHaveCost = reached,
        };
    }

    public static RekognitionException Lost(CallFacts call, IOException fault, string? requestId, int status) =>
        new($"{call.Operation} failed: the connection to {call.Host} broke before the answer was whole.", fault)
        {
            Kind = FailureKind.Transient,
            Code = ErrorCodes.ConnectionLost,
            Operation = call.Operation,
            Region = call.Region,
            RequestId = requestId,
            StatusCode = status,
            MayHaveCost = true,
        };

    public static RekognitionException NotConnected(CallFacts call, TimeSpan after, Exception fault) =>
        new(
            $"{call.Operation} failed: no connection to {call.Host} within {after.TotalSeconds:0.#} seconds. Check the network, the firewall and the proxy.",
            fault
        )
        {
            Kind = FailureKind.Transient,
            Code = ErrorCodes.ConnectTimedOut,
            Operation = call.Operation,
            Region = call.Region,
        };

    public static RekognitionException TimedOut(CallFacts call, TimeSpan after, Exception fault) =>
        new($"{call.Operation} failed: {call.Host} did not answer within {after.TotalSeconds:0.#} seconds.", fault)
        {
            Kind = FailureKind.Transient,
            Code = ErrorCodes.TimedOut,
            Operation = call.Operation,
            Region = call.Region,
            MayHaveCost = true,
        };

    public static RekognitionException Unreadable(CallFacts call, string why, Exception? fault, string? requestId, int status) =>
        new(
            $"{call.Operation} was answered with something that is not Rekognition's JSON ({why}); a proxy may stand between. The call is made again.",
            fault
        )
        {
            Kind = FailureKind.Transient,
            Code = ErrorCodes.UnreadableAnswer,
            Operation = call.Operation,
            Region = call.Region,
            RequestId = requestId,
            StatusCode = status,
            MayHaveCost = true,
        };
}
