using System.CommandLine;
using System.Reflection;
using System.Text.RegularExpressions;
using ImageTagging.AspNetCore;
using ImageTagging.Chat;
using ImageTagging.Elasticsearch;
using ImageTagging.Imaging;
using ImageTagging.Onnx;
using ImageTagging.Rekognition;
using ImageTagging.S3;
using ImageTagging.TestSupport;
using ImageTagging.Tool.Commands;
using ImageTagging.Tool.Output;

namespace ImageTagging.Tool.Tests;

public sealed partial class SettingWordsTests : IDisposable
{
    private static readonly Assembly[] s_libraries =
    [
        typeof(IImageSource).Assembly,
        typeof(ImageTaggingPipeline).Assembly,
        typeof(S3SourceOptions).Assembly,
        typeof(RekognitionLabelOptions).Assembly,
        typeof(ChatTaggerOptions).Assembly,
        typeof(ElasticsearchIndexOptions).Assembly,
        typeof(SqliteIndexOptions).Assembly,
        typeof(OnnxTaggerOptions).Assembly,
        typeof(ImagingOptions).Assembly,
        typeof(Metadata.SidecarWriterOptions).Assembly,
        typeof(ImageTaggingWebOptions).Assembly,
    ];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_name_stands_for_a_public_member_and_what_it_is_called_is_an_option_of_the_tool()
    {
        var members = s_libraries
            .SelectMany(a => a.GetExportedTypes())
            .SelectMany(t => t.GetMembers().Select(m => t.Name + "." + m.Name))
            .ToHashSet();
        Assert.Empty(SettingWords.All.Keys.Where(k => !members.Contains(k)));
        var options = Options(CommandLine.Create()).SelectMany(o => o.Aliases.Append(o.Name)).ToHashSet();
        Assert.Empty(
            SettingWords.All.Values.Where(v => OptionName().Match(v) is { Success: true } o && !options.Contains(o.Value))
        );
    }

    [Fact]
    public void No_message_of_a_library_names_a_setting_that_the_tool_has_no_word_for_nor_an_option_of_the_tool()
    {
        List<string> faults = [];
        foreach (
            var file in Directory
                .EnumerateFiles(Path.Combine(TestPaths.RepositoryRoot, "src"), "*.cs", SearchOption.AllDirectories)
                .Where(f => !IsOfAProgram(f))
        )
        {
            foreach (var line in File.ReadLines(file).Where(l => !l.TrimStart().StartsWith("//", StringComparison.Ordinal)))
            {
                // Where two literals stand on a line what is between them is code, and code names members too.
                foreach (var text in Literal().Matches(line).Select(m => m.Value))
                {
                    faults.AddRange(
                        Setting()
                            .Matches(text)
                            .Select(m => m.Value)
                            .Where(name => !SettingWords.All.ContainsKey(name))
                            .Select(name => $"{Path.GetFileName(file)}: {name} has no word in the tool")
                    );
                    if (
                        OptionName().Match(text) is { Success: true, Value: var option }
                        // Endings of buckets' names.
                        && !option.EndsWith("-s3", StringComparison.Ordinal)
                        && !text.Contains("aws ", StringComparison.Ordinal)
                    )
                    {
                        faults.Add($"{Path.GetFileName(file)}: {option} is the tool's");
                    }

                    if (text.Contains("'imagetag ", StringComparison.Ordinal))
                    {
                        faults.Add($"{Path.GetFileName(file)}: {text} is the tool's");
                    }
                }
            }
        }

        Assert.Empty(faults);
    }

