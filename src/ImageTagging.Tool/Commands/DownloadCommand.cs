using System.CommandLine;
using System.Globalization;
using ImageTagging.Tool.Output;
using ImageTagging.Tool.Setup;

namespace ImageTagging.Tool.Commands;

/// <summary><c>imagetag download SOURCE DIR</c>: copies a store's pictures into a folder, verified; run again it goes on.</summary>
internal sealed class DownloadCommand : ToolCommand
{
    private readonly PipelineOptionsSet _pipeline = new();
    private readonly Argument<string> _source = new("SOURCE") { Description = "s3://bucket/prefix, or a folder" };
    private readonly Argument<string> _folder = new("DIR") { Description = "Where the pictures go; sub-folders are kept" };
    private readonly Option<int> _parallel = new Option<int>("--parallel")
    {
        Description = "Pictures at once, 1-256",
        HelpName = "N",
        DefaultValueFactory = _ => 8,
    }.Where(n => n is >= 1 and <= 256, "is 1 to 256");
    private readonly Option<bool> _replace = new("--replace") { Description = "Replace files of another size or time" };

    public DownloadCommand()
        : base("download", "Copy a store's pictures into a folder, verified and resumable", usesIndex: false)
    {
        Arguments.Add(_source);
        Arguments.Add(_folder);
        foreach (var option in (Option[])[_parallel, _replace, .. _pipeline.ScopeOptions, .. _pipeline.StoreOptions])
        {
            Options.Add(option);
        }
    }

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        var source = await SourceLocation
            .OpenAsync(parsed.GetRequiredValue(_source), _pipeline.ReadSourceSettings(parsed), cancellationToken)
            .ConfigureAwait(false);
        using var disposeSource = source as IDisposable;
        var options = new DownloadOptions
        {
            Scope = await _pipeline.ReadScopeAsync(parsed, [source], index: null, cancellationToken).ConfigureAwait(false),
            Parallel = parsed.GetValue(_parallel),
            Replace = parsed.GetValue(_replace),
        };
        var done = 0L;
        using var journal = new RunJournal(output, status: () => $"{Interlocked.Read(ref done):N0} pictures done");
        var report = await new ImageDownloader(source, parsed.GetRequiredValue(_folder))
            .DownloadAsync(options, new Told<long>(n => Interlocked.Exchange(ref done, n)), cancellationToken)
            .ConfigureAwait(false);
        foreach (var failure in report.Failures)
        {
            output.Object(
                "failure",
                w =>
                {
                    w.WriteString("source", failure.Image.Source);
                    w.WriteString("key", failure.Image.Key);
                    w.WriteNull("tagger");
                    w.WriteString("code", failure.Reason.Code);
                    w.WriteString("message", SettingWords.In(failure.Reason.Message));
                }
            );
            output.Note($"Failed: {failure.Image.Key}: {failure.Reason.Message}");
        }

        foreach (var gap in report.Gaps)
        {
            output.Object(
                "gap",
                w =>
                {
                    w.WriteString("prefix", gap.Prefix);
                    w.WriteString("reason", gap.Reason);
                }
            );
            output.Note($"Could not list '{gap.Prefix}': {gap.Reason}");
        }

        if (report is { Downloaded: 0, Present: 0, Failures.Count: 0, Gaps.Count: 0 })
        {
            output.Note("No picture was listed. Are the source's name, --prefix, --suffix and --exclude right?");
        }

        output.Object(
            "download",
            w =>
            {
                w.WriteNumber("downloaded", report.Downloaded);
                w.WriteNumber("present", report.Present);
                w.WriteNumber("failed", report.Failures.Count);
                w.WriteNumber("bytes", report.Bytes);
            }
        );
        output.Line(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{report.Downloaded:N0} downloaded ({report.Bytes / 1e6:0.0} MB), {report.Present:N0} were there, {report.Failures.Count:N0} failed"
            )
        );
        return report.Failures.Count > 0 || report.Gaps.Count > 0 ? ExitCode.DoneWithFailures : ExitCode.Done;
    }
}
