using System.CommandLine;
using System.Text;
using System.Text.Json;
using ImageTagging.Elasticsearch;
using ImageTagging.Tool.Advising;
using ImageTagging.Tool.Output;

namespace ImageTagging.Tool.Commands;

/// <summary><c>imagetag advise --images N</c>: shards, disk, partitions, time and money for a number of images.</summary>
internal sealed class AdviseCommand : ToolCommand
{
    // What the index says of a name begins so.
    private const string IndexName = "IndexName: ";

    // What Amazon Rekognition's options have as their defaults.
    private const double ServiceQuota = 50;
    private const decimal ServicePrice = 0.001m;
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true };

    private readonly Option<long> _images = new("--images") { Description = "How many images", Required = true };
    private readonly Option<double> _tags = new("--tags-per-image")
    {
        Description = "Tags of an image, on the average (0-1000)",
        DefaultValueFactory = _ => 10,
    };
    private readonly Option<string> _tagger = new("--tagger")
    {
        Description = "rekognition (paid by the call, with a quota) or onnx (on your own processors)",
        DefaultValueFactory = _ => "rekognition",
    };
    private readonly Option<double?> _quota = new("--quota")
    {
        Description = "Calls a second that the service allows (default: 50)",
    };
    private readonly Option<decimal?> _price = new("--price") { Description = "US dollars a call (default: 0.001)" };
    private readonly Option<int> _workers = new("--workers") { Description = "Machines that tag", DefaultValueFactory = _ => 1 };
    private readonly Option<int> _cores = new("--cores") { Description = "Cores of each", DefaultValueFactory = _ => 4 };
    private readonly Option<int> _nodes = new("--nodes")
    {
        Description = "Data nodes of the search server",
        DefaultValueFactory = _ => 1,
    };
    private readonly Option<int?> _replicas = new("--replicas")
    {
        Description = "Copies of each shard (default: 1 where there are several nodes)",
    };
    private readonly Option<string?> _template = new("--template")
    {
        Description = "Write the index template for the first load into a file",
        HelpName = "FILE",
    };
    private readonly Option<string> _name = new("--name")
    {
        Description = "The index's name, for the template",
        DefaultValueFactory = _ => "images",
    };

    public AdviseCommand()
        : base("advise", "Say what a number of images asks for: shards, disk, time, money", usesIndex: false)
    {
        _tagger.AcceptOnlyFromAmong("rekognition", "onnx");
        foreach (
            var option in (Option[])
                [_images, _tags, _tagger, _quota, _price, _workers, _cores, _nodes, _replicas, _template, _name]
        )
        {
            Options.Add(option);
        }
    }

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        var isLocal = parsed.GetValue(_tagger) == "onnx";
        var request = new AdviceRequest
        {
            Images = parsed.GetValue(_images),
            TagsPerImage = parsed.GetValue(_tags),
            Quota = isLocal ? null : parsed.GetValue(_quota) ?? ServiceQuota,
            Price = isLocal ? 0 : parsed.GetValue(_price) ?? ServicePrice,
            Workers = parsed.GetValue(_workers),
            Cores = parsed.GetValue(_cores),
            Nodes = parsed.GetValue(_nodes),
            Replicas = parsed.GetValue(_replicas),
        };
        var (name, file) = (parsed.GetRequiredValue(_name), parsed.GetValue(_template));
        Check(request, parsed, isLocal);
        CheckName(name);
        if (file is not null)
        {
            CheckTemplate(file);
        }

        AdviceWords.Tell(output, new Advice(request), name);
        if (file is not null)
        {
            var text = IndexTemplate.FirstLoad(name).ToJsonString(s_json) + "\n";
            await WholeFile.WriteAsync(file, Encoding.UTF8.GetBytes(text), cancellationToken).ConfigureAwait(false);
            output.Note("Index template: " + Path.GetFullPath(file));
        }

        return ExitCode.Done;
    }

    private void Check(AdviceRequest request, ParseResult parsed, bool isLocal)
    {
        var fault =
            request.Images is < 1 or > 100_000_000_000 ? "--images is 1 to 100,000,000,000."
            : request.TagsPerImage is not (>= 0 and <= 1_000) ? "--tags-per-image is 0 to 1000."
            : request.Quota is <= 0 or > 1_000_000 or double.NaN ? "--quota is above 0, up to 1,000,000."
            : request.Price is < 0 or > 1_000 ? "--price is 0 to 1000."
            : request.Workers is < 1 or > 10_000 || request.Cores is < 1 or > 1_024
                ? "--workers is 1 to 10000, --cores 1 to 1024."
            : request.Nodes is < 1 or > 1_000 || request.Replicas is < 0 or > 20 ? "--nodes is 1 to 1000, --replicas 0 to 20."
            : request.Replicas >= request.Nodes
                ? $"--replicas {request.Replicas} needs {request.Replicas + 1} nodes, as no two copies of a shard lie on one: say --nodes {request.Replicas + 1}, or fewer replicas."
            : isLocal && (parsed.GetValue(_quota) is not null || parsed.GetValue(_price) is not null)
                ? "A local model has no quota and no price."
            : null;
        if (fault is not null)
        {
            throw new ImageTaggingException(fault) { Code = "Usage" };
        }
    }

    // The rule is the index's own.
    private static void CheckName(string name)
    {
        if (
            new ElasticsearchIndexOptions { IndexName = name }
                .Validate()
                .FirstOrDefault(f => f.StartsWith(IndexName, StringComparison.Ordinal)) is
            { } fault
        )
        {
            throw new ImageTaggingException("--name: " + fault[IndexName.Length..]) { Code = "Usage" };
        }
    }

    // A mistyped name must not cost a file: only what this command could have written is replaced.
    private static void CheckTemplate(string file)
    {
        if (!File.Exists(file) || new FileInfo(file).Length == 0 || IsTemplate(file))
        {
            return;
        }

        throw new ImageTaggingException(
            $"'{file}' is there and is no index template; --template would overwrite it: name another file."
        )
        {
            Code = "Usage",
        };
    }

    private static bool IsTemplate(string file)
    {
        // Ours has a few hundred bytes.
        if (new FileInfo(file).Length > 1 << 20)
        {
            return false;
        }

        try
        {
            using var read = JsonDocument.Parse(File.ReadAllBytes(file));
            return read.RootElement.ValueKind == JsonValueKind.Object
                && read.RootElement.TryGetProperty("index_patterns", out var patterns)
                && patterns.ValueKind == JsonValueKind.Array
                && read.RootElement.TryGetProperty("template", out var template)
                && template.ValueKind == JsonValueKind.Object;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
