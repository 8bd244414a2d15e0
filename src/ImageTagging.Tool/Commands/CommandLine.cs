using System.CommandLine;
using System.CommandLine.Help;

namespace ImageTagging.Tool.Commands;

/// <summary>The tool's commands; a new one is added here.</summary>
internal static class CommandLine
{
    // The name beside the maker, so that none is made to see what it is called.
    private static readonly (string Name, Func<Command> Make)[] s_commands =
    [
        ("detect", () => new DetectCommand()),
        ("index", () => new IndexCommand()),
        ("plan", () => new PlanCommand()),
        ("search", () => new SearchCommand()),
        ("similar", () => new SimilarCommand()),
        ("duplicates", () => new DuplicatesCommand()),
        ("show", () => new ShowCommand()),
        ("stats", () => new StatsCommand()),
        ("evaluate", () => new EvaluateCommand()),
        ("report", () => new ReportCommand()),
        ("advise", () => new AdviseCommand()),
        ("failures", () => new FailuresCommand()),
        ("prune", () => new PruneCommand()),
        ("budget", () => new BudgetCommand()),
        ("download", () => new DownloadCommand()),
        ("tag", CorrectCommand.Adding),
        ("untag", CorrectCommand.Removing),
        ("rate", CorrectCommand.Rating),
        ("favourite", CorrectCommand.Favouring),
        ("title", CorrectCommand.Titling),
        ("undo", () => new UndoCommand()),
        ("teach", () => new TeachCommand()),
        ("review", () => new ReviewCommand()),
        ("verify", () => new VerifyCommand()),
        ("copy", () => new CopyCommand()),
        ("migrate", () => new MigrateCommand()),
        ("serve", () => new ServeCommand()),
        ("mcp", () => new McpCommand()),
        ("export", () => new ExportCommand()),
        ("import", () => new ImportCommand()),
        ("write-metadata", () => new WriteMetadataCommand()),
        ("list", () => new ListCommand()),
        ("worker", () => new WorkerCommand()),
        ("completion", () => new CompletionCommand()),
    ];

    /// <summary>The names of all commands.</summary>
    public static IEnumerable<string> Names => s_commands.Select(c => c.Name);

    /// <summary>The whole tool.</summary>
    public static RootCommand Create() => Create(s_commands);

    /// <summary>Makes the commands that a line needs: where it begins with a command that one alone, as making all takes longer than many a command.</summary>
    public static RootCommand CreateFor(string[] words) =>
        words.Length > 0 && Array.Find(s_commands, c => c.Name == words[0]) is { Make: not null } named
            ? Create([named])
            : Create();

    private static RootCommand Create((string Name, Func<Command> Make)[] commands)
    {
        var root = new RootCommand("Tags pictures automatically and finds them again.");
        foreach (var (_, make) in commands)
        {
            root.Subcommands.Add(make());
        }

        root.Options.Add(CommonOptions.Json);
        root.Options.Add(CommonOptions.Quiet);
        root.Options.Add(CommonOptions.Verbose);
        root.Options.Add(CommonOptions.LogFormat);
        OptionRules.ReadNumbersStrictly(root);
        OptionRules.OfferValues(root);
        if (root.Options.OfType<HelpOption>().FirstOrDefault() is { Action: HelpAction help } option)
        {
            option.Action = new ExitCodeHelp(help);
        }

        return root;
    }
}
