using ImageTagging.Chat.Tests;
using ImageTagging.TestSupport;

namespace ImageTagging.Tool.Tests;

/// <summary>The tool with a vision model at an address that speaks as OpenAI's does.</summary>
public sealed class ChatTests : IAsyncLifetime
{
    private const string Key = "sk-very-secret-of-the-tool";
    private readonly TempFolder _folder = new();
    private ChatService _service = null!;

    public async ValueTask InitializeAsync()
    {
        _service = await ChatService.StartAsync();
        Directory.CreateDirectory(_folder.File("photos"));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(TestPaths.Photos, "space")))
        {
            File.Copy(file, Path.Combine(_folder.File("photos"), Path.GetFileName(file)));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        _folder.Dispose();
    }

    private int Pictures => Directory.GetFiles(_folder.File("photos")).Length;

    [Fact]
    public async Task A_folder_is_tagged_by_a_model_at_an_address_and_found_by_what_it_said()
    {
        await File.WriteAllTextAsync(_folder.File("words.txt"), "# of the club\ndog\n\nBeach\n");

        var run = await ToolAsync("index", "--chat-words", _folder.File("words.txt"), "--chat-instructions", "Of a club.");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(Pictures, _service.Calls.Count);
        Assert.All(
            _service.Calls,
            c =>
            {
                Assert.Equal("eyes:7b", c.Body.GetProperty("model").GetString());
                Assert.EndsWith(
                    "dog\nBeach\nOf a club.",
                    c.Body.GetProperty("messages")[0].GetProperty("content").GetString(),
                    StringComparison.Ordinal
                );
            }
        );
        var found = await ToolRun.OfAsync("search", "dog beach", "--index", _folder.File("index.db"), "--json");
        Assert.Equal(Pictures, found.Lines.Length);

        // The second run asks for nothing.
        Assert.Equal(
            0,
            (await ToolAsync("index", "--chat-words", _folder.File("words.txt"), "--chat-instructions", "Of a club.")).ExitCode
        );
        Assert.Equal(Pictures, _service.Calls.Count);
    }

    [Fact]
    public async Task The_key_of_the_environment_goes_to_the_service_and_into_nothing_that_is_printed()
    {
        Environment.SetEnvironmentVariable("IMAGETAG_CHAT_KEY", Key);
        try
        {
            _service.Then(401, ChatService.Error("Incorrect API key provided: " + Key, "invalid_api_key"));
            var run = await ToolAsync("index", "--verbose");
            Assert.Equal(ExitCode.CouldNotRun, run.ExitCode);
            Assert.Equal("Bearer " + Key, _service.Calls[0].Authorization);
            Assert.Contains("IMAGETAG_CHAT_KEY", run.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("secret", run.Output + run.Error, StringComparison.Ordinal);
            Assert.DoesNotContain(
                "secret",
                File.ReadAllText(_folder.File("index.db"), System.Text.Encoding.Latin1),
                StringComparison.Ordinal
            );
        }
        finally
        {
            Environment.SetEnvironmentVariable("IMAGETAG_CHAT_KEY", null);
        }
    }

    [Fact]
    public async Task Tokens_are_paid_out_of_the_budget_and_the_run_ends_with_it()
    {
        // A call of the double takes 1,100 and 40 tokens: 1.5 US dollars. Up to 12.5 are set aside for one.
        var run = await ToolAsync(
            "index",
            "--json",
            "--chat-price",
            "1000/10000",
            "--chat-output-tokens",
            "1000",
            "--budget",
            "13.5"
        );

        Assert.Equal(
            ("budgetReached", 1.5),
            (run.Summary.GetProperty("end").GetString(), run.Summary.GetProperty("cost").GetDouble())
        );
        Assert.Single(_service.Calls);
    }

    private Task<ToolRun> ToolAsync(string command, params string[] more) =>
        ToolRun.OfAsync([
            command,
            _folder.File("photos"),
            "--index",
            _folder.File("index.db"),
            "--tagger",
            "chat:eyes:7b",
            "--chat-url",
            _service.Url,
            .. more,
        ]);
}
