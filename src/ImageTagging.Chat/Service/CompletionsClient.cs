using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ImageTagging.Chat.Answering;
using Microsoft.Extensions.AI;

namespace ImageTagging.Chat.Service;

/// <summary>
/// Speaks <c>chat/completions</c> as OpenAI's services and the many that follow them do: one question, one answer of bounded length,
/// no retries and no redirects. The key goes to the one address, and appears nowhere else.
/// </summary>
/// <remarks>Threads share it.</remarks>
internal sealed class CompletionsClient : IChatClient
{
    private const int MaxAnswerBytes = 1 << 20;

    private readonly HttpMessageInvoker _transport;
    private readonly Uri _address;
    private readonly string _host;
    private readonly string _model;
    private readonly string? _key;
    private readonly TimeSpan _timeout;
    private readonly TimeSpan _connectTimeout;
    private readonly TimeProvider _time;
    private ServiceDialect _dialect = ServiceDialect.First;

    public CompletionsClient(ChatTaggerOptions options, TimeProvider time, HttpMessageHandler? handler = null)
    {
        var address = options.Address!;
        (_address, _host) = (new(address.AbsoluteUri.TrimEnd('/') + "/chat/completions"), address.Authority);
        (_model, _key, _time) = (options.Model!, options.ApiKey, time);
        (_timeout, _connectTimeout) = (options.RequestTimeout, options.ConnectTimeout);
        _transport = new(
            handler
                ?? new SocketsHttpHandler
                {
                    // The key is for one address.
                    AllowAutoRedirect = false,
                    UseCookies = false,
                    AutomaticDecompression = DecompressionMethods.None,
                    ConnectTimeout = options.ConnectTimeout,
                    PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                }
        );
    }

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        using var timer = new CancellationTokenSource(_timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        ChatMessage[] asked = [.. messages];
        while (true)
        {
            var dialect = Volatile.Read(ref _dialect);
            var body = CompletionRequest.Write(_model, asked, options, dialect);
            var (status, answer, retryAfter) = await SendAsync(body, timer.Token, either.Token).ConfigureAwait(false);
            var fault = FaultOf(status, answer, retryAfter);
            if (fault is null)
            {
                return ResponseOf(answer);
            }

            // A part that the service does not take is left out from now on. It refused for free, and each part is left out once.
            if (dialect.After(fault) is not { } next)
            {
                throw ChatFaults.Of(fault);
            }

            Interlocked.CompareExchange(ref _dialect, next, dialect);
        }
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var whole = await GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        foreach (var update in whole.ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose() => _transport.Dispose();

    private async Task<(int Status, CompletionAnswer? Answer, TimeSpan? RetryAfter)> SendAsync(
        ReadOnlyMemory<byte> body,
        CancellationToken timer,
        CancellationToken cancellationToken
    )
    {
        using var content = new CompletionContent(body);
        using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = content };
        request.Headers.Accept.Add(new("application/json"));
        if (_key is not null)
        {
            request.Headers.Authorization = new("Bearer", _key);
        }

        try
        {
            using var response = await _transport.SendAsync(request, cancellationToken).ConfigureAwait(false);
            ReadOnlyMemory<byte> bytes = default;
            try
            {
                bytes = await ReadAsync(response, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception fault)
                when (!response.IsSuccessStatusCode
                    && (fault is IOException or HttpRequestException or ImageTaggingException || timer.IsCancellationRequested)
                )
            {
                // Where it did not serve, its status says all that matters, whatever page comes with it.
            }

            return ((int)response.StatusCode, Parse(response, bytes), RetryAfterOf(response.Headers.RetryAfter));
        }
        catch (HttpRequestException fault)
        {
            throw Lost(fault);
        }
        catch (IOException fault)
        {
            throw Lost(fault);
        }
        catch (OperationCanceledException fault) when (timer.IsCancellationRequested && !content.HasBegun)
        {
            throw Passing(
                ErrorCodes.ConnectTimedOut,
                $"No connection to {_host} within {_timeout.TotalSeconds:0.#} seconds.",
                mayHaveCost: false,
                fault
            );
        }
        catch (OperationCanceledException fault) when (timer.IsCancellationRequested)
        {
            throw Passing(
                ErrorCodes.TimedOut,
                $"{_host} did not answer within {_timeout.TotalSeconds:0.#} seconds.",
                mayHaveCost: true,
                fault
            );
        }
        catch (OperationCanceledException fault) when (!cancellationToken.IsCancellationRequested)
        {
            // Of itself the transport gives up only while it connects: nothing was sent.
            throw Passing(
                ErrorCodes.ConnectTimedOut,
                $"No connection to {_host} within {_connectTimeout.TotalSeconds:0.#} seconds.",
                mayHaveCost: false,
                fault
            );
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var bytes = new byte[
                (int)Math.Clamp(response.Content.Headers.ContentLength + 1 ?? 16_384, 1_024, MaxAnswerBytes + 1)
            ];
            for (var length = 0; ; )
            {
                var read = await stream.ReadAsync(bytes.AsMemory(length), cancellationToken).ConfigureAwait(false);
                length += read;
                if (read == 0)
                {
                    return bytes.AsMemory(0, length);
                }

                if (length > MaxAnswerBytes)
                {
                    throw ChatFaults.TooLong(MaxAnswerBytes);
                }

                if (length == bytes.Length)
                {
                    Array.Resize(ref bytes, Math.Min(bytes.Length * 4, MaxAnswerBytes + 1));
                }
            }
        }
    }

    // What is no answer of such a service has a status all the same.
    private static CompletionAnswer? Parse(HttpResponseMessage response, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes.Span, CompletionJson.Default.CompletionAnswer);
        }
        catch (JsonException fault) when (response.IsSuccessStatusCode)
        {
            var what = bytes.IsEmpty ? "it is empty" : "it is no answer of such a service; a proxy may stand between";
            throw ChatFaults.Unreadable(what, fault);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private ChatFault? FaultOf(int status, CompletionAnswer? answer, TimeSpan? retryAfter)
    {
        var error = answer?.Error ?? default;
        if (status is >= 200 and < 300 && error.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            return null;
        }

        var (message, code, parameter) =
            error.ValueKind == JsonValueKind.Object
                ? (Text(error, "message"), Text(error, "code") ?? Text(error, "type"), Text(error, "param"))
                : (error.ValueKind == JsonValueKind.String ? error.GetString() : null, null, null);
        // Gateways answer 200 and put the service's own status into the error.
        if (status is >= 200 and < 300)
        {
            status = int.TryParse(code, out var inner) && inner is >= 400 and < 600 ? inner : 502;
        }

        return new(status, code, WithoutKey(message), parameter, retryAfter);
    }

    private static string? Text(JsonElement error, string name) =>
        error.TryGetProperty(name, out var value)
            ? value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Number => value.GetRawText(),
                _ => null,
            }
            : null;

    private string? WithoutKey(string? message) =>
        _key is null ? message : message?.Replace(_key, "…", StringComparison.OrdinalIgnoreCase);

    private static ChatResponse ResponseOf(CompletionAnswer? answer)
    {
        if (answer is not { Choices: [{ Message: { } said } choice, ..] })
        {
            throw ChatFaults.Unreadable("there is no message in it", null);
        }

        var message = new ChatMessage(ChatRole.Assistant, said.Content ?? "");
        if (said.Refusal is { Length: > 0 } refusal)
        {
            message.Contents.Add(new ErrorContent(refusal));
        }

        return new(message)
        {
            ModelId = answer.Model,
            FinishReason = choice.FinishReason is { Length: > 0 } reason ? new ChatFinishReason(reason) : null,
            Usage = answer.Usage is { } usage
                ? new() { InputTokenCount = usage.PromptTokens, OutputTokenCount = usage.CompletionTokens }
                : null,
        };
    }

    private TimeSpan? RetryAfterOf(RetryConditionHeaderValue? header)
    {
        var wait = header?.Delta ?? header?.Date - _time.GetUtcNow();
        return wait is { } told && told > TimeSpan.Zero ? told : null;
    }

    private ImageTaggingException Lost(Exception fault)
    {
        var (code, message, reached) = (fault as HttpRequestException)?.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => (ErrorCodes.NoSuchHost, $"{_host} has no address.", false),
            HttpRequestError.SecureConnectionError => (ErrorCodes.NoTrust, $"No trusted connection to {_host}.", false),
            HttpRequestError.ProxyTunnelError => (
                ErrorCodes.ProxyRefused,
                "The proxy does not let the connection through.",
                false
            ),
            HttpRequestError.ConnectionError => (ErrorCodes.NoConnection, $"{_host} takes no connection.", false),
            _ => (ErrorCodes.ConnectionLost, $"The connection to {_host} broke before the answer was whole.", true),
        };
        return Passing(code, message, reached, fault);
    }

    private static ImageTaggingException Passing(string code, string message, bool mayHaveCost, Exception cause) =>
        new(message, cause)
        {
            Kind = FailureKind.Transient,
            Code = code,
            MayHaveCost = mayHaveCost,
        };
}
