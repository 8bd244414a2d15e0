using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ImageTagging.Chat.Tests;

/// <summary>A server on a free loopback port that speaks <c>/v1/chat/completions</c>, and keeps what it was asked.</summary>
public sealed class ChatService : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Asked> _asked = new();
    private readonly ConcurrentQueue<Func<HttpContext, Task>> _next = new();

    private ChatService(WebApplication app) => _app = app;

    /// <summary>The address, with its version.</summary>
    public string Url { get; private set; } = "";

    /// <summary>What was asked so far.</summary>
    public IReadOnlyList<Asked> Calls => [.. _asked];

    /// <summary>What the model says where nothing else was told.</summary>
    public string Says { get; set; } = """{"labels":[{"name":"dog","confidence":97},{"name":"beach","confidence":80}]}""";

    /// <summary>Asked for each call; an answer of its own, or null.</summary>
    public Func<JsonElement, (int Status, string Body)?>? AnswerFor { get; set; }

    public static async Task<ChatService> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MinResponseDataRate = null);
        var app = builder.Build();
        var service = new ChatService(app);
        app.Run(service.HandleAsync);
        await app.StartAsync();
        service.Url =
            app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/v1";
        return service;
    }

    /// <summary>The next call is answered so.</summary>
    public ChatService Then(Func<HttpContext, Task> answer)
    {
        _next.Enqueue(answer);
        return this;
    }

    /// <summary>The next call is answered with a status, a body and headers.</summary>
    public ChatService Then(int status, string body, params (string Name, string Value)[] headers) =>
        Then(async context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json";
            foreach (var (name, value) in headers)
            {
                context.Response.Headers[name] = value;
            }

            await context.Response.WriteAsync(body);
        });

    /// <summary>An error as such services write it.</summary>
    public static string Error(
        string message,
        string? code = null,
        string? parameter = null,
        string type = "invalid_request_error"
    ) =>
        $$$"""{"error":{"message":{{{Quoted(message)}}},"type":"{{{type}}}","param":{{{Quoted(parameter)}}},"code":{{{Quoted(code)}}} } }""";

    /// <summary>An answer as such services write it.</summary>
    public static string Answer(string says, string reason = "stop", string? refusal = null) =>
        $$$"""
            {"id":"c1","object":"chat.completion","created":1,"model":"eyes-2026","choices":[{"index":0,
            "message":{"role":"assistant","content":{{{Quoted(says)}}},"refusal":{{{Quoted(refusal)}}} },
            "logprobs":null,"finish_reason":"{{{reason}}}"}],"usage":{"prompt_tokens":1100,"completion_tokens":40,"total_tokens":1140} }
            """;

    public async ValueTask DisposeAsync()
    {
        // A caller that hangs must not hold up the end.
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(soon.Token);
        await _app.DisposeAsync();
    }

    private static string Quoted(string? text) => text is null ? "null" : "\"" + JsonEncodedText.Encode(text) + "\"";

    private async Task HandleAsync(HttpContext context)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body);
        var asked = new Asked(context.Request.Path, context.Request.Headers.Authorization.ToString(), body.RootElement.Clone());
        _asked.Enqueue(asked);
        if (_next.TryDequeue(out var answer))
        {
            await answer(context);
            return;
        }

        var (status, text) = AnswerFor?.Invoke(asked.Body) ?? (200, Answer(Says));
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(text);
    }

    /// <summary>One request.</summary>
    public sealed record Asked(string Path, string Authorization, JsonElement Body);
}
