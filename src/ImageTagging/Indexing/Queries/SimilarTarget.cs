namespace ImageTagging.Indexing;

/// <summary>The direction that a search for similar pictures compares with, made of all examples.</summary>
/// <param name="Embedding">The direction.</param>
/// <param name="Named">The pictures that are examples, and no hits.</param>
public sealed record SimilarTarget(Embedding Embedding, IReadOnlySet<ImageName> Named)
{
    /// <summary>The images whose records a target is made of, each once.</summary>
    /// <param name="similar">What is asked for.</param>
    /// <returns>Their names.</returns>
    public static IReadOnlyList<ImageName> Images(SimilarTo similar) =>
        [.. similar.Examples.Select(e => e.Image).OfType<ImageName>().Distinct()];

    /// <summary>Makes the target.</summary>
    /// <param name="similar">What is asked for.</param>
    /// <param name="find">Gives a record of <see cref="Images"/>; null where there is none.</param>
    /// <returns>The target.</returns>
    /// <exception cref="ImageTaggingException">An example is missing, has no embedding, or they point nowhere together.</exception>
    public static SimilarTarget Of(SimilarTo similar, Func<ImageName, ImageRecord?> find)
    {
        var space = similar.Space;
        float[] sum = [];
        foreach (var example in similar.Examples)
        {
            var embedding =
                example.Embedding is { } given && (space is null || given.Space == space) ? given : Stored(example, space, find);
            space ??= embedding.Space;
            sum = sum.Length == 0 ? new float[embedding.Dimensions] : sum;
            if (sum.Length != embedding.Dimensions)
            {
                throw Refused(
                    "Spaces",
                    $"The examples have {sum.Length} and {embedding.Dimensions} components in '{space}'; name examples of one model."
                );
            }

            var weight = (example.IsUnlike ? -1 : 1) / Math.Sqrt(embedding.SquaredLength);
            for (var i = 0; i < sum.Length; i++)
            {
                sum[i] += (float)(embedding.Components[i] * weight);
            }
        }

        return sum.All(v => v == 0)
            ? throw Refused(ErrorCodes.NoDirection, "The examples to be like and unlike are the same; name others.")
            : new(Embedding.FromVector(space!, sum), Images(similar).ToHashSet());
    }

    /// <summary>A number that rises from the most similar to the least, by which a cursor keeps its place to the last bit.</summary>
    /// <param name="similarity">The similarity, −1 to 1.</param>
    /// <returns>The rank.</returns>
    public static long Rank(double similarity) => -Ordered(BitConverter.DoubleToInt64Bits(similarity));

    /// <summary>The similarity of a rank.</summary>
    /// <param name="rank">The rank.</param>
    /// <returns>The similarity, −1 to 1.</returns>
    public static double OfRank(long rank) => BitConverter.Int64BitsToDouble(Ordered(-rank));

    // The bits of a number under 0 fall where it rises.
    private static long Ordered(long bits) => bits < 0 ? long.MinValue - bits : bits;

    /// <summary>The similarity to components of the same space and size.</summary>
    /// <param name="components">The components of an embedding.</param>
    /// <param name="squaredLength">The sum of their squares.</param>
    /// <returns>The similarity, −1 to 1.</returns>
    public double Similarity(ReadOnlySpan<sbyte> components, int squaredLength) =>
        Embedding.Similarity(components, squaredLength);

    /// <summary>The embedding of a record that can be compared with the target.</summary>
    /// <param name="record">The record.</param>
    /// <returns>The embedding; null where the record has none, or is an example.</returns>
    public Embedding? Of(ImageRecord record) =>
        Named.Contains(record.Name)
            ? null
            : record.Taggers.Select(t => t.Embedding).FirstOrDefault(e => e?.CanCompare(Embedding) == true);

    /// <summary>A page without the hits that are less similar than is asked for, behind which none comes that is more so.</summary>
    /// <param name="results">The page.</param>
    /// <param name="similar">What is asked for; null for no similar pictures.</param>
    /// <returns>The page to be given.</returns>
    public static SearchResults Cut(SearchResults results, SimilarTo? similar)
    {
        if (similar is null || results.Hits.All(h => h.Score >= similar.MinSimilarity))
        {
            return results;
        }

        return results with
        {
            Hits = [.. results.Hits.TakeWhile(h => h.Score >= similar.MinSimilarity)],
            NextCursor = null,
        };
    }

    private static Embedding Stored(SimilarExample example, string? space, Func<ImageName, ImageRecord?> find)
    {
        if (example.Image is not { } image)
        {
            throw Refused(
                "Spaces",
                $"An example is of the space '{example.Embedding!.Space}', not of '{space}'; name examples of one model."
            );
        }

        var record =
            find(image)
            ?? throw Refused(
                ErrorCodes.ImageMissing,
                $"The index has no picture '{image.Source}' '{image.Key}'; name one that it has."
            );
        return record.Taggers.Select(t => t.Embedding).FirstOrDefault(e => e is not null && (space is null || e.Space == space))
            ?? throw Refused(
                ErrorCodes.NoEmbedding,
                $"The picture '{image.Key}' has no vector{(space is null ? "" : $" in '{space}'")}; index it with a tagger that gives one."
            );
    }

    private static ImageTaggingException Refused(string code, string message) =>
        new(message) { Kind = FailureKind.Refused, Code = code };
}
