namespace ImageTagging.Indexing;

/// <summary>
/// One term of a score: a tag that is asked for, or the alternatives of an <see cref="AnyOfQuery"/>, of which the best counts.
/// Thresholds do not matter here.
/// </summary>
/// <param name="Alternatives">Distinct tags with their weights in sixteenths, the heaviest first, then by name.</param>
public sealed record ScoredTags(IReadOnlyList<(string Name, int Sixteenths)> Alternatives)
{
    /// <summary>The most alternatives of a query that count, so that search servers, which limit clauses, can rank every query.</summary>
    public const int Most = 60;

    /// <summary>The part that counts beside the confidence, as if it were more hundredths of it: a full confidence counts nine times what none does.</summary>
    public const int Presence = 1_250;

    /// <summary>The points of one tag, in the whole numbers that are summed: its weight by what its confidence counts.</summary>
    /// <param name="hundredths">The confidence, in hundredths of a percent.</param>
    /// <param name="sixteenths">The weight, in sixteenths.</param>
    /// <returns>The points.</returns>
    public static int Points(int hundredths, int sixteenths) => sixteenths * (Presence + hundredths);

    /// <summary>The score of summed points: 1 for a whole weight without confidence, 9 with the full one.</summary>
    /// <param name="points">The sum.</param>
    /// <returns>The score.</returns>
    public static double Score(long points) => points / (double)(WeightedTag.Whole * Presence);

    /// <summary>The terms of a query's score: what is asked for under an even number of negations, each once.</summary>
    /// <param name="query">The query, checked.</param>
    /// <returns>The terms in the order of the query, with at most <see cref="Most"/> alternatives in all.</returns>
    public static IReadOnlyList<ScoredTags> Of(TagQuery query)
    {
        var found = new List<ScoredTags>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var left = Most;
        Collect(query, isPositive: true, found, seen, ref left);
        return found;
    }

    /// <summary>The points of a record.</summary>
    /// <param name="scored">The terms of the query.</param>
    /// <param name="record">The record.</param>
    /// <returns>The sum.</returns>
    public static long Points(IReadOnlyList<ScoredTags> scored, ImageRecord record)
    {
        long points = 0;
        foreach (var one in scored)
        {
            points += one.Best(record);
        }

        return points;
    }

    private int Best(ImageRecord record)
    {
        var best = 0;
        foreach (var (name, sixteenths) in Alternatives)
        {
            if (QuerySemantics.ConfidenceOf(record, name) is { } confidence)
            {
                best = Math.Max(best, Points(confidence.Hundredths, sixteenths));
            }
        }

        return best;
    }

    private static void Collect(TagQuery query, bool isPositive, List<ScoredTags> found, HashSet<string> seen, ref int left)
    {
        if (left == 0)
        {
            return;
        }

        switch (query)
        {
            case HasTagQuery tag when isPositive:
                Add([(tag.Name, WeightedTag.Whole)], found, seen, ref left);
                return;
            case AnyOfQuery any when isPositive:
                Add(
                    [
                        .. any
                            .Alternatives.GroupBy(a => a.Tag.Name, a => a.Sixteenths, StringComparer.Ordinal)
                            .Select(g => (Name: g.Key, Sixteenths: g.Max()))
                            .OrderByDescending(a => a.Sixteenths)
                            .ThenBy(a => a.Name, StringComparer.Ordinal),
                    ],
                    found,
                    seen,
                    ref left
                );
                return;
            case AnyOfQuery:
                return;
        }

        foreach (var part in QuerySemantics.Parts(query))
        {
            Collect(part, query is NotQuery ? !isPositive : isPositive, found, seen, ref left);
        }
    }

    private static void Add(
        IReadOnlyList<(string Name, int Sixteenths)> alternatives,
        List<ScoredTags> found,
        HashSet<string> seen,
        ref int left
    )
    {
        if (alternatives.Count == 0 || !seen.Add(string.Join(RecordTerms.Separator, alternatives)))
        {
            return;
        }

        alternatives = [.. alternatives.Take(left)];
        left -= alternatives.Count;
        found.Add(new(alternatives));
    }
}
