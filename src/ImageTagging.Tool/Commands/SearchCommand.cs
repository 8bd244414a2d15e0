using System.CommandLine;
using ImageTagging.Tool.Output;
using ImageTagging.Tool.Setup;

namespace ImageTagging.Tool.Commands;

/// <summary><c>imagetag search QUERY</c>: the pictures that a query finds, as a table.</summary>
internal sealed class SearchCommand : ToolCommand
{
    private readonly Argument<string[]> _query = new("QUERY")
    {
        Description = "Such as: cat dog, cat OR dog, -indoor, cat>=90, taken:2019-07, camera:canon, rating>=4, key:2024/*",
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly Option<int> _limit = OptionRules.Limit("hits", 20);
    private readonly Option<string?> _sort = new("--sort")
    {
        Description = "score, taken, taken-oldest, newest, oldest, name, largest or smallest (default: score)",
        HelpName = "ORDER",
    };
    private static readonly Dictionary<string, SearchSort> s_sorts = new(StringComparer.OrdinalIgnoreCase)
    {
        ["score"] = SearchSort.Score,
        ["taken"] = SearchSort.TakenNewest,
        ["taken-oldest"] = SearchSort.TakenOldest,
        ["newest"] = SearchSort.Newest,
        ["oldest"] = SearchSort.Oldest,
        ["name"] = SearchSort.Name,
        ["largest"] = SearchSort.Largest,
        ["smallest"] = SearchSort.Smallest,
    };

    private readonly Option<bool> _exactWords = SearchOutput.ExactWords();
    private readonly Option<string?> _language = SearchOutput.Language();

    public SearchCommand()
        : base("search", "Find pictures by what is in them")
    {
        Arguments.Add(_query);
        Options.Add(_limit);
        _sort.AcceptOnlyFromAmong([.. s_sorts.Keys]);
        Options.Add(_sort);
        Options.Add(_exactWords);
        Options.Add(_language);
    }

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        var query = TagQueryParser.Parse(string.Join(' ', parsed.GetValue(_query) ?? []));
        await using var index = await IndexLocation
            .OpenAsync(parsed.GetValue(CommonOptions.Index), IndexUse.Read, cancellationToken)
            .ConfigureAwait(false);
        await SearchOutput
            .WriteAsync(
                output,
                index.Index,
                new() { Query = query, Sort = s_sorts[parsed.GetValue(_sort) ?? "score"] },
                parsed.GetValue(_exactWords) ? ForgivingOptions.None : ForgivingOptions.All,
                parsed.GetValue(_limit),
                parsed.GetValue(_language),
                cancellationToken
            )
            .ConfigureAwait(false);
        return ExitCode.Done;
    }
}
