using System.CommandLine;
using System.Globalization;
using ImageTagging.Semantics;
using ImageTagging.Tool.Output;
using ImageTagging.Tool.Setup;

namespace ImageTagging.Tool.Commands;

/// <summary><c>imagetag search QUERY</c>: the pictures that a query finds, as a table.</summary>
internal sealed class SearchCommand : ToolCommand
{
    private readonly Argument<string[]> _query = new("QUERY")
    {
        Description = "Such as: cat dog, cat OR dog, -indoor, cat>=90, key:2024/*",
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly Option<int> _limit = OptionRules.Limit("hits", 20);
    private readonly Option<SearchSort?> _sort = new("--sort")
    {
        Description = "score, newest, oldest, name, largest or smallest (default: score)",
        HelpName = "ORDER",
    };
    private readonly Option<bool> _exactWords = new("--exact-words")
    {
        Description = "No aliases, parents, meanings or corrections of typing errors",
    };

    public SearchCommand()
        : base("search", "Find pictures by what is in them")
    {
        Arguments.Add(_query);
        Options.Add(_limit);
        Options.Add(_sort);
        Options.Add(_exactWords);
    }

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        var query = TagQueryParser.Parse(string.Join(' ', parsed.GetValue(_query) ?? []));
        await using var index = await IndexLocation
            .OpenAsync(parsed.GetValue(CommonOptions.Index), IndexUse.Read, cancellationToken)
            .ConfigureAwait(false);
        using var meaning = new SentenceModel();
        var search = new ImageSearch(index.Index, options: new() { Meaning = meaning });
        var options = parsed.GetValue(_exactWords) ? ForgivingOptions.None : ForgivingOptions.All;
        var left = parsed.GetValue(_limit) is 0 ? long.MaxValue : parsed.GetValue(_limit);
        var request = new SearchRequest { Query = query, Sort = parsed.GetValue(_sort) ?? SearchSort.Score };
        var first = true;
        do
        {
            var answer = await search
                .SearchAsync(
                    request with
                    {
                        Size = (int)Math.Min(left, first && left < SearchRequest.MaxSize ? left : SearchRequest.MaxSize),
                    },
                    options,
                    cancellationToken
                )
                .ConfigureAwait(false);
            if (first)
            {
                Introduce(output, answer);
            }

            Write(output, answer.Results.Hits);
            left -= answer.Results.Hits.Count;
            request = request with { Cursor = answer.Results.NextCursor };
            first = false;
        } while (left > 0 && request.Cursor is not null);
        return ExitCode.Done;
    }

    private static void Introduce(ToolOutput output, SearchAnswer answer)
    {
        foreach (var expansion in answer.Expansions)
        {
            output.Note(expansion.Sentence);
        }

        var byMeaning = answer.Expansions.Any(e => e.Kind == ExpansionKind.Meaning) ? ", the nearest in meaning first" : "";
        output.Note(string.Create(CultureInfo.InvariantCulture, $"{answer.Results.Total:N0} found{byMeaning}"));
        if (answer.DidYouMean.Count > 0)
        {
            output.Note("Did you mean: " + string.Join(", ", answer.DidYouMean.Select(s => s.Text)));
        }
    }

    private static void Write(ToolOutput output, IReadOnlyList<SearchHit> hits)
    {
        foreach (var hit in hits)
        {
            output.Object(
                "hit",
                w =>
                {
                    w.WriteString("source", hit.Record.Source);
                    w.WriteString("key", hit.Record.Key);
                    w.WriteString("location", hit.Record.Location);
                    w.WriteNumber("score", hit.Score);
                    TagWords.Write(w, "tags", hit.Record.Tags);
                }
            );
        }

        if (hits.Count > 0)
        {
            output.Table(
                ["Score", "Picture", "Tags"],
                hits.Select(h =>
                    (string[])[h.Score.ToString("0.##", CultureInfo.InvariantCulture), h.Record.Key, TagWords.Of(h.Record.Tags)]
                )
            );
        }
    }
}
