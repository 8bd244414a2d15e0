using ImageTagging.Indexing;

namespace ImageTagging.Tagging;

/// <summary>The facts of a picture by which near duplicates are found.</summary>
/// <param name="Name">The picture.</param>
/// <param name="Look">Its perceptual hash.</param>
/// <param name="Embedding">Where a model puts it; null where none does.</param>
/// <param name="At">When it was taken, in milliseconds of the place's clock; where nothing tells, when it was modified.</param>
/// <param name="IsTaken">Whether that is when it was taken: the two times are no others' measure.</param>
/// <param name="Shape">Width by height; 0 where unknown.</param>
internal sealed record Likeness(ImageName Name, PerceptualHash Look, Embedding? Embedding, long At, bool IsTaken, double Shape)
{
    // The share by which two widths to heights of one scene may differ.
    private const double AlikeInShape = 0.85;

    /// <summary>A record's; null where its look is not known or tells of nothing, or nothing tells to the second when it was made.</summary>
    public static Likeness? Of(ImageRecord record)
    {
        if (record.Look is not { IsBlank: false } look || FactTerms.ClockOf(record) == SceneClock.None)
        {
            return null;
        }

        var taken = FactTerms.Taken(record);
        return new(
            record.Name,
            look,
            record.Taggers.Select(t => t.Embedding).FirstOrDefault(e => e is not null),
            taken ?? record.ModifiedAt.ToUnixTimeMilliseconds(),
            taken is not null,
            record is { Width: > 0 and var width, Height: > 0 and var height } ? (double)width / height : 0
        );
    }

    /// <summary>How similar another picture is, where it is near enough; null otherwise.</summary>
    public double? SimilarityTo(Likeness other, NearDuplicateReuse reuse)
    {
        if (
            IsTaken != other.IsTaken
            || Math.Abs(At - other.At) > reuse.Window.TotalMilliseconds
            || (Shape > 0 && other.Shape > 0 && Math.Min(Shape / other.Shape, other.Shape / Shape) < AlikeInShape)
        )
        {
            return null;
        }

        // Bits are signs: the share of those that differ gives the angle.
        var similarity = Math.Cos(Math.PI * Look.DistanceTo(other.Look) / PerceptualHash.BitCount);
        if ((similarity + 1) / 2 < reuse.Similarity)
        {
            return null;
        }

        if (Embedding is { } ours && other.Embedding is { } theirs && ours.CanCompare(theirs))
        {
            similarity = (similarity + ours.Similarity(theirs)) / 2;
        }

        return similarity >= reuse.Similarity ? similarity : null;
    }

    /// <summary>Finds the pictures that are near in time.</summary>
    public TagQuery Near(TimeSpan window) => Between(At, At, IsTaken, window);

    private static TagQuery Between(long first, long last, bool isTaken, TimeSpan window)
    {
        if (isTaken)
        {
            return new TakenQuery(
                Earlier(DateTime.UnixEpoch.AddMilliseconds(first), window),
                Later(DateTime.UnixEpoch.AddMilliseconds(last), window)
            );
        }

        // To the millisecond, as the index keeps them: the end is beyond the last.
        var from = DateTimeOffset.FromUnixTimeMilliseconds(first) - window;
        var before = DateTimeOffset.FromUnixTimeMilliseconds(last) + window + TimeSpan.FromMilliseconds(1);
        return new AndQuery(new([new ModifiedQuery(from, before), !new HasFactQuery(FactField.Taken)]));
    }

    /// <summary>Finds the pictures that are near in time to any of some: windows that touch are one.</summary>
    public static IEnumerable<TagQuery> Near(IEnumerable<Likeness> pictures, TimeSpan window)
    {
        foreach (var kind in pictures.GroupBy(p => p.IsTaken))
        {
            (long First, long Last)? open = null;
            foreach (var at in kind.Select(p => p.At).Order())
            {
                if (open is { } now && at - now.Last > 2 * window.TotalMilliseconds)
                {
                    yield return Between(now.First, now.Last, kind.Key, window);
                    open = null;
                }

                open = (open?.First ?? at, at);
            }

            if (open is { } rest)
            {
                yield return Between(rest.First, rest.Last, kind.Key, window);
            }
        }
    }

    private static DateTime? Earlier(DateTime at, TimeSpan window) => at - DateTime.MinValue > window ? at - window : null;

    private static DateTime? Later(DateTime at, TimeSpan window) =>
        DateTime.MaxValue - at > window + TimeSpan.FromMilliseconds(1) ? at + window + TimeSpan.FromMilliseconds(1) : null;
}
