using System.CommandLine;
using ImageTagging.Tool.Output;
using ImageTagging.Tool.Setup;

namespace ImageTagging.Tool.Commands;

/// <summary><c>imagetag show IMAGE</c>: all that the index has of one picture.</summary>
internal sealed class ShowCommand : ToolCommand
{
    private readonly Argument<string> _image = new("IMAGE")
    {
        Description = "A location, a file, an image id, or a key that only one source has",
    };

    public ShowCommand()
        : base("show", "Show all that the index has of one picture") => Arguments.Add(_image);

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        await using var index = await IndexLocation
            .OpenAsync(parsed.GetValue(CommonOptions.Index), IndexUse.Read, cancellationToken)
            .ConfigureAwait(false);
        var record = await ImageLookup
            .FindAsync(index.Index, parsed.GetRequiredValue(_image), cancellationToken)
            .ConfigureAwait(false);
        output.Object("image", w => RecordWords.Write(w, record));
        foreach (var line in RecordWords.Lines(record))
        {
            output.Line(line);
        }

        return ExitCode.Done;
    }
}
