namespace ImageTagging.AspNetCore.Searching;

/// <summary>Lets tags of a query count only from a confidence on, wherever they stand in it.</summary>
internal static class ConfidenceFloor
{
    public static TagQuery Apply(TagQuery query, Confidence min) =>
        min.Hundredths == 0
            ? query
            : query switch
            {
                HasTagQuery tag when tag.Min < min => tag with { Min = min },
                AnyOfQuery any => new AnyOfQuery(
                    any.Alternatives.Select(a => a.Tag.Min < min ? a with { Tag = a.Tag with { Min = min } } : a)
                ),
                AndQuery and => new AndQuery(new(and.Parts.Select(p => Apply(p, min)))),
                OrQuery or => new OrQuery(new(or.Parts.Select(p => Apply(p, min)))),
                NotQuery not => new NotQuery(Apply(not.Inner, min)),
                _ => query,
            };

    /// <summary>The highest band that a confidence reaches; null below the first.</summary>
    public static int? BandOf(Confidence min) => min.BandsReached == 0 ? null : Confidence.Bands[min.BandsReached - 1];
}
