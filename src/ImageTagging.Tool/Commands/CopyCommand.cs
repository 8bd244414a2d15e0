using System.CommandLine;
using System.Globalization;
using ImageTagging.Tool.Output;
using ImageTagging.Tool.Setup;

namespace ImageTagging.Tool.Commands;

/// <summary><c>imagetag copy --index A --to B</c>: copies every record, corrections included, between any two engines.</summary>
internal sealed class CopyCommand : ToolCommand
{
    private readonly Option<string> _to = new("--to")
    {
        Description = "The index that is written",
        HelpName = "PATH|URL",
        Required = true,
    };
    private readonly Option<bool> _overwrite = new("--overwrite")
    {
        Description = "Replace records that the other index has already",
    };

    public CopyCommand()
        : base("copy", "Copy every record into another index, whatever its engine; run again it goes on")
    {
        Options.Add(_to);
        Options.Add(_overwrite);
    }

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        await using var from = await IndexLocation
            .OpenAsync(parsed.GetValue(CommonOptions.Index), IndexUse.Read, cancellationToken)
            .ConfigureAwait(false);
        await using var to = await IndexLocation
            .OpenAsync(parsed.GetRequiredValue(_to), IndexUse.Make, cancellationToken)
            .ConfigureAwait(false);
        if (from.Index.Info == to.Index.Info)
        {
            throw new ImageTaggingException("--to names the same index.") { Code = "Usage" };
        }

        using var progress = await RecordProgress
            .BeginAsync(output, from.Index, RecordProgress.Everything, new(PerSecond: 10_000), cancellationToken)
            .ConfigureAwait(false);
        var report = await new IndexCopier(from.Index, to.Index)
            .CopyAsync(new CopyOptions { Overwrite = parsed.GetValue(_overwrite), Progress = progress }, cancellationToken)
            .ConfigureAwait(false);
        output.Object(
            "copy",
            w =>
            {
                w.WriteNumber("read", report.Read);
                w.WriteNumber("written", report.Written);
                w.WriteNumber("same", report.Same);
                w.WriteNumber("kept", report.Kept);
                w.WriteNumber("failed", report.Failed);
            }
        );
        output.Line(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{report.Read:N0} read, {report.Written:N0} written, {report.Same:N0} were there, {report.Kept:N0} kept as the other index has them, {report.Failed:N0} failed"
            )
        );
        return report.Failed > 0 ? ExitCode.DoneWithFailures : ExitCode.Done;
    }
}
