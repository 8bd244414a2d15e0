using System.Net;
using System.Text;
using System.Text.Json;
using ImageTagging.TestSupport;
using ImageTagging.Tool.Commands;

namespace ImageTagging.Mcp.Tests;

public sealed class ServeTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_tool_serves_its_page_until_it_is_stopped()
    {
        using var folder = new TempFolder();
        var photos = Path.Combine(TestPaths.Photos, "people");
        await using var served = await ServedTool.StartAsync([
            "serve",
            "--source",
            photos,
            "--index",
            folder.File("p.db"),
            "--port",
            "0",
            "--tagger",
            "metadata",
            "--json",
        ]);
        var client = served.Client;
        Assert.Contains("<base href=\"/\" />", await client.GetStringAsync("/"), StringComparison.Ordinal);
        var session = JsonDocument.Parse(await client.GetStringAsync("/api/session")).RootElement;
        Assert.True(session.GetProperty("canRun").GetBoolean());
        Assert.True(session.GetProperty("canUpload").GetBoolean());
        using var rebound = new HttpRequestMessage(HttpMethod.Get, "/api/session");
        rebound.Headers.Host = "attacker.example";
        using var refused = await client.SendAsync(rebound);
        Assert.Equal(HttpStatusCode.MisdirectedRequest, refused.StatusCode);
        await served.StopAsync();
    }

    [Fact]
    public async Task Behind_a_proxy_the_tool_answers_to_the_address_that_people_open_and_says_what_to_do()
    {
        using var folder = new TempFolder();
        var photos = Path.Combine(TestPaths.Photos, "people");
        string[] serve =
        [
            "serve",
            "--source",
            photos,
            "--index",
            folder.File("p.db"),
            "--port",
            "0",
            "--tagger",
            "metadata",
            "--json",
        ];
        await using var served = await ServedTool.StartAsync([
            .. serve,
            "--public-url",
            "https://photos.example.org",
            "--trusted-proxy",
            "127.0.0.1",
            "--key",
            "correct horse battery",
        ]);
        Assert.Equal("https://photos.example.org", served.Said.GetProperty("publicUrl").GetString());
        var client = served.Client;
        client.DefaultRequestHeaders.Authorization = new("Bearer", "correct horse battery");
        client.DefaultRequestHeaders.Host = "photos.example.org";
        var session = JsonDocument.Parse(await client.GetStringAsync("/api/session")).RootElement;
        foreach (
            var (origin, expected) in (Dictionary<string, HttpStatusCode>)
                new()
                {
                    ["https://photos.example.org"] = HttpStatusCode.OK,
                    ["https://attacker.example"] = HttpStatusCode.Forbidden,
                }
        )
        {
            using var write = new HttpRequestMessage(HttpMethod.Post, "/api/runs/stop");
            write.Headers.Add("X-Antiforgery", session.GetProperty("antiforgery").GetString());
            write.Headers.Add("Origin", origin);
            using var answer = await client.SendAsync(write);
            Assert.Equal(expected, answer.StatusCode);
        }

        client.DefaultRequestHeaders.Host = "other.example.org";
        using var other = await client.GetAsync("/api/session");
        Assert.Equal(HttpStatusCode.MisdirectedRequest, other.StatusCode);
        var text = await other.Content.ReadAsStringAsync();
        Assert.Contains("other.example.org", text, StringComparison.Ordinal);
        Assert.Contains("--public-url", text, StringComparison.Ordinal);
        await served.StopAsync();

        using var words = new StringWriter();
        Assert.Equal(
            2,
            await ToolProgram.RunAsync(
                [.. serve, "--public-url", "https://photos.example.org"],
                words,
                words,
                TestContext.Current.CancellationToken
            )
        );
        Assert.Contains("IMAGETAG_KEY", words.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_served_is_tagged_at_once_and_its_pictures_appear()
    {
        using var folder = new TempFolder();
        var photos = Path.Combine(TestPaths.Photos, "people");
        await using var served = await ServedTool.StartAsync([
            "serve",
            photos,
            "--index",
            folder.File("p.db"),
            "--port",
            "0",
            "--tagger",
            "metadata",
            "--json",
        ]);
        var client = served.Client;
        // The stream of news ends the wait: at its end all are there.
        using var events = new StreamReader(await client.GetStreamAsync("/api/runs/events", Stop));
        while (await events.ReadLineAsync(Stop) is { } line && line != "event: ended") { }

        var found = JsonDocument.Parse(await client.GetStringAsync("/api/search")).RootElement;
        Assert.Equal(2, found.GetProperty("total").GetInt64());
        await served.StopAsync();
    }

    [Fact]
    public async Task Sources_that_only_the_index_names_take_no_uploads()
    {
        using var folder = new TempFolder();
        var index = folder.File("p.db");
        var photos = Path.Combine(TestPaths.Photos, "people");
        Assert.Equal(
            0,
            await ToolProgram.RunAsync(
                ["index", photos, "--index", index, "--tagger", "metadata", "--quiet"],
                TextWriter.Null,
                TextWriter.Null,
                Stop
            )
        );
        await using var served = await ServedTool.StartAsync([
            "serve",
            "--index",
            index,
            "--port",
            "0",
            "--tagger",
            "metadata",
            "--json",
        ]);
        var client = served.Client;

        var session = JsonDocument.Parse(await client.GetStringAsync("/api/session")).RootElement;

        Assert.False(session.GetProperty("canUpload").GetBoolean());
        Assert.True(session.GetProperty("canCorrect").GetBoolean());
        Assert.False(Assert.Single(session.GetProperty("sources").EnumerateArray()).GetProperty("writable").GetBoolean());
        await served.StopAsync();
    }

    [Fact]
    public async Task The_page_does_not_undo_the_vocabulary_that_the_tags_were_made_with()
    {
        using var folder = new TempFolder();
        var (index, rules) = (folder.File("p.db"), folder.File("words.json"));
        await File.WriteAllTextAsync(rules, """{"block":["person"]}""", Stop);
        var photos = Path.Combine(TestPaths.Photos, "people");
        string[] making = ["index", photos, "--index", index, "--tagger", "metadata", "--vocabulary", rules, "--quiet"];
        Assert.Equal(0, await ToolProgram.RunAsync(making, TextWriter.Null, TextWriter.Null, Stop));
        await using var served = await ServedTool.StartAsync(["serve", "--index", index, "--port", "0", "--json"]);
        var client = served.Client;
        var session = JsonDocument.Parse(await client.GetStringAsync("/api/session")).RootElement;
        using var asked = new HttpRequestMessage(HttpMethod.Post, "/api/corrections")
        {
            Content = new StringContent("""{"query":"key:*","expected":2,"add":["ship"]}""", Encoding.UTF8, "application/json"),
        };
        asked.Headers.Add("X-Antiforgery", session.GetProperty("antiforgery").GetString());
        using var answer = await client.SendAsync(asked);
        Assert.Contains("--vocabulary FILE", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        await served.StopAsync();
    }

    [Fact]
    public async Task Without_a_key_others_names_lead_nowhere_also_where_a_proxy_keeps_people_out()
    {
        using var folder = new TempFolder();
        string[] serve =
        [
            "serve",
            "--source",
            Path.Combine(TestPaths.Photos, "people"),
            "--index",
            folder.File("p.db"),
            "--port",
            "0",
            "--tagger",
            "metadata",
            "--json",
            "--bind",
            "0.0.0.0",
            "--allow-anyone",
        ];
        using var words = new StringWriter();
        Assert.Equal(2, await ToolProgram.RunAsync(serve, words, words, Stop));
        Assert.Contains("--public-url", words.ToString(), StringComparison.Ordinal);

        await using var served = await ServedTool.StartAsync([.. serve, "--public-url", "https://photos.example.org"]);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{served.Client.BaseAddress!.Port}") };
        foreach (
            var (name, expected) in (Dictionary<string, HttpStatusCode>)
                new() { ["photos.example.org"] = HttpStatusCode.OK, ["attacker.example"] = HttpStatusCode.MisdirectedRequest }
        )
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/session");
            request.Headers.Host = name;
            using var answer = await client.SendAsync(request);
            Assert.Equal(expected, answer.StatusCode);
        }
        await served.StopAsync();
    }

    [Theory]
    [InlineData("--bind", "0.0.0.0")]
    [InlineData("--bind", "nowhere")]
    [InlineData("--port", "70000")]
    [InlineData("--key", "short")]
    [InlineData("--public-url", "photos.example.org")]
    [InlineData("--public-url", "ftp://photos.example.org")]
    [InlineData("--trusted-proxy", "everybody")]
    public async Task What_would_be_unsafe_or_impossible_is_told_at_once(string option, string value)
    {
        using var folder = new TempFolder();
        using var words = new StringWriter();
        var exit = await ToolProgram.RunAsync(
            ["serve", "--source", folder.Path, "--index", folder.File("p.db"), "--tagger", "metadata", option, value],
            words,
            words,
            TestContext.Current.CancellationToken
        );
        Assert.Equal(2, exit);
        Assert.StartsWith("imagetag: ", words.ToString(), StringComparison.Ordinal);
    }

    /// <summary>The tool as it serves, from the line that says where until it is stopped.</summary>
    private sealed class ServedTool : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        private readonly FirstLine _output = new();
        private readonly StringWriter _error = new();
        private Task<int> _serving = Task.FromResult(0);

        /// <summary>What it said first.</summary>
        public JsonElement Said { get; private set; }

        public HttpClient Client { get; } = new();

        public static async Task<ServedTool> StartAsync(string[] arguments)
        {
            var tool = new ServedTool();
            tool._serving = ToolProgram.RunAsync(arguments, tool._output, tool._error, tool._stop.Token);
            var first = await Task.WhenAny(tool._output.Line, tool._serving);
            Assert.True(first == tool._output.Line, tool._error.ToString());
            tool.Said = JsonDocument.Parse(await tool._output.Line).RootElement;
            tool.Client.BaseAddress = new(tool.Said.GetProperty("url").GetString()!);
            return tool;
        }

        public async Task StopAsync()
        {
            await _stop.CancelAsync();
            Assert.Equal(0, await _serving);
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _serving.ContinueWith(_ => { }, TaskScheduler.Default);
            Client.Dispose();
            await _output.DisposeAsync();
            await _error.DisposeAsync();
            _stop.Dispose();
        }
    }

    /// <summary>Tells the first line that is written.</summary>
    private sealed class FirstLine : StringWriter
    {
        private readonly TaskCompletionSource<string> _line = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> Line => _line.Task;

        public override Encoding Encoding => Encoding.UTF8;

        public override void WriteLine(string? value) => _line.TrySetResult(value ?? "");
    }
}
