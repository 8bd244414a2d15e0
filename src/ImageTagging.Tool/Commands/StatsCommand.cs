using System.CommandLine;
using System.Globalization;
using ImageTagging.Tool.Charts;
using ImageTagging.Tool.Output;
using ImageTagging.Tool.Setup;

namespace ImageTagging.Tool.Commands;

/// <summary><c>imagetag stats</c>: how often each tag occurs, as a bar chart in the terminal or as a picture.</summary>
internal sealed class StatsCommand : ToolCommand
{
    private readonly Argument<string[]> _query = new("QUERY")
    {
        Description = "Count only pictures that it finds",
        Arity = ArgumentArity.ZeroOrMore,
    };
    private readonly Option<int> _top = new("--top") { Description = "How many tags (1-1000)", DefaultValueFactory = _ => 20 };
    private readonly Option<int?> _band = new("--at-least")
    {
        Description = "Count tags of this confidence only: 30, 50, 60, 70, 80, 90, 95 or 99",
    };
    private readonly Option<string?> _plot = new("--plot")
    {
        Description = "Draw the chart into a file",
        HelpName = "FILE.png|.svg",
    };

    public StatsCommand()
        : base("stats", "Count tags")
    {
        Arguments.Add(_query);
        foreach (var option in (Option[])[_top, _band, _plot])
        {
            Options.Add(option);
        }
    }

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        var top = parsed.GetValue(_top);
        if (top is < 1 or > 1000 || (parsed.GetValue(_band) is { } band && !Confidence.Bands.Contains(band)))
        {
            throw new ImageTaggingException("--top is 1 to 1000, --at-least one of 30, 50, 60, 70, 80, 90, 95 and 99.")
            {
                Code = "Usage",
            };
        }

        var text = string.Join(' ', parsed.GetValue(_query) ?? []);
        var query = text.Length == 0 ? null : TagQueryParser.Parse(text);
        await using var index = await IndexLocation
            .OpenAsync(parsed.GetValue(GlobalOptions.Index), mustExist: true, cancellationToken)
            .ConfigureAwait(false);
        var tags = await index
            .Index.CountTagsAsync(
                new TagCountRequest
                {
                    Query = query,
                    Size = top,
                    Band = parsed.GetValue(_band),
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        foreach (var tag in tags)
        {
            output.Object(
                "tag",
                w =>
                {
                    w.WriteString("tag", tag.Value);
                    w.WriteNumber("count", tag.Count);
                }
            );
        }

        if (tags.Count == 0)
        {
            output.Note("There are no tags.");
        }

        foreach (var line in TerminalBars.Lines(tags, output.IsOutputTerminal ? Console.WindowWidth : 80))
        {
            output.Line(line);
        }

        if (parsed.GetValue(_plot) is { } file)
        {
            TagDistributionPlot.Save(tags, file);
            output.Note(string.Create(CultureInfo.InvariantCulture, $"Chart of {tags.Count} tags: {Path.GetFullPath(file)}"));
        }

        return ExitCode.Done;
    }
}
