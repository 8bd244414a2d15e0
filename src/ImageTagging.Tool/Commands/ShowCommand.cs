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

    private readonly Option<string?> _language = SearchOutput.Language();

    public ShowCommand()
        : base("show", "Show all that the index has of one picture")
    {
        Arguments.Add(_image);
        Options.Add(_language);
    }

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        await using var index = await IndexLocation
            .OpenAsync(parsed.GetValue(CommonOptions.Index), IndexUse.Read, cancellationToken)
            .ConfigureAwait(false);
        var record = await ImageLookup
            .FindAsync(index.Index, parsed.GetRequiredValue(_image), cancellationToken)
            .ConfigureAwait(false);
        var language = parsed.GetValue(_language);
        output.Object("image", w => RecordWords.Write(w, record, language));
        foreach (var line in RecordWords.Lines(record, language))
        {
            output.Line(line);
        }

        return ExitCode.Done;
    }
}
