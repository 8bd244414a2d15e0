using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ImageTagging.Tool.Output;
using ImageTagging.Tool.Setup;

namespace ImageTagging.Tool.Commands;

/// <summary><c>imagetag verify [SOURCE…]</c>: compares the index with its sources and with itself.</summary>
internal sealed class VerifyCommand : ToolCommand
{
    private readonly PipelineOptionsSet _pipeline = new();
    private readonly Argument<string[]> _sources = new("SOURCE")
    {
        Description = "Sources to compare with (default: the index with itself only)",
        Arity = ArgumentArity.ZeroOrMore,
    };
    private readonly Option<bool> _repair = new("--repair") { Description = "Mend what is free to mend" };

    public VerifyCommand()
        : base("verify", "Compare the index with its sources and with itself")
    {
        Arguments.Add(_sources);
        foreach (
            var option in (Option[])
                [
                    _repair,
                    _pipeline.Prefix,
                    _pipeline.Suffixes,
                    _pipeline.Exclude,
                    _pipeline.IncludeHidden,
                    _pipeline.Videos,
                    _pipeline.Vocabulary,
                    _pipeline.Region,
                    _pipeline.S3Endpoint,
                    _pipeline.RequesterPays,
                ]
        )
        {
            Options.Add(option);
        }
    }

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        await using var index = await IndexLocation
            .OpenAsync(
                parsed.GetValue(CommonOptions.Index),
                parsed.GetValue(_repair) ? IndexUse.Change : IndexUse.Read,
                cancellationToken
            )
            .ConfigureAwait(false);
        List<IImageSource> sources = [];
        foreach (var given in parsed.GetValue(_sources) ?? [])
        {
            sources.Add(
                await SourceLocation
                    .OpenAsync(given, _pipeline.ReadSourceSettings(parsed), cancellationToken)
                    .ConfigureAwait(false)
            );
        }

        var vocabulary = parsed.GetValue(_pipeline.Vocabulary) is { } file ? Vocabulary.Load(file) : null;
        long differences = 0,
            repaired = 0;
        using var progress = await RecordProgress
            .BeginAsync(
                output,
                index.Index,
                RecordProgress.Everything,
                new(PerSecond: 40_000, index.Index is ISelfCheckingIndex ? 2 : 1),
                cancellationToken,
                () => $"{Interlocked.Read(ref differences):N0} differences so far"
            )
            .ConfigureAwait(false);
        var options = new VerifyOptions
        {
            Progress = progress,
            Sources = sources,
            Scope = await _pipeline.ReadScopeAsync(parsed, sources, index.Index, cancellationToken).ConfigureAwait(false),
            Repair = parsed.GetValue(_repair),
        };
        try
        {
            await foreach (
                var difference in new IndexVerifier(index.Index, vocabulary)
                    .VerifyAsync(options, cancellationToken)
                    .ConfigureAwait(false)
            )
            {
                differences++;
                repaired += difference.IsRepaired ? 1 : 0;
                output.Object(
                    "difference",
                    w =>
                    {
                        w.WriteString("kind", JsonNamingPolicy.CamelCase.ConvertName(difference.Kind.ToString()));
                        w.WriteString("source", difference.Image?.Source);
                        w.WriteString("key", difference.Image?.Key);
                        w.WriteString("message", difference.Message);
                        w.WriteBoolean("repaired", difference.IsRepaired);
                    }
                );
                output.Line(
                    $"{(difference.Image is { } image ? image + ": " : "")}{difference.Message}{(difference.IsRepaired ? " (mended)" : "")}"
                );
            }
        }
        finally
        {
            foreach (var source in sources)
            {
                (source as IDisposable)?.Dispose();
            }
        }

        output.Object(
            "total",
            w =>
            {
                w.WriteString("of", "differences");
                w.WriteNumber("count", differences);
                w.WriteBoolean("more", false);
                w.WriteNumber("repaired", repaired);
            }
        );
        output.Note(string.Create(CultureInfo.InvariantCulture, $"{differences:N0} differences, {repaired:N0} mended"));
        return differences > repaired ? ExitCode.DoneWithFailures : ExitCode.Done;
    }
}
