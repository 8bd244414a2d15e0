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

    public static Option<bool> Verbose { get; } =
        new("--verbose", "-v")
        {
            Description = "Tell everything on standard error: every attempt that failed, every picture that could not be tagged",
            Recursive = true,
        };

    /// <summary>Read by <see cref="Output.OutputSettings"/>; parsed only to be checked and explained.</summary>
    public static Option<string?> LogFormat { get; } =
        new Option<string?>("--log-format")
        {
            Description =
                "Standard error's lines: text, or json with time, level, event and message (default: a line that changes on a terminal, text elsewhere)",
            HelpName = "text|json",
            Recursive = true,
        }.AcceptOnlyFromAmong("text", "json");
}
