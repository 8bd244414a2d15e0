namespace ImageTagging.Querying;

/// <summary>The one definition of what a query finds and how a hit scores; engines are held to it by the conformance suite.</summary>
internal static class QuerySemantics
{
    /// <summary>The deepest tree that is taken: an AND in a NOT is two deep.</summary>
    public const int MaxDepth = 400;

    /// <summary>The most nodes of a tree that is taken.</summary>
    public const int MaxNodes = 4_096;

    /// <summary>Refuses a tree that is too deep or too large to be walked safely; to be called before anything else walks it.</summary>
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

    /// <summary>Whether a query finds a record: it is of the query's universe, and matches.</summary>
    public static bool Finds(TagQuery query, ImageRecord record) =>
        (record.GoneAt is null || MentionsGone(query)) && Matches(query, record);

    /// <summary>Whether gone records belong to the query's universe.</summary>
    public static bool MentionsGone(TagQuery query) =>
        query is GoneQuery or StatusQuery { Status: ImageStatus.Gone } || Parts(query).Any(MentionsGone);

    /// <summary>Whether a record matches, the universe left aside.</summary>
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

    /// <summary>Whether a record honours every selection, those of one field left out where asked.</summary>
    public static bool Honours(IReadOnlyList<FacetSelection> selections, ImageRecord record, FacetField? except = null) =>
        selections.All(s => s.Field == except || RecordTerms.Has(record, s));

    /// <summary>The distinct tags that occur under an even number of negations, ordinal.</summary>
    public static IReadOnlyList<string> PositiveTags(TagQuery query)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        Collect(query, isPositive: true, names);
        return [.. names];
    }

    /// <summary>A time's range in the whole milliseconds that records hold: from (inclusive), before (exclusive).</summary>
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
    public static IEnumerable<TagQuery> Parts(TagQuery query) =>
        query switch
        {
            AndQuery and => and.Parts,
            OrQuery or => or.Parts,
            NotQuery not => [not.Inner],
            AnyOfQuery any => any.Alternatives.Select(a => a.Tag),
            _ => [],
        };

    /// <summary>A node that this version does not know.</summary>
    public static NotSupportedException Unknown(TagQuery query) => new($"{query.GetType().Name} is no query that is known here.");

    /// <summary>The confidence of a record's tag; null where it does not have it.</summary>
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
