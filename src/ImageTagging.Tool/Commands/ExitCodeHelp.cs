using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace ImageTagging.Tool.Commands;

/// <summary>Help that ends, for the whole tool, with what its exit codes mean.</summary>
internal sealed class ExitCodeHelp(HelpAction inner) : SynchronousCommandLineAction
{
    /// <inheritdoc />
    // Who asks what a command takes has not given it yet.
    public override bool ClearsParseErrors => true;

    /// <inheritdoc />
    public override int Invoke(ParseResult parseResult)
    {
        var exit = inner.Invoke(parseResult);
        if (parseResult.CommandResult.Command is RootCommand)
        {
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Exit codes:");
            foreach (var (code, means) in ExitCode.All)
            {
                output.WriteLine($"  {code, -4} {means}");
            }

            output.WriteLine();
        }

        return exit;
    }
}
