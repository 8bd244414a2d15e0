using System.Net;
using System.Text;
using System.Text.Json;
using ImageTagging.Imaging;
using ImageTagging.Testing;
using ImageTagging.TestSupport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ImageTagging.AspNetCore.Tests;

/// <summary>A host with the endpoints on a loopback port of its own, over pictures in memory or in a folder.</summary>
internal sealed class Server : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TempFolder _folder;

    private Server(WebApplication app, TempFolder folder, Uri address, HttpClient client) =>
        (_app, _folder, Address, Client) = (app, folder, address, client);

    public Uri Address { get; }

    /// <summary>A client that keeps no cookies and follows no redirect.</summary>
    public HttpClient Client { get; }

    public ImageTaggingPipeline Pipeline => _app.Services.GetRequiredService<ImageTaggingPipeline>();

    public ITagIndex Index => Pipeline.Index;

    public string Folder => _folder.Path;

    public static async Task<Server> StartAsync(
        IImageSource source,
        ITagger tagger,
        ImageTaggingWebOptions? options = null,
        string prefix = "",
        Action<IServiceCollection>? services = null,
        Action<WebApplication>? app = null,
        Action<IEndpointConventionBuilder>? conventions = null,
        Action<IImageTaggingBuilder>? images = null
    )
    {
        var folder = new TempFolder();
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        builder.Logging.SetMinimumLevel(LogLevel.None);
        var tagging = builder
            .Services.AddImageTagging()
            .AddSource(source)
            .AddTagger(tagger)
            .UseInMemoryIndex()
            .UseCodec(new VipsImageCodec());
        images?.Invoke(tagging);
        services?.Invoke(builder.Services);
        var made = builder.Build();
        app?.Invoke(made);
        options ??= new();
        var group = made.MapImageTagging(
            prefix,
            options with
            {
                ThumbnailFolder = options.ThumbnailFolder ?? folder.File("thumbnails"),
            }
        );
        conventions?.Invoke(group);
        await made.StartAsync();
        var address = new Uri(made.Urls.First());
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        return new(made, folder, address, new(handler) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(2) });
    }

    /// <summary>Pictures in memory, tagged: each key with its tags at confidence 90 unless the tag says another (<c>cat=45</c>).</summary>
    public static async Task<Server> WithAsync(
        Dictionary<string, string[]> pictures,
        ImageTaggingWebOptions? options = null,
        string prefix = ""
    )
    {
        var source = new FakeImageSource();
        var tagger = new ScriptedTagger();
        foreach (var (key, tags) in pictures)
        {
            source.Put(key, Encoding.UTF8.GetBytes(key));
            tagger.Answer(key, [.. tags.Select(Label)]);
        }

        var server = await StartAsync(source, tagger, options, prefix);
        await server.Pipeline.RunAsync();
        return server;
    }

    public async Task<JsonElement> GetAsync(string path, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var answer = await Client.GetAsync(path);
        return await ReadAsync(answer, expected);
    }

    public async Task<JsonElement> PostAsync(
        string path,
        string? json = null,
        HttpStatusCode expected = HttpStatusCode.OK,
        string? token = null
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Headers.Add("X-Antiforgery", token ?? await TokenAsync());
        request.Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await Client.SendAsync(request);
        return await ReadAsync(answer, expected);
    }

    public async Task<JsonElement> UploadAsync(params (string Name, byte[] Content)[] files)
    {
        using var form = new MultipartFormDataContent();
        foreach (var (name, content) in files)
        {
            form.Add(new ByteArrayContent(content), "file", name);
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/uploads") { Content = form };
        request.Headers.Add("X-Antiforgery", await TokenAsync());
        using var answer = await Client.SendAsync(request);
        return (await ReadAsync(answer, HttpStatusCode.OK)).GetProperty("results");
    }

    public async Task<string> TokenAsync() => (await GetAsync(BasePath + "api/session")).GetProperty("antiforgery").GetString()!;

    public string BasePath { get; init; } = "/";

    public async Task<string> IdOfAsync(string key)
    {
        var found = await GetAsync($"/api/search?q={Uri.EscapeDataString("key:\"" + key + "\"")}");
        return found.GetProperty("hits")[0].GetProperty("id").GetString()!;
    }

    /// <summary>Ends it as a host does: what it is doing finishes.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer, HttpStatusCode expected)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(expected == answer.StatusCode, $"{(int)answer.StatusCode} instead of {(int)expected}: {text}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    private static ImageLabel Label(string tag)
    {
        var parts = tag.Split('=');
        var confidence = parts.Length > 1 ? double.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture) : 90;
        return new() { Name = parts[0], Confidence = confidence };
    }
}
