namespace ImageTagging.Indexing;

/// <summary>The limits of requests, the same for every engine: checked before an index looks at anything.</summary>
public static class SearchChecks
{
    private static readonly FacetField[] s_selectable =
    [
        FacetField.Tag,
        FacetField.Category,
        FacetField.Source,
        FacetField.Month,
        FacetField.Status,
        .. FactTerms.Facets,
    ];

    /// <summary>Refuses a request that asks for more, or for something else, than there is.</summary>
    /// <param name="request">The request.</param>
    /// <exception cref="ImageTaggingException">The request asks for more, or for something else, than there is (code <c>SearchRefused</c>, or <c>QueryTooLarge</c>).</exception>
    public static void Check(SearchRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        QuerySemantics.Check(request.Query);
        Want(
            request.Size is >= 0 and <= SearchRequest.MaxSize,
            $"A page has 0 to {SearchRequest.MaxSize} hits, not {request.Size}."
        );
        if (request.SimilarTo is { } similar)
        {
            Want(request.Sort == SearchSort.Score, "Similar pictures come the most similar first, in no other order.");
            Want(
                similar.Examples.Count is >= 1 and <= SimilarTo.MaxExamples && similar.Examples.Any(e => !e.IsUnlike),
                $"Similar pictures are asked for with 1 to {SimilarTo.MaxExamples} examples, one of them to be similar to."
            );
        }

        Want(
            request.SimilarTo is null or { MinSimilarity: >= -1 and <= 1 },
            $"A similarity is a number from -1 to 1, not {request.SimilarTo?.MinSimilarity}."
        );
        foreach (var facet in request.Facets)
        {
            Want(facet.Size is >= 1 and <= 1_000, $"A facet has 1 to 1,000 values, not {facet.Size}.");
            CheckBand(facet.Field, facet.Band);
        }

        foreach (var selection in request.Selections)
        {
            Want(s_selectable.Contains(selection.Field), $"Nothing can be selected in {selection.Field}.");
            Want(selection.Values.Count > 0, $"The selection in {selection.Field} has no value.");
        }

        Want(
            request.Selections.DistinctBy(s => s.Field).Count() == request.Selections.Count,
            "A field has two selections; put all its values into one."
        );
    }

    /// <summary>Refuses a search for similar pictures where an index cannot compare vectors.</summary>
    /// <param name="info">What the index says of itself.</param>
    /// <exception cref="ImageTaggingException">It cannot (code <c>NoSimilarity</c>).</exception>
    public static void WantSimilarity(IndexInfo info)
    {
        if (!info.FindsSimilar)
        {
            throw new ImageTaggingException(
                $"The index '{info.Location}' ({info.Engine}) keeps vectors and cannot find similar pictures; copy it into a SQLite index to do so."
            )
            {
                Kind = FailureKind.Refused,
                Code = ErrorCodes.NoSimilarity,
            };
        }
    }

    /// <inheritdoc cref="Check(SearchRequest)" />
    public static void Check(TagCountRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Query is not null)
        {
            QuerySemantics.Check(request.Query);
        }

        Want(request.Size is >= 1 and <= 10_000, $"1 to 10,000 values are counted at once, not {request.Size}.");
        Want(request.ByName || request.After is null, "Values are paged by name only.");
        CheckBand(request.Field, request.Band);
    }

    private static void CheckBand(FacetField field, int? band)
    {
        Want(band is null || field == FacetField.Tag, "Only tags have confidence bands.");
        Want(
            band is null || Confidence.Bands.Contains(band.Value),
            $"{band} is no confidence band; there are {string.Join(", ", Confidence.Bands)}."
        );
    }

    private static void Want(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new ImageTaggingException(otherwise) { Kind = FailureKind.Refused, Code = ErrorCodes.SearchRefused };
        }
    }
}
