using System.CommandLine;
using ImageTagging.Tool.Output;
using ImageTagging.Tool.Setup;

namespace ImageTagging.Tool.Commands;

/// <summary><c>imagetag undo BATCH</c>: reverts exactly what one correction changed.</summary>
internal sealed class UndoCommand : ToolCommand
{
    private readonly Argument<string> _batch = new("BATCH")
    {
        Description = "The id that 'tag', 'untag', 'rate', 'favourite', 'title' and 'import' print",
    };
    private readonly Option<string?> _by = CorrectCommand.By();
    private readonly Option<string?> _vocabulary = CorrectCommand.VocabularyOption();

    public UndoCommand()
        : base("undo", "Revert what one correction ('tag', 'rate', 'import' …) changed, where nobody changed it since")
    {
        Arguments.Add(_batch);
        Options.Add(_by);
        Options.Add(_vocabulary);
    }

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        await using var index = await IndexLocation
            .OpenAsync(parsed.GetValue(CommonOptions.Index), IndexUse.Change, cancellationToken)
            .ConfigureAwait(false);
        using var progress = await RecordProgress
            .BeginAsync(output, index.Index, new HasEditsQuery(), new(PerSecond: 10_000, Times: 2), cancellationToken)
            .ConfigureAwait(false);
        var counted = new CountedReads(index.Index, progress);
        var report = await new CheckedCurator(counted, CorrectCommand.Load(parsed.GetValue(_vocabulary)))
            .UndoAsync(parsed.GetRequiredValue(_batch), parsed.GetValue(_by) ?? Environment.UserName, cancellationToken)
            .ConfigureAwait(false);
        var exit = CorrectCommand.Write(output, report, undo: null);
        if (report is not { Changed: 0, Unchanged: 0, Conflicts.Count: 0, Missing.Count: 0 })
        {
            return exit;
        }

        output.Warning("Nothing in this index is of this batch; was it undone before, or is it another index's?");
        return ExitCode.DoneWithFailures;
    }

    /// <summary>The command, as a shell takes it, that undoes a batch in the index that --index named.</summary>
    public static string Line(string batch, string? index) =>
        $"imagetag undo {batch}" + (index is null ? "" : " --index " + Word(index));

    // One word of a POSIX shell whatever is in it.
    private static string Word(string text) =>
        text.All(c => char.IsAsciiLetterOrDigit(c) || "/._-:@%+=,".Contains(c, StringComparison.Ordinal))
            ? text
            : "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
