using System.CommandLine;

namespace ImageTagging.Tool.Commands;

/// <summary>Options that many commands have: <see cref="Index"/> where a command uses an index, the others everywhere.</summary>
internal static class CommonOptions
{
    public static Option<string?> Index { get; } =
        new("--index")
        {
            Description =
                "The index: a file, or the address of an Elasticsearch or OpenSearch index (default: imagetag.db in your data folder)",
            HelpName = "PATH|URL",
        };

    public static Option<bool> Json { get; } = new("--json") { Description = "Print one JSON object a line", Recursive = true };

    public static Option<bool> Quiet { get; } =
        new("--quiet", "-q") { Description = "Print results and faults only", Recursive = true };
}
