using System.Net;
using System.Net.Sockets;
using Amazon.Rekognition;
using Amazon.Runtime;
using Theirs = Amazon.Rekognition.Model;

namespace ImageTagging.Rekognition.AwsSdk;

/// <summary>Puts the official client behind <see cref="IRekognitionClient"/>.</summary>
/// <remarks>
/// The client stays the host's: it is not disposed here. Threads may share the adapter. Register it as <see cref="IRekognitionClient"/>.
/// </remarks>
public sealed class AmazonRekognitionAdapter : IRekognitionClient
{
    // Of exceptions that the client throws before it has an answer.
    private const HttpStatusCode NoStatus = default;

    private readonly IAmazonRekognition _client;
    private bool _answered;

    /// <summary>An adapter over this client.</summary>
    /// <param name="client">The official client, made with <c>MaxErrorRetry = 0</c>.</param>
    /// <exception cref="ImageTaggingException">
    /// The client repeats calls by itself (code <c>InvalidOptions</c>): the pipeline repeats, counts and pays for attempts, so that one call
    /// has to be one attempt.
    /// </exception>
    public AmazonRekognitionAdapter(IAmazonRekognition client)
    {
        ArgumentNullException.ThrowIfNull(client);
        if (client.Config is { MaxErrorRetry: > 0 })
        {
            throw new ImageTaggingException(
                "The AmazonRekognitionClient repeats calls by itself, past the budget. Make it with MaxErrorRetry = 0: the pipeline repeats what failed."
            )
            {
                Code = ErrorCodes.InvalidOptions,
            };
        }

        _client = client;
    }

    /// <inheritdoc />
    public async Task<DetectLabelsResponse> DetectLabelsAsync(
        DetectLabelsRequest request,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        var answer = await CallAsync(
                "DetectLabels",
                null,
                () =>
                    _client.DetectLabelsAsync(
                        new Theirs.DetectLabelsRequest
                        {
                            Image = ModelMapping.ToImage(request.Image),
                            MaxLabels = request.MaxLabels,
                            MinConfidence = (float?)request.MinConfidence,
                            Features = request.Features?.ToList(),
                            Settings = ModelMapping.ToSettings(request.Settings),
                        },
                        cancellationToken
                    ),
                cancellationToken
            )
            .ConfigureAwait(false);
        return new()
        {
            Labels = ModelMapping.Each(answer.Labels, ModelMapping.ToLabel),
            LabelModelVersion = answer.LabelModelVersion,
            ImageProperties = ModelMapping.ToProperties(answer.ImageProperties),
        };
    }

    /// <inheritdoc />
    public async Task<DetectCustomLabelsResponse> DetectCustomLabelsAsync(
        DetectCustomLabelsRequest request,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        var answer = await CallAsync(
                "DetectCustomLabels",
                request.ProjectVersionArn,
                () =>
                    _client.DetectCustomLabelsAsync(
                        new Theirs.DetectCustomLabelsRequest
                        {
                            ProjectVersionArn = request.ProjectVersionArn,
                            Image = ModelMapping.ToImage(request.Image),
                            MaxResults = request.MaxResults,
                            MinConfidence = (float?)request.MinConfidence,
                        },
                        cancellationToken
                    ),
                cancellationToken
            )
            .ConfigureAwait(false);
        return new() { CustomLabels = ModelMapping.Each(answer.CustomLabels, ModelMapping.ToCustomLabel) };
    }

    /// <inheritdoc />
    public async Task<DetectModerationLabelsResponse> DetectModerationLabelsAsync(
        DetectModerationLabelsRequest request,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        var answer = await CallAsync(
                "DetectModerationLabels",
                request.ProjectVersion,
                () =>
                    _client.DetectModerationLabelsAsync(
                        new Theirs.DetectModerationLabelsRequest
                        {
                            Image = ModelMapping.ToImage(request.Image),
                            MinConfidence = (float?)request.MinConfidence,
                            ProjectVersion = request.ProjectVersion,
                            HumanLoopConfig = request.HumanLoopConfig is { } loop
                                ? new()
                                {
                                    HumanLoopName = loop.HumanLoopName,
                                    FlowDefinitionArn = loop.FlowDefinitionArn,
                                    DataAttributes = loop.DataAttributes is { } data
                                        ? new() { ContentClassifiers = data.ContentClassifiers?.ToList() }
                                        : null,
                                }
                                : null,
                        },
                        cancellationToken
                    ),
                cancellationToken
            )
            .ConfigureAwait(false);
        return new()
        {
            ModerationLabels = ModelMapping.Each(answer.ModerationLabels, ModelMapping.ToModerationLabel),
            ModerationModelVersion = answer.ModerationModelVersion,
            ProjectVersion = answer.ProjectVersion,
            ContentTypes = ModelMapping.Each(answer.ContentTypes, ModelMapping.ToContentType),
            HumanLoopActivationOutput = answer.HumanLoopActivationOutput is { } begun
                ? new()
                {
                    HumanLoopArn = begun.HumanLoopArn,
                    HumanLoopActivationReasons = begun.HumanLoopActivationReasons ?? [],
                    HumanLoopActivationConditionsEvaluationResults = begun.HumanLoopActivationConditionsEvaluationResults,
                }
                : null,
        };
    }

