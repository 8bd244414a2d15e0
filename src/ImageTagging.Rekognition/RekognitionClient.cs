using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ImageTagging.Rekognition.Errors;
using ImageTagging.Rekognition.Wire;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageTagging.Rekognition;

/// <summary>The thin client that this package brings: signed HTTP requests, no retries, one attempt a call.</summary>
/// <remarks>
/// Threads share it; one client serves any number of taggers. Region, endpoint and credentials are found at the first call.
/// Whoever makes it disposes it.
/// </remarks>
public sealed class RekognitionClient : IRekognitionClient, IDisposable
{
    // An answer has at most 1,000 labels; what is longer is none.
    private const int MaxAnswer = 32 << 20;

    private readonly RekognitionClientOptions _options;
    private readonly Connection _connection;
    private readonly LabelsReader _labels = new();

    /// <summary>A client with these options; null for the default chain's region and credentials.</summary>
    /// <exception cref="ImageTaggingException">The options are out of their ranges (code <c>InvalidOptions</c>); all faults at once.</exception>
    public RekognitionClient(
        RekognitionClientOptions? options = null,
        TimeProvider? timeProvider = null,
        ILogger<RekognitionClient>? logger = null
    )
        : this(options, timeProvider, logger, handler: null) { }

    /// <summary>As the public one, over another transport; null for the network.</summary>
    internal RekognitionClient(
        RekognitionClientOptions? options,
        TimeProvider? timeProvider,
        ILogger<RekognitionClient>? logger,
        HttpMessageHandler? handler
    )
    {
        _options = options ?? new();
        var faults = _options.Faults().ToArray();
        if (faults.Length > 0)
        {
            throw new ImageTaggingException(string.Join(' ', faults)) { Code = ErrorCodes.InvalidOptions };
        }

        _connection = new(
            _options,
            timeProvider ?? TimeProvider.System,
            logger ?? NullLogger<RekognitionClient>.Instance,
            handler
        );
    }

    /// <inheritdoc />
    public Task<DetectLabelsResponse> DetectLabelsAsync(
        DetectLabelsRequest request,
        CancellationToken cancellationToken = default
    ) =>
        CallAsync(
            "DetectLabels",
            request,
            null,
            RekognitionJson.Default.DetectLabelsRequest,
            _labels.Read,
            request?.Image,
            cancellationToken
        );

    /// <inheritdoc />
    public Task<DetectCustomLabelsResponse> DetectCustomLabelsAsync(
        DetectCustomLabelsRequest request,
        CancellationToken cancellationToken = default
    ) =>
        CallAsync(
            "DetectCustomLabels",
            request,
            request?.ProjectVersionArn,
            RekognitionJson.Default.DetectCustomLabelsRequest,
            Read(RekognitionJson.Default.DetectCustomLabelsResponse),
            request?.Image,
            cancellationToken
        );

    /// <inheritdoc />
    public Task<DetectModerationLabelsResponse> DetectModerationLabelsAsync(
        DetectModerationLabelsRequest request,
        CancellationToken cancellationToken = default
    ) =>
        CallAsync(
            "DetectModerationLabels",
            request,
            request?.ProjectVersion,
            RekognitionJson.Default.DetectModerationLabelsRequest,
            Read(RekognitionJson.Default.DetectModerationLabelsResponse),
            request?.Image,
            cancellationToken
        );

    /// <inheritdoc />
    public Task<DetectTextResponse> DetectTextAsync(DetectTextRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(
            "DetectText",
            request,
            null,
            RekognitionJson.Default.DetectTextRequest,
            Read(RekognitionJson.Default.DetectTextResponse),
            request?.Image,
            cancellationToken
        );

    /// <summary>Closes the connections. Calls in flight fail.</summary>
    public void Dispose() => _connection.Dispose();

    private delegate TResponse? AnswerReader<out TResponse>(ReadOnlySpan<byte> json);

    private static AnswerReader<TResponse> Read<TResponse>(JsonTypeInfo<TResponse> type) =>
        json => JsonSerializer.Deserialize(json, type);

    private async Task<TResponse> CallAsync<TRequest, TResponse>(
        string operation,
        TRequest? request,
        string? model,
        JsonTypeInfo<TRequest> requestType,
        AnswerReader<TResponse> reader,
        ImageReference? image,
        CancellationToken cancellationToken
    )
        where TRequest : class
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        var endpoint = await _connection.FindEndpointAsync(cancellationToken).ConfigureAwait(false);
        var call = new CallFacts(operation, endpoint.Region, endpoint.Address.Host, model);

        // Base64 takes four bytes for three.
        var buffer = new PooledBuffer(1024 + (image?.Bytes is { } bytes ? (bytes.Length / 3 * 4) + 8 : 0));
        var body = new RequestBody(buffer, Signing.RequestSigner.ContentType);
        using (body)
        {
            var writer = new Utf8JsonWriter(buffer, RekognitionJson.Writing);
            await using (writer.ConfigureAwait(false))
            {
                JsonSerializer.Serialize(writer, request, requestType);
            }

            using var timer = new CancellationTokenSource(_options.RequestTimeout, _connection.Time);
            using var registration = cancellationToken.UnsafeRegister(
                static state => ((CancellationTokenSource)state!).Cancel(),
                timer
            );
            try
            {
                using var response = await _connection.SendAsync(call, body, buffer.Written, timer.Token).ConfigureAwait(false);
                return await ReadAsync(call, response, reader, timer.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException fault) when (!cancellationToken.IsCancellationRequested)
            {
                throw body.HasBegun
                    ? TransportFaults.TimedOut(call, _options.RequestTimeout, fault)
                    : TransportFaults.NotConnected(call, _options.RequestTimeout, fault);
            }
            catch (OperationCanceledException fault)
            {
                throw new OperationCanceledException(fault.Message, fault, cancellationToken);
            }
        }
    }

    private static async Task<TResponse> ReadAsync<TResponse>(
        CallFacts call,
        HttpResponseMessage response,
        AnswerReader<TResponse> reader,
        CancellationToken cancellationToken
    )
    {
        var requestId = AnswerHeaders.RequestId(response);
        using var answer = new PooledBuffer((int)Math.Clamp(response.Content.Headers.ContentLength ?? 8192, 1024, MaxAnswer));
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                int read;
                while (
                    answer.Written.Length <= MaxAnswer
                    && (read = await stream.ReadAsync(answer.GetMemory(1024), cancellationToken).ConfigureAwait(false)) > 0
                )
                {
                    answer.Advance(read);
                }
            }
        }
        catch (Exception fault) when (fault is IOException or HttpRequestException)
        {
            throw TransportFaults.Lost(
                call,
                fault as IOException ?? new IOException(fault.Message, fault),
                requestId,
                (int)response.StatusCode
            );
        }

        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw ServiceFaults.From(
                call,
                response.StatusCode,
                ServiceError.Read(answer.Written.Span, AnswerHeaders.ErrorType(response)),
                requestId,
                AnswerHeaders.RetryAfter(response),
                AnswerHeaders.RedirectHost(response)
            );
        }

        try
        {
            return reader(answer.Written.Span)
                ?? throw TransportFaults.Unreadable(call, "null", null, requestId, (int)response.StatusCode);
        }
        catch (JsonException fault)
        {
            var what = answer.Written.IsEmpty ? "empty" : response.Content.Headers.ContentType?.MediaType ?? "of no type";
            throw TransportFaults.Unreadable(call, what, fault, requestId, (int)response.StatusCode);
        }
    }
}
