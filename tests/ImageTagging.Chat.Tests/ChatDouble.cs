using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace ImageTagging.Chat.Tests;

/// <summary>A client that answers what it is told, and keeps what it was asked.</summary>
public sealed class ChatDouble : IChatClient
{
    private readonly ConcurrentQueue<Func<CancellationToken, Task<ChatResponse>>> _next = new();
    private readonly ConcurrentQueue<(ChatMessage[] Messages, ChatOptions Options)> _asked = new();

    /// <summary>What is answered where nothing was told for.</summary>
    public string Otherwise { get; set; } = """{"labels":[{"name":"dog","confidence":97},{"name":"beach","confidence":80}]}""";

    /// <summary>What answers take; null for one that does not say.</summary>
    public UsageDetails? Usage { get; set; } = new() { InputTokenCount = 1_000, OutputTokenCount = 40 };

    public IReadOnlyList<(ChatMessage[] Messages, ChatOptions Options)> Asked => [.. _asked];

    public bool IsDisposed { get; private set; }

    public ChatDouble Then(string text, ChatFinishReason? reason = null) =>
        Then(_ => Task.FromResult(Response(text, reason ?? ChatFinishReason.Stop)));

    public ChatDouble Then(Exception fault) => Then(_ => Task.FromException<ChatResponse>(fault));

    public ChatDouble Then(Func<CancellationToken, Task<ChatResponse>> answer)
    {
        _next.Enqueue(answer);
        return this;
    }

    public ChatResponse Response(string text, ChatFinishReason reason, params AIContent[] more) =>
        new(new ChatMessage(ChatRole.Assistant, [new TextContent(text), .. more]))
        {
            ModelId = "double-1",
            FinishReason = reason,
            Usage = Usage,
        };

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        _asked.Enqueue(([.. messages], options!));
        await Task.Yield();
        return _next.TryDequeue(out var answer) ? await answer(cancellationToken) : Response(Otherwise, ChatFinishReason.Stop);
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose() => IsDisposed = true;
}