    [Theory]
    [InlineData("--max-labels is", "index", ".", "--tagger", "rekognition", "--max-labels", "5000")]
    [InlineData("--rate must lie between", "index", ".", "--tagger", "rekognition", "--rate", "0.001")]
    [InlineData("--price must lie between", "index", ".", "--tagger", "rekognition", "--price", "2000")]
    [InlineData("add --tagger chat:MODEL", "index", ".", "--chat-url", "http://localhost:1/v1")]
    [InlineData("--chat-url is an address", "index", ".", "--tagger", "chat:eyes", "--chat-url", "localhost")]
    [InlineData(
        "--chat-url must be an http",
        "index",
        ".",
        "--tagger",
        "chat:eyes",
        "--chat-url",
        "http://me:secret@localhost/v1"
    )]
    [InlineData("--chat-price takes two prices", "index", ".", "--tagger", "chat:eyes", "--chat-price", "0.15")]
    [InlineData("--chat-image-tokens is 1", "index", ".", "--tagger", "chat:eyes", "--chat-image-tokens", "0")]
    [InlineData("--chat-output-tokens is 16", "index", ".", "--tagger", "chat:eyes", "--chat-output-tokens", "9")]
    [InlineData("--max-labels must lie between", "index", ".", "--tagger", "chat:eyes", "--max-labels", "5000")]
    [InlineData("--chat-price", "index", ".", "--tagger", "chat:eyes", "--price", "1")]
    [InlineData("There is no tagger 'chat'", "index", ".", "--tagger", "chat")]
    [InlineData("cannot be read", "index", ".", "--tagger", "chat:eyes", "--chat-words", "no-such-file.txt")]
    [InlineData("--run-id", "index", ".", "--run-id", "No Such Id")]
    [InlineData("--timeout takes a time such as 30s", "index", ".", "--timeout", "30")]
    [InlineData("--timeout is 1s to 10m", "index", ".", "--timeout", "11m")]
    [InlineData("--outage-patience is 0s to 1d", "index", ".", "--outage-patience", "2d")]
    [InlineData("--attempts is 1 to 20", "index", ".", "--attempts", "0")]
    [InlineData("--max-memory takes a size such as 512M", "index", ".", "--max-memory", "512")]
    [InlineData("--max-memory takes a size such as 512M", "worker", ".", "--max-memory", "1e9G")]
    [InlineData("--max-memory is 16M to 1024G", "index", ".", "--max-memory", "15M")]
    [InlineData("--max-memory is 16M to 1024G", "similar", "a.jpg", "--max-memory", "2000G")]
    [InlineData("--mount-point is a sub-folder", "index", ".", "--mount-point", "/mnt/nas")]
    [InlineData("--transfer", "index", ".", "--transfer", "bytes")]
    [InlineData("--transfer takes one of automatic, bytes", "index", ".", "--tagger", "rekognition", "--transfer", "mail")]
    public async Task What_is_out_of_range_is_told_by_the_options_name(string told, params string[] arguments)
    {
        var run = await ToolRun.OfAsync([.. arguments, "--index", _folder.File("index.db")]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(told, run.Error, StringComparison.Ordinal);
        Assert.DoesNotMatch(Setting(), run.Error);
    }

    [Fact]
    public async Task An_empty_folder_and_a_missing_mount_are_told_in_the_tools_words()
    {
        Directory.CreateDirectory(_folder.File("empty"));
        var empty = await ToolRun.OfAsync("index", _folder.File("empty"), "--index", _folder.File("index.db"), "--json");
        Assert.Equal(3, empty.ExitCode);
        Assert.All(
            [empty.Error, empty.Output],
            text =>
            {
                Assert.Contains("--allow-removals", text, StringComparison.Ordinal);
                Assert.DoesNotMatch(Setting(), text);
            }
        );

        File.Copy(Path.Combine(TestPaths.Photos, "things/text.png"), _folder.File("text.png"));
        var mount = await ToolRun.OfAsync(
            "index",
            _folder.Path,
            "--mount-point",
            "nas/",
            "--tagger",
            "metadata",
            "--index",
            _folder.File("index.db"),
            "--json"
        );
        Assert.Equal(1, mount.ExitCode);
        Assert.Equal(1, mount.Count("gaps"));
    }

    [Theory]
    [InlineData("set S3SourceOptions.Region to it.", null, "set --region to it.")]
    [InlineData("MaxLabels is 5000.", "InvalidOptions", "--max-labels is 5000.")]
    [InlineData("MaxLabels is 5000.", null, "MaxLabels is 5000.")]
    [InlineData("'Workers' and Workers.jpg are pictures", "InvalidOptions", "'Workers' and Workers.jpg are pictures")]
    [InlineData("2024/RunOptions.jpg: Gone", null, "2024/RunOptions.jpg: Gone")]
    public void A_message_is_told_in_the_tools_words_and_the_rest_as_it_is(string message, string? code, string told) =>
        Assert.Equal(told, SettingWords.In(message, code));

    // Hosts and the tool speak for themselves.
    private static bool IsOfAProgram(string file) =>
        file.Contains("ImageTagging.Tool", StringComparison.Ordinal)
        || file.Contains("ImageTagging.Testing", StringComparison.Ordinal)
        || file.Contains("ImageTagging.Conformance", StringComparison.Ordinal)
        || file.Split(Path.DirectorySeparatorChar).Any(f => f is "obj" or "bin");

    private static IEnumerable<Option> Options(Command command) =>
        [.. command.Options, .. command.Subcommands.SelectMany(Options)];

    [GeneratedRegex("\"(?:[^\"\\\\]|\\\\.)*\"")]
    private static partial Regex Literal();

    [GeneratedRegex(@"\b\w+Options\.[A-Z]\w+|\b\w+TagIndex\.[A-Z]\w+")]
    private static partial Regex Setting();

    [GeneratedRegex(@"(?<![\w-])--[a-z][a-z0-9-]+")]
    private static partial Regex OptionName();
}
