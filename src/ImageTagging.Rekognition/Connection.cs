using System.Net;
using Amazon.Runtime;
using ImageTagging.Rekognition.Endpoints;
using ImageTagging.Rekognition.Errors;
using ImageTagging.Rekognition.Signing;
using ImageTagging.Rekognition.Wire;
using Microsoft.Extensions.Logging;

namespace ImageTagging.Rekognition;

/// <summary>Endpoint, credentials, signature and transport of one client.</summary>
internal sealed class Connection : IDisposable
{
    private static readonly string s_userAgent =
        "ImageTagging.Sdk/" + (typeof(Connection).Assembly.GetName().Version?.ToString(3) ?? "0");

    private readonly RekognitionClientOptions _options;
    private readonly ILogger _logger;
    private readonly CredentialSource _credentials;
    private readonly HttpMessageInvoker _transport;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private ServiceEndpoint? _endpoint;
    private RequestSigner? _signer;
    private bool _answered;
    private long _skewTicks;

    public Connection(RekognitionClientOptions options, TimeProvider time, ILogger logger, HttpMessageHandler? handler = null)
    {
        (_options, _logger, Time) = (options, logger, time);
        _credentials = new(options);
        _transport = new(
            handler
                ?? new SocketsHttpHandler
                {
                    // A signature is for one address.
                    AllowAutoRedirect = false,
                    UseCookies = false,
                    ConnectTimeout = options.ConnectTimeout,
                    PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
                    PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                }
        );
    }

    public TimeProvider Time { get; }

    public async ValueTask<ServiceEndpoint> FindEndpointAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _endpoint) is { } found)
        {
            return found;
        }

        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_endpoint is null)
            {
                // The SDK looks for files, and for the machine's metadata, without being asynchronous.
                var endpoint = await Task.Run(() => ServiceEndpoint.Find(_options), cancellationToken).ConfigureAwait(false);
                _signer = new(endpoint.Address, endpoint.Region);
                Log.Endpoint(_logger, endpoint.Address.Host, endpoint.Region);
                Volatile.Write(ref _endpoint, endpoint);
            }

            return _endpoint;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Sends one signed request; the answer's body is still to be read. The endpoint was found before.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        CallFacts call,
        RequestBody body,
        ReadOnlyMemory<byte> bytes,
        CancellationToken cancellationToken
    )
    {
        var credentials = await _credentials.GetAsync(cancellationToken).ConfigureAwait(false);
        var target = "RekognitionService." + call.Operation;
        var at = Time.GetUtcNow().AddTicks(Volatile.Read(ref _skewTicks));
        var signature = _signer!.Sign(target, bytes.Span, credentials, at);

        using var request = new HttpRequestMessage(HttpMethod.Post, _endpoint!.Address) { Content = body };
        request.Headers.TryAddWithoutValidation("X-Amz-Target", target);
        request.Headers.TryAddWithoutValidation("X-Amz-Date", signature.Date);
        request.Headers.TryAddWithoutValidation("x-amz-content-sha256", signature.ContentHash);
        if (credentials.UseToken)
        {
            request.Headers.TryAddWithoutValidation("X-Amz-Security-Token", credentials.Token);
        }

        request.Headers.TryAddWithoutValidation("Authorization", signature.Authorization);
        request.Headers.TryAddWithoutValidation("User-Agent", s_userAgent);

        HttpResponseMessage response;
        try
        {
            response = await _transport.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException fault)
        {
            throw TransportFaults.From(call, fault, Volatile.Read(ref _answered));
        }
        catch (OperationCanceledException fault) when (!cancellationToken.IsCancellationRequested)
        {
            // Of itself the transport gives up only while it connects: nothing was sent.
            throw TransportFaults.NotConnected(call, _options.ConnectTimeout, fault);
        }

        Volatile.Write(ref _answered, true);
        if (response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Forbidden)
        {
            try
            {
                await MendAsync(call, response, credentials, cancellationToken).ConfigureAwait(false);
            }
            catch
            {
                response.Dispose();
                throw;
            }
        }

        return response;
    }

    public void Dispose()
    {
        _transport.Dispose();
        _credentials.Dispose();
        _gate.Dispose();
    }

    // A refusal that a second attempt will not meet, because what was wrong is right now: it cost nothing, and the pipeline tries again.
    private async ValueTask MendAsync(
        CallFacts call,
        HttpResponseMessage response,
        ImmutableCredentials used,
        CancellationToken cancellationToken
    )
    {
        await response.Content.LoadIntoBufferAsync(1 << 20, cancellationToken).ConfigureAwait(false);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        var error = ServiceError.Read(body, AnswerHeaders.ErrorType(response));
        string? mended = null;
        if (error.Code is "ExpiredTokenException" or "ExpiredToken" or "TokenRefreshRequired")
        {
            if (await _credentials.RenewAsync(used, cancellationToken).ConfigureAwait(false) is not null)
            {
                Log.CredentialsRenewed(_logger);
                mended = "The credentials had expired and were renewed; the call is made again.";
            }
        }
        else if (
            error.Code is "RequestTimeTooSkewed" or "RequestExpired" or "RequestInTheFuture" or "InvalidSignatureException"
            && response.Headers.Date is { } theirs
        )
        {
            var skew = theirs - Time.GetUtcNow();
            if (Math.Abs(skew.Ticks - Volatile.Read(ref _skewTicks)) > TimeSpan.FromMinutes(4).Ticks)
            {
                Volatile.Write(ref _skewTicks, skew.Ticks);
                Log.ClockDiffers(_logger, skew);
                mended =
                    $"This machine's clock differs from the service's by {skew}; it is allowed for, and the call is made again.";
            }
        }

        if (mended is not null)
        {
            throw new RekognitionException($"{call.Operation} in {call.Region} failed with {error.Code}. {mended}")
            {
                Kind = FailureKind.Transient,
                Code = error.Code!,
                Operation = call.Operation,
                Region = call.Region,
                RequestId = AnswerHeaders.RequestId(response),
                StatusCode = (int)response.StatusCode,
                ServiceMessage = error.Message,
            };
        }
    }
}
