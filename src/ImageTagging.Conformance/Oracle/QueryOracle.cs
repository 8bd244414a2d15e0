using System.Text;
using ImageTagging.Indexing;

namespace ImageTagging.Conformance;

/// <summary>The meaning of a query, written down as plainly as can be and apart from every engine.</summary>
public static class QueryOracle
{
    /// <summary>Tells if a record is among those that a query finds: it matches, and is not gone unless the query mentions gone ones.</summary>
    public static bool Finds(TagQuery query, ImageRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return (record.GoneAt is null || MentionsGone(query)) && Matches(query, record);
    }

    /// <summary>Tells if the query mentions gone images anywhere.</summary>
    public static bool MentionsGone(TagQuery query) =>
        query switch
        {
            GoneQuery or StatusQuery { Status: ImageStatus.Gone } => true,
            AndQuery and => and.Parts.Any(MentionsGone),
            OrQuery or => or.Parts.Any(MentionsGone),
            NotQuery not => MentionsGone(not.Inner),
            _ => false,
        };

    /// <summary>Tells if a record matches, gone or not.</summary>
    public static bool Matches(TagQuery query, ImageRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return query switch
        {
            EverythingQuery => true,
            AndQuery and => and.Parts.All(p => Matches(p, record)),
            OrQuery or => or.Parts.Any(p => Matches(p, record)),
            NotQuery not => !Matches(not.Inner, record),
            HasTagQuery has => record.Tags.Any(t =>
                t.Name == has.Name && t.Confidence >= has.Min && (has.Max is null || t.Confidence <= has.Max)
            ),
            AnyOfQuery any => any.Alternatives.Any(a => Matches(a.Tag, record)),
            KeyQuery key => NameForms.Of(key.Pattern).Any(p => KeyMatches(p, record.Key)),
            SourceQuery source => NameForms.Of(source.Source).Contains(record.Source),
            CategoryQuery category => record.Categories.Contains(category.Category, StringComparer.Ordinal),
            StatusQuery status => StatusOf(record) == status.Status,
            ModifiedQuery modified => (modified.From is null || record.ModifiedAt >= modified.From)
                && (modified.Before is null || record.ModifiedAt < modified.Before),
            UntaggedQuery => record.Tags.Count == 0,
            FailedQuery => record.Taggers.Any(t => t.Failure is not null),
            GoneQuery => record.GoneAt is not null,
            HasEditsQuery => record.Edits.Count > 0,
            TakenQuery or TakenInMonthQuery or HasFactQuery or FactQuery or FactRangeQuery or NearQuery or FacetValueQuery =>
                FactOracle.Matches(query, record),
            _ => throw new ArgumentException($"The oracle does not know {query}.", nameof(query)),
        };
    }

    /// <summary>
    /// A record's score: for each distinct thing that is asked for, 1 and up to 8 more by its tag's confidence; of alternatives
    /// the most that one gives by its weight. The first sixty tags and alternatives count.
    /// </summary>
    public static double Score(TagQuery query, ImageRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var asked = new List<List<(string Tag, int Weight)>>();
        Collect(query, isPositive: true, asked);
        // In 16ths of 1,250ths, in which all weights and confidences are whole.
        long score = 0;
        var left = 60;
        for (var i = 0; i < asked.Count; i++)
        {
            if (!asked.Take(i).Any(a => a.SequenceEqual(asked[i])))
            {
                var counting = asked[i].Take(left).ToList();
                left -= counting.Count;
                score += counting.Select(a => a.Weight * Worth(record, a.Tag)).DefaultIfEmpty().Max();
            }
        }

        return score / (16d * 1_250);
    }

    /// <summary>A record's status, from what it holds.</summary>
    public static ImageStatus StatusOf(ImageRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (record.GoneAt is not null)
        {
            return ImageStatus.Gone;
        }

        if (record.Taggers.Count == 0)
        {
            return ImageStatus.Pending;
        }

        var failed = record.Taggers.Where(t => t.Failure is not null).ToList();
        return failed.Count == 0 ? ImageStatus.Tagged
            : failed.Exists(t => t.Fingerprint is null) ? ImageStatus.Failed
            : ImageStatus.Stale;
    }

    /// <summary>Tells if a key matches a pattern of <c>*</c>, <c>?</c> and <c>\</c>.</summary>
    public static bool KeyMatches(string pattern, string key)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentNullException.ThrowIfNull(key);
        var steps = new List<(Rune Rune, bool IsLiteral)>();
        var escaped = false;
        foreach (var rune in pattern.EnumerateRunes())
        {
            if (!escaped && rune.Value == '\\')
            {
                escaped = true;
                continue;
            }

            steps.Add((rune, escaped || rune.Value is not ('*' or '?')));
            escaped = false;
        }

        // open[i]: the steps before i can have eaten the key so far.
        var open = new bool[steps.Count + 1];
        open[0] = true;
        Skip(open);
        foreach (var rune in key.EnumerateRunes())
        {
            var next = new bool[open.Length];
            for (var i = 0; i < steps.Count; i++)
            {
                if (open[i])
                {
                    var (wanted, isLiteral) = steps[i];
                    if (isLiteral ? wanted == rune : wanted.Value == '?')
                    {
                        next[i + 1] = true;
                    }
                    else if (!isLiteral)
                    {
                        next[i] = true;
                    }
                }
            }

            Skip(next);
            open = next;
        }

        return open[^1];

        void Skip(bool[] at)
        {
            for (var i = 0; i < steps.Count; i++)
            {
                at[i + 1] |= at[i] && !steps[i].IsLiteral && steps[i].Rune.Value == '*';
            }
        }
    }

    // 8 more for 100 percent are 1 more for each 12.5.
    private static long Worth(ImageRecord record, string tag) =>
        record.Tags.Where(t => t.Name == tag).Sum(t => 1_250L + t.Confidence.Hundredths);

    private static void Collect(TagQuery query, bool isPositive, List<List<(string Tag, int Weight)>> asked)
    {
        switch (query)
        {
            case HasTagQuery has when isPositive:
                asked.Add([(has.Name, 16)]);
                break;
            case AnyOfQuery any when isPositive:
                // The heaviest first, and of one tag its heaviest weight.
                asked.Add([
                    .. any
                        .Alternatives.Select(a => (Tag: a.Tag.Name, Weight: a.Sixteenths))
                        .OrderByDescending(a => a.Weight)
                        .ThenBy(a => a.Tag, StringComparer.Ordinal)
                        .DistinctBy(a => a.Tag),
                ]);
                break;
            case NotQuery not:
                Collect(not.Inner, !isPositive, asked);
                break;
            case AndQuery and:
                foreach (var part in and.Parts)
                {
                    Collect(part, isPositive, asked);
                }

                break;
            case OrQuery or:
                foreach (var part in or.Parts)
                {
                    Collect(part, isPositive, asked);
                }

                break;
        }
    }
}
