using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using ImageTagging.TestSupport;
using ImageTagging.Tool.Commands;

namespace ImageTagging.Tool.Tests;

/// <summary>The first run: a server that was started without a folder is given one in the page, and begins anew with it.</summary>
public sealed partial class ChooseFolderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task TheFolderThatAPersonChoosesIsServedAndTagged()
    {
        var photos = Directory.CreateDirectory(_folder.File("photos")).FullName;
        File.Copy(Path.Combine(TestPaths.Photos, "animals", "chelsea.png"), Path.Combine(photos, "cat.png"));
        var index = _folder.File("index.db");
        var empty = Directory.CreateDirectory(_folder.File("empty")).FullName;
        await ToolRun.OfAsync("index", empty, "--index", index, "--tagger", "names");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var output = new Announcing();
        using var error = new StringWriter();
        var served = ToolProgram.RunAsync(
            ["serve", "--port", "0", "--index", index, "--tagger", "names"],
            output,
            error,
            stop.Token
        );
        using var client = new HttpClient { BaseAddress = new Uri(await output.Address.WaitAsync(stop.Token)) };
        var session = await client.GetFromJsonAsync<JsonElement>("api/session", stop.Token);
        Assert.True(session.GetProperty("canChoose").GetBoolean());
        var listed = await client.GetFromJsonAsync<JsonElement>(
            "api/choose?path=" + Uri.EscapeDataString(_folder.Path),
            stop.Token
        );
        Assert.Equal(
            ["empty", "photos"],
            listed.GetProperty("folders").EnumerateArray().Select(f => f.GetProperty("name").GetString())
        );

        Assert.Equal(System.Net.HttpStatusCode.BadRequest, await ChooseAsync(client, session, _folder.File("none"), stop.Token));
        Assert.Equal(System.Net.HttpStatusCode.Accepted, await ChooseAsync(client, session, photos, stop.Token));
        while (await FoundAsync(client, stop.Token) != 1)
        {
            stop.Token.ThrowIfCancellationRequested();
        }

        session = await client.GetFromJsonAsync<JsonElement>("api/session", stop.Token);
        Assert.False(session.GetProperty("canChoose").GetBoolean());
        await stop.CancelAsync();
        await served;
    }

    private static async Task<System.Net.HttpStatusCode> ChooseAsync(
        HttpClient client,
        JsonElement session,
        string path,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/choose") { Content = JsonContent.Create(new { path }) };
        request.Headers.Add("X-Antiforgery", session.GetProperty("antiforgery").GetString());
        using var answer = await client.SendAsync(request, cancellationToken);
        return answer.StatusCode;
    }

    // The server is away for a moment while it begins anew.
    private static async Task<long> FoundAsync(HttpClient client, CancellationToken cancellationToken)
    {
        try
        {
            var found = await client.GetFromJsonAsync<JsonElement>("api/search?q=cat", cancellationToken);
            return found.GetProperty("total").GetInt64();
        }
        catch (HttpRequestException)
        {
            return -1;
        }
    }

    /// <summary>Tells the address as soon as it is printed.</summary>
    private sealed partial class Announcing : StringWriter
    {
        private readonly TaskCompletionSource<string> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> Address => _address.Task;

        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value is not null && AddressText().Match(value) is { Success: true } found)
            {
                _address.TrySetResult(found.Value);
            }
        }

        [GeneratedRegex(@"http://127\.0\.0\.1:\d+/")]
        private static partial Regex AddressText();
    }
}
