using ImageTagging.Indexing;
using ImageTagging.Querying;

namespace ImageTagging;

/// <summary>The written form of queries.</summary>
public static class TagQueryText
{
    /// <summary>
    /// Writes a query in the query language: the one text of all that mean the same tree. Parsing it gives
    /// <see cref="Normalize"/> of the query.
    /// </summary>
    /// <param name="query">The query.</param>
    /// <returns>The text.</returns>
    /// <exception cref="ImageTaggingException">The query has too many parts or levels (code <c>QueryTooLarge</c>).</exception>
    public static string ToCanonical(TagQuery query) => QueryWriter.Write(Normalize(query));

    /// <summary>
    /// Brings a query to the form that the parser gives: nested ANDs and ORs flattened, those of one part replaced by it,
    /// double negations dropped, names in their normal form. Finds and scores the same.
    /// </summary>
    /// <param name="query">The query.</param>
    /// <returns>The same in its normal form.</returns>
    /// <exception cref="ImageTaggingException">The query has too many parts or levels (code <c>QueryTooLarge</c>).</exception>
    public static TagQuery Normalize(TagQuery query)
    {
        QuerySemantics.Check(query);
        return QueryNormalizer.Normalize(query);
    }
}
