using System.CommandLine;
using ImageTagging.Tool.Output;

namespace ImageTagging.Tool.Commands;

/// <summary>A command of the tool: its options stand in the constructor, its work in <see cref="RunAsync"/>.</summary>
internal abstract class ToolCommand : Command
{
    protected ToolCommand(string name, string description, bool usesIndex = true)
        : base(name, description)
    {
        if (usesIndex)
        {
            Options.Add(CommonOptions.Index);
        }

        SetAction((parsed, stop) => RunAsync(parsed, ToolOutput.Current, stop));
    }

    protected abstract Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken);
}
