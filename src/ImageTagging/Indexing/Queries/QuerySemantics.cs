namespace ImageTagging.Indexing;

/// <summary>The one definition of what a query finds and how a hit scores; engines are held to it by the conformance suite.</summary>
public static class QuerySemantics
{
    /// <summary>The deepest tree that is taken: an AND in a NOT is two deep.</summary>
    public const int MaxDepth = 400;

    /// <summary>The most nodes of a tree that is taken.</summary>
    public const int MaxNodes = 4_096;

    /// <summary>Refuses a tree that is too deep or too large to be walked safely; to be called before anything else walks it.</summary>
    /// <param name="query">The query.</param>
    /// <exception cref="ImageTaggingException">It is (code <c>QueryTooLarge</c>), or asks for what there is not (code <c>SearchRefused</c>).</exception>
    public static void Check(TagQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        var toDo = new Stack<(TagQuery Query, int Depth)>();
        toDo.Push((query, 1));
        var nodes = 0;
        while (toDo.TryPop(out var next))
        {
            if (++nodes > MaxNodes || next.Depth > MaxDepth)
            {
                throw new ImageTaggingException(
                    $"The query is too large: at most {MaxNodes} parts and {MaxDepth} levels are taken."
                )
                {
                    Kind = FailureKind.Refused,
                    Code = ErrorCodes.QueryTooLarge,
                };
            }

            if (FactTerms.FaultOf(next.Query) is { } fault)
            {
                throw new ImageTaggingException(fault) { Kind = FailureKind.Refused, Code = ErrorCodes.SearchRefused };
            }

            foreach (var part in Parts(next.Query))
            {
                toDo.Push((part, next.Depth + 1));
            }
        }
    }

    /// <summary>Tells if a query finds a record: it is of the query's universe, and matches.</summary>
    /// <param name="query">The query, checked.</param>
    /// <param name="record">The record.</param>
    /// <returns>Whether it is a hit.</returns>
    public static bool Finds(TagQuery query, ImageRecord record) =>
        (record.GoneAt is null || MentionsGone(query)) && Matches(query, record);

    /// <summary>Tells if gone records belong to the query's universe: it asks for them by name. Any other query finds none of them.</summary>
    /// <param name="query">The query, checked.</param>
    /// <returns>Whether they do.</returns>
    public static bool MentionsGone(TagQuery query) =>
        query is GoneQuery or StatusQuery { Status: ImageStatus.Gone } || Parts(query).Any(MentionsGone);

    /// <summary>Tells if a record matches, the universe left aside.</summary>
    /// <param name="query">The query, checked.</param>
    /// <param name="record">The record.</param>
    /// <returns>Whether it matches.</returns>
    /// <exception cref="NotSupportedException">The query has a node that is not known here.</exception>
    public static bool Matches(TagQuery query, ImageRecord record) =>
        query switch
        {
            EverythingQuery => true,
            AndQuery and => and.Parts.All(p => Matches(p, record)),
            OrQuery or => or.Parts.Any(p => Matches(p, record)),
            NotQuery not => !Matches(not.Inner, record),
            HasTagQuery tag => ConfidenceOf(record, tag.Name) is { } c && c >= tag.Min && c <= (tag.Max ?? Confidence.Full),
            AnyOfQuery any => any.Alternatives.Any(a => Matches(a.Tag, record)),
            KeyQuery key => NameForms.Of(key.Pattern).Any(p => KeyGlob.Matches(p, record.Key)),
            SourceQuery source => NameForms.Of(source.Source).Contains(record.Source, StringComparer.Ordinal),
            CategoryQuery category => record.Categories.Contains(category.Category, StringComparer.Ordinal),
            StatusQuery status => record.Status == status.Status,
            ModifiedQuery modified => Milliseconds(modified) is var (from, before)
                && record.ModifiedAt.ToUnixTimeMilliseconds() is var at
                && at >= from
                && at < before,
            UntaggedQuery => record.Tags.Count == 0,
            FailedQuery => record.HasFailure,
            GoneQuery => record.GoneAt is not null,
            HasEditsQuery => record.Edits.Count > 0,
            TakenQuery or TakenInMonthQuery or HasFactQuery or FactQuery or FactRangeQuery or NearQuery or FacetValueQuery =>
                FactTerms.Matches(query, record),
            _ => throw Unknown(query),
        };

    /// <summary>Tells if a record honours every selection.</summary>
    /// <param name="selections">The selections.</param>
    /// <param name="record">The record.</param>
    /// <param name="except">The field whose selection is left out, as for the counts of its own facet; null for none.</param>
    /// <returns>Whether it does.</returns>
    public static bool Honours(IReadOnlyList<FacetSelection> selections, ImageRecord record, FacetField? except = null) =>
        selections.All(s => s.Field == except || RecordTerms.Has(record, s));

    /// <summary>The distinct tags that occur under an even number of negations, ordinal.</summary>
    /// <param name="query">The query, checked.</param>
    /// <returns>Their names, each once.</returns>
    public static IReadOnlyList<string> PositiveTags(TagQuery query)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        Collect(query, isPositive: true, names);
        return [.. names];
    }

    /// <summary>A range of times in the whole milliseconds that records hold.</summary>
    /// <param name="query">The query.</param>
    /// <returns>Milliseconds since 1970 in UTC: from (inclusive), before (exclusive).</returns>
    public static (long From, long Before) Milliseconds(ModifiedQuery query)
    {
        return (
            query.From is { } from ? Ceiling(from) : long.MinValue,
            query.Before is { } before ? Ceiling(before) : long.MaxValue
        );

        static long Ceiling(DateTimeOffset time) =>
            time.ToUnixTimeMilliseconds() + (time.UtcTicks % TimeSpan.TicksPerMillisecond == 0 ? 0 : 1);
    }

    /// <summary>A node's parts.</summary>
    /// <param name="query">The node.</param>
    /// <returns>Its children; none for a leaf.</returns>
    public static IEnumerable<TagQuery> Parts(TagQuery query) =>
        query switch
        {
            AndQuery and => and.Parts,
            OrQuery or => or.Parts,
            NotQuery not => [not.Inner],
            AnyOfQuery any => any.Alternatives.Select(a => a.Tag),
            _ => [],
        };

    /// <summary>The fault of a node that is not known.</summary>
    /// <param name="query">The node.</param>
    /// <returns>The fault, to be thrown.</returns>
    public static NotSupportedException Unknown(TagQuery query) => new($"{query.GetType().Name} is no query that is known here.");

    /// <summary>The confidence of a record's tag.</summary>
    /// <param name="record">The record.</param>
    /// <param name="name">The tag.</param>
    /// <returns>The confidence; null where the record does not have the tag.</returns>
    public static Confidence? ConfidenceOf(ImageRecord record, string name)
    {
        for (var i = 0; i < record.Tags.Count; i++)
        {
            if (string.Equals(record.Tags[i].Name, name, StringComparison.Ordinal))
            {
                return record.Tags[i].Confidence;
            }
        }

        return null;
    }

    private static void Collect(TagQuery query, bool isPositive, SortedSet<string> names)
    {
        if (query is HasTagQuery tag && isPositive)
        {
            names.Add(tag.Name);
        }

        foreach (var part in Parts(query))
        {
            Collect(part, query is NotQuery ? !isPositive : isPositive, names);
        }
    }
}