    /// <inheritdoc />
    public async Task<DetectTextResponse> DetectTextAsync(
        DetectTextRequest request,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        var answer = await CallAsync(
                "DetectText",
                null,
                () =>
                    _client.DetectTextAsync(
                        new Theirs.DetectTextRequest
                        {
                            Image = ModelMapping.ToImage(request.Image),
                            Filters = ModelMapping.ToFilters(request.Filters),
                        },
                        cancellationToken
                    ),
                cancellationToken
            )
            .ConfigureAwait(false);
        return new()
        {
            TextDetections = ModelMapping.Each(answer.TextDetections, ModelMapping.ToText),
            TextModelVersion = answer.TextModelVersion,
        };
    }

    private async Task<T> CallAsync<T>(string operation, string? model, Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await call().ConfigureAwait(false);
            Volatile.Write(ref _answered, true);
            return answer;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (AmazonUnmarshallingException fault) when (fault.StatusCode is NoStatus or HttpStatusCode.OK)
        {
            const string Advice = "the answer is not Rekognition's JSON; a proxy may stand between. The call is made again.";
            throw Failed(operation, Advice, fault, FailureKind.Transient, ErrorCodes.UnreadableAnswer, mayHaveCost: true);
        }
        catch (AmazonServiceException fault) when (fault.StatusCode != NoStatus)
        {
            Volatile.Write(ref _answered, true);
            // Without a code the message is the client's own, with the page of whoever answered in it.
            var code = fault is AmazonUnmarshallingException || fault.ErrorCode is not { Length: > 0 } ? null : fault.ErrorCode;
            throw RekognitionException.FromService(
                operation,
                Region ?? "",
                fault.StatusCode,
                code,
                code is null ? null : fault.Message,
                fault.RequestId,
                model,
                fault
            );
        }
        catch (Exception fault) when (fault is AmazonServiceException or AmazonClientException)
        {
            // Nothing was sent.
            var advice =
                $"{FirstLine(fault)}. Check the official client's credentials (aws sts get-caller-identity), region and endpoint.";
            throw Failed(operation, advice, fault, FailureKind.SetUp, ErrorCodes.NotSent, mayHaveCost: false);
        }
        catch (Exception fault)
            when (fault
                    is HttpRequestException
                        or IOException
                        or SocketException
                        or TimeoutException
                        or OperationCanceledException
            )
        {
            throw OnTheWay(operation, fault);
        }
    }

    private string? Region => _client.Config?.RegionEndpoint?.SystemName ?? _client.Config?.AuthenticationRegion;

    // The official client lets these through as the transport throws them.
    private RekognitionException OnTheWay(string operation, Exception fault)
    {
        if (fault is TimeoutException or OperationCanceledException)
        {
            return Failed(
                operation,
                "no answer came in time.",
                fault,
                FailureKind.Transient,
                ErrorCodes.TimedOut,
                mayHaveCost: true
            );
        }

        var (code, advice, isWrong) = (fault as HttpRequestException)?.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => (
                ErrorCodes.NoSuchHost,
                "the endpoint has no address. Check the region, the endpoint and the name service.",
                true
            ),
            HttpRequestError.SecureConnectionError => (
                ErrorCodes.NoTrust,
                "no trusted connection. Check the machine's certificates and clock, and whether a proxy stands between.",
                true
            ),
            HttpRequestError.ProxyTunnelError => (
                ErrorCodes.ProxyRefused,
                "the proxy does not let the connection through. Check HTTPS_PROXY and NO_PROXY.",
                true
            ),
            HttpRequestError.ConnectionError => (ErrorCodes.NoConnection, "the endpoint takes no connection.", false),
            _ => (ErrorCodes.ConnectionLost, "the connection broke before the answer was whole.", false),
        };
        // A name that resolved before is a passing fault of the name service.
        var kind = isWrong && !Volatile.Read(ref _answered) ? FailureKind.SetUp : FailureKind.Transient;
        return Failed(operation, advice, fault, kind, code, mayHaveCost: code == ErrorCodes.ConnectionLost);
    }

    private RekognitionException Failed(
        string operation,
        string advice,
        Exception fault,
        FailureKind kind,
        string code,
        bool mayHaveCost
    ) =>
        new($"{operation} failed: {advice}", fault)
        {
            Kind = kind,
            Code = code,
            Operation = operation,
            Region = Region,
            RequestId = (fault as AmazonServiceException)?.RequestId,
            StatusCode = fault is AmazonServiceException { StatusCode: var status and not NoStatus } ? (int)status : null,
            MayHaveCost = mayHaveCost,
        };

    private static string FirstLine(Exception fault) =>
        fault.Message.ReplaceLineEndings("\n").Split('\n', 2)[0].TrimEnd('.', ':');
}
