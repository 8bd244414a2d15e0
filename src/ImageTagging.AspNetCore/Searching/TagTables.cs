using ImageTagging.AspNetCore.Guarding;
using ImageTagging.AspNetCore.Hosting;

namespace ImageTagging.AspNetCore.Searching;

/// <summary>Which tags there are, how often, and which stand together.</summary>
internal sealed class TagTables(WebParts parts)
{
    private const int AtOnce = 4;
    private const int MostChosen = 50;

    public async ValueTask<TagsAnswer> CountAsync(
        string? text,
        IReadOnlyList<string> chosen,
        string? prefix,
        int size,
        CancellationToken cancellationToken
    )
    {
        Want(size is >= 1 and <= 1_000, "1 to 1,000 tags are counted at once.");
        var query = await QueryOfAsync(text, chosen, cancellationToken).ConfigureAwait(false);
        var images = await TotalAsync(query, cancellationToken).ConfigureAwait(false);
        var start = TagName.Normalize(prefix ?? "");
        if (start.Length == 0)
        {
            var counts = await parts
                .Index.CountTagsAsync(new() { Query = query, Size = size }, cancellationToken)
                .ConfigureAwait(false);
            return new([.. counts.Select(c => new TagCountView(c.Value, c.Count))], images);
        }

        // Names behind the prefix, and the name that is the prefix itself.
        List<TagCountView> tags = [];
        var whole = await TotalAsync(query & new HasTagQuery(start), cancellationToken).ConfigureAwait(false);
        if (whole > 0)
        {
            tags.Add(new(start, whole));
        }

        var behind = await parts
            .Index.CountTagsAsync(
                new()
                {
                    Query = query,
                    Size = size,
                    ByName = true,
                    After = start,
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        tags.AddRange(
            behind
                .TakeWhile(c => c.Value.StartsWith(start, StringComparison.Ordinal))
                .Select(c => new TagCountView(c.Value, c.Count))
        );
        return new([.. tags.Take(size)], images);
    }

    public async ValueTask<TogetherAnswer> TogetherAsync(
        string? text,
        IReadOnlyList<string> chosen,
        int size,
        CancellationToken cancellationToken
    )
    {
        Want(size is >= 1 and <= 40, "1 to 40 tags are compared at once.");
        await parts.HeavyReads.EnterAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await CompareAsync(text, chosen, size, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            parts.HeavyReads.Leave();
        }
    }

    private async ValueTask<TogetherAnswer> CompareAsync(
        string? text,
        IReadOnlyList<string> chosen,
        int size,
        CancellationToken cancellationToken
    )
    {
        var query = await QueryOfAsync(text, chosen, cancellationToken).ConfigureAwait(false);
        var images = await TotalAsync(query, cancellationToken).ConfigureAwait(false);
        var tags = await parts
            .Index.CountTagsAsync(new() { Query = query, Size = size }, cancellationToken)
            .ConfigureAwait(false);
        var counts = new long[tags.Count][];
        for (var i = 0; i < counts.Length; i++)
        {
            counts[i] = new long[tags.Count];
            counts[i][i] = tags[i].Count;
        }

        var pairs = Enumerable.Range(0, tags.Count).SelectMany(i => Enumerable.Range(0, i).Select(j => (I: i, J: j)));
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel
            .ForEachAsync(
                pairs,
                options,
                async (pair, stop) =>
                {
                    var both = TagQueries.All(query, new HasTagQuery(tags[pair.I].Value), new HasTagQuery(tags[pair.J].Value));
                    var found = await TotalAsync(both, stop).ConfigureAwait(false);
                    (counts[pair.I][pair.J], counts[pair.J][pair.I]) = (found, found);
                }
            )
            .ConfigureAwait(false);
        return new([.. tags.Select(t => t.Value)], counts, images);
    }

    private async ValueTask<long> TotalAsync(TagQuery query, CancellationToken cancellationToken)
    {
        var found = await parts.Index.SearchAsync(new() { Query = query, Size = 0 }, cancellationToken).ConfigureAwait(false);
        return found.Total;
    }

    // What the search itself would find, names and typing errors forgiven; chosen tags as the filter takes them.
    private async ValueTask<TagQuery> QueryOfAsync(
        string? text,
        IReadOnlyList<string> chosen,
        CancellationToken cancellationToken
    )
    {
        Want(chosen.Count <= MostChosen, $"At most {MostChosen} values can be chosen.");
        var asked = TagQueryParser.Parse(text ?? "");
        var any = TagQueries.Any(chosen.Select(t => new HasTagQuery(TagName.Normalize(t))));
        if (asked is EverythingQuery)
        {
            return chosen.Count > 0 ? any : asked;
        }

        var answer = await parts
            .SearchAsync(new() { Query = asked, Size = 0 }, ForgivingOptions.All, cancellationToken)
            .ConfigureAwait(false);
        return chosen.Count > 0 ? answer.Query & any : answer.Query;
    }

    private static void Want(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw WebProblemException.BadRequest("SearchRefused", otherwise);
        }
    }
}
