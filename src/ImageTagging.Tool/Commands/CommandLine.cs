using System.CommandLine;
using System.CommandLine.Help;

namespace ImageTagging.Tool.Commands;

/// <summary>The tool's commands; a new one is added here.</summary>
internal static class CommandLine
{
    public static RootCommand Create()
    {
        var root = new RootCommand("Tags pictures automatically and finds them again.")
        {
            new DetectCommand(),
            new IndexCommand(),
            new PlanCommand(),
            new SearchCommand(),
            new SimilarCommand(),
            new DuplicatesCommand(),
            new ShowCommand(),
            new StatsCommand(),
            new EvaluateCommand(),
            new ReportCommand(),
            new AdviseCommand(),
            new FailuresCommand(),
            new PruneCommand(),
            new BudgetCommand(),
            new DownloadCommand(),
            CorrectCommand.Adding(),
            CorrectCommand.Removing(),
            CorrectCommand.Rating(),
            CorrectCommand.Favouring(),
            CorrectCommand.Titling(),
            new UndoCommand(),
            new TeachCommand(),
            new ReviewCommand(),
            new VerifyCommand(),
            new CopyCommand(),
            new MigrateCommand(),
            new ServeCommand(),
            new McpCommand(),
            new ExportCommand(),
            new ImportCommand(),
            new WriteMetadataCommand(),
            new ListCommand(),
            new WorkerCommand(),
            new CompletionCommand(),
        };
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
