using System.CommandLine;
using System.Globalization;
using ImageTagging.Tool.Output;
using ImageTagging.Tool.Setup;
using ImageTagging.Tool.Workers;

namespace ImageTagging.Tool.Commands;

/// <summary><c>imagetag list SOURCE</c>: lists pictures as a run would, or cuts the keys into even ranges for workers.</summary>
internal sealed class ListCommand : ToolCommand
{
    private const int BucketLanes = 16;
    private readonly PipelineOptionsSet _pipeline = new();
    private readonly Argument<string> _source = new("SOURCE") { Description = "A folder or s3://bucket/prefix" };
    private readonly Option<string?> _from = new("--from")
    {
        Description = "The first key (a key itself, or what it starts with)",
    };
    private readonly Option<string?> _before = new("--before") { Description = "The first key that is not listed any more" };
    private readonly Option<int?> _split = new("--split")
    {
        Description = "Print N ranges with about as many pictures each instead (1-100000)",
        HelpName = "N",
    };

    public ListCommand()
        : base("list", "List pictures as a run would, or cut their keys into even ranges", usesIndex: false)
    {
        Arguments.Add(_source);
        foreach (
            var option in (Option[])
                [
                    _from,
                    _before,
                    _split,
                    _pipeline.Prefix,
                    _pipeline.Suffixes,
                    _pipeline.Exclude,
                    _pipeline.IncludeHidden,
                    _pipeline.Videos,
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
        var source = await SourceLocation
            .OpenAsync(parsed.GetRequiredValue(_source), _pipeline.ReadSourceSettings(parsed), cancellationToken)
            .ConfigureAwait(false);
        using var closing = source as IDisposable;
        var scope = await _pipeline.ReadScopeAsync(parsed, [source], index: null, cancellationToken).ConfigureAwait(false);
        var within = source
            .Scope.Intersect(scope)
            .Intersect(new() { Range = new(parsed.GetValue(_from) ?? "", parsed.GetValue(_before)) });
        using var lines = new JsonLines(output.Standard);
        try
        {
            return parsed.GetValue(_split) is { } parts
                ? await SplitAsync(source, within, parts, output, lines, cancellationToken).ConfigureAwait(false)
                : await ListAsync(source, within, output, lines, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lines.Flush();
        }
    }

    private static async Task<int> ListAsync(
        IImageSource source,
        ImageScope within,
        ToolOutput output,
        JsonLines lines,
        CancellationToken cancellationToken
    )
    {
        var (gaps, listed) = (0, 0L);
        await foreach (var entry in source.ListAsync(within.Range, cancellationToken).ConfigureAwait(false))
        {
            switch (entry)
            {
                case ImageListing listing when within.Contains(listing.Key):
                    listed++;
                    if (output.IsJson)
                    {
                        lines.Write("listing", (source.Name, listing), static (w, l) => ListingJson.Write(w, l.Name, l.listing));
                    }
                    else
                    {
                        output.Line(listing.Key);
                    }

                    break;
                case ListingGap gap:
                    gaps++;
                    Tell(gap, output, lines);
                    break;
            }
        }

        if (listed == 0)
        {
            output.Note("No picture was listed. Are the source's name, --prefix, --suffix and --exclude right?");
        }

        return gaps > 0 ? ExitCode.DoneWithFailures : ExitCode.Done;
    }

    private static async Task<int> SplitAsync(
        IImageSource source,
        ImageScope within,
        int parts,
        ToolOutput output,
        JsonLines lines,
        CancellationToken cancellationToken
    )
    {
        if (parts is < 1 or > 100_000)
        {
            throw new ImageTaggingException("--split is 1 to 100000.") { Code = "Usage" };
        }

        // A folder's walk cannot be begun in its middle for free.
        var splitter = new KeySplitter(source, within, source is FolderImageSource ? 1 : BucketLanes);
        foreach (var partition in await splitter.SplitAsync(parts, cancellationToken).ConfigureAwait(false))
        {
            if (output.IsJson)
            {
                lines.Write("range", partition, static (w, p) => OutcomeJson.Write(w, p.Range, p.Count));
            }

            output.Line(string.Create(CultureInfo.InvariantCulture, $"{partition.Count, 12:N0}  {partition.Range}"));
        }

        foreach (var gap in splitter.Gaps.OrderBy(g => g.Prefix, KeyOrder.Instance))
        {
            Tell(gap, output, lines);
        }

        return splitter.Gaps.Count > 0 ? ExitCode.DoneWithFailures : ExitCode.Done;
    }

    private static void Tell(ListingGap gap, ToolOutput output, JsonLines lines)
    {
        if (output.IsJson)
        {
            lines.Write("gap", gap, static (w, g) => OutcomeJson.Write(w, g));
        }

        output.Note($"Could not list '{gap.Prefix}': {gap.Reason}");
    }
}
