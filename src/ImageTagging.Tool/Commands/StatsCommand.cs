using System.CommandLine;
using System.Globalization;
using ImageTagging.Tool.Charts;
using ImageTagging.Tool.Output;
using ImageTagging.Tool.Setup;

namespace ImageTagging.Tool.Commands;

/// <summary><c>imagetag stats</c>: what the index holds, as bars in the terminal or as a picture.</summary>
internal sealed class StatsCommand : ToolCommand
{
    // More lines than this cannot be told apart.
    private const int Lines = 6;

    private static readonly Dictionary<string, FacetField> s_fields = new(StringComparer.Ordinal)
    {
        ["categories"] = FacetField.Category,
        ["years"] = FacetField.TakenYear,
        ["months"] = FacetField.TakenMonth,
        ["cameras"] = FacetField.Camera,
        ["lenses"] = FacetField.Lens,
        ["people"] = FacetField.Person,
        ["folders"] = FacetField.Folder,
        ["ratings"] = FacetField.Rating,
        ["places"] = FacetField.Place,
    };

    private readonly Argument<string[]> _query = new("QUERY")
    {
        Description = "Count only pictures that it finds",
        Arity = ArgumentArity.ZeroOrMore,
    };
    private readonly Option<int?> _top = new("--top") { Description = "How many tags (1-1000, default 20; together: 2-100)" };
    private readonly Option<int?> _band = new Option<int?>("--at-least")
    {
        Description = "Count tags of this confidence only: 30, 50, 60, 70, 80, 90, 95 or 99",
    }.Offering(Confidence.Bands.Select(b => b.ToString(CultureInfo.InvariantCulture)));
    private readonly Option<string> _chart = new("--chart")
    {
        Description = "What is counted: tags, tags together on a picture, confidences, or pictures a month",
        DefaultValueFactory = _ => "distribution",
    };
    private readonly Option<string> _of = new("--of")
    {
        Description =
            "What the values are of: tags, categories, years, months, cameras, lenses, people, folders, ratings or places",
        DefaultValueFactory = _ => "tags",
    };
    private readonly Option<string?> _plot = new("--plot")
    {
        Description = "Draw the chart into a file",
        HelpName = "FILE.png|.svg",
    };

    private readonly Option<string?> _language = SearchOutput.Language();

    public StatsCommand()
        : base("stats", "Count tags")
    {
        Arguments.Add(_query);
        _chart.AcceptOnlyFromAmong("distribution", "together", "confidence", "time");
        _of.AcceptOnlyFromAmong(["tags", .. s_fields.Keys]);
        foreach (var option in (Option[])[_chart, _of, _top, _band, _plot, _language])
        {
            Options.Add(option);
        }
    }

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        var (kind, file) = (parsed.GetRequiredValue(_chart), parsed.GetValue(_plot));
        var (top, band) = (parsed.GetValue(_top), parsed.GetValue(_band));
        var of = parsed.GetRequiredValue(_of);
        Check(kind, of, top, band);
        if (file is not null)
        {
            Chart.Kind(file);
        }

        var text = string.Join(' ', parsed.GetValue(_query) ?? []);
        var query = text.Length == 0 ? null : TagQueryParser.Parse(text);
        await using var index = await IndexLocation
            .OpenAsync(parsed.GetValue(CommonOptions.Index), IndexUse.Read, cancellationToken)
            .ConfigureAwait(false);
        var figures = new IndexFigures(index.Index, query, band);
        var words = new StatsWords(output, parsed.GetValue(_language));
        var chart = kind switch
        {
            "together" => words.Tell(
                await figures
                    .TogetherAsync(await figures.TagsAsync(top ?? 20, cancellationToken).ConfigureAwait(false), cancellationToken)
                    .ConfigureAwait(false)
            ),
            "confidence" => words.Tell(await figures.ConfidencesAsync(cancellationToken).ConfigureAwait(false)),
            "time" => words.Tell(
                await figures
                    .OverTimeAsync(
                        [
                            .. (await figures.TagsAsync(top ?? Lines, cancellationToken).ConfigureAwait(false)).Select(t =>
                                t.Value
                            ),
                        ],
                        cancellationToken
                    )
                    .ConfigureAwait(false)
            ),
            _ when s_fields.TryGetValue(of, out var field) => words.Tell(
                await figures.ValuesAsync(field, top ?? 20, cancellationToken).ConfigureAwait(false),
                of
            ),
            _ => words.Tell(await figures.TagsAsync(top ?? 20, cancellationToken).ConfigureAwait(false)),
        };
        if (file is not null)
        {
            await chart.SaveAsync(file, cancellationToken).ConfigureAwait(false);
            output.Note(string.Create(CultureInfo.InvariantCulture, $"Chart: {Path.GetFullPath(file)}"));
        }

        return ExitCode.Done;
    }

    private static void Check(string kind, string of, int? top, int? band)
    {
        var fault =
            band is { } given && !Confidence.Bands.Contains(given) ? "--at-least is one of 30, 50, 60, 70, 80, 90, 95 and 99."
            : kind is "confidence" && (top is not null || band is not null)
                ? "The confidence chart counts every tag; --top and --at-least do not go with it."
            : of != "tags" && (kind != "distribution" || band is not null)
                ? "--of goes with the distribution chart, and without --at-least."
            : kind is "together" && top is < 2 or > 100 ? "With --chart together, --top is 2 to 100."
            : kind is "time" && top is < 1 or > Lines ? $"With --chart time, --top is 1 to {Lines}."
            : top is < 1 or > 1000 ? "--top is 1 to 1000."
            : null;
        if (fault is not null)
        {
            throw new ImageTaggingException(fault) { Code = "Usage" };
        }
    }
}
