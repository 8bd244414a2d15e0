namespace ImageTagging.AspNetCore.Hosting;

/// <summary>An index that is read as an empty one until the first write makes it: a page has something to say before the first run.</summary>
internal sealed class EmptyUntilMade(ITagIndex inner) : DelegatingTagIndex(inner)
{
    /// <summary>Tells if a fault says that nothing was written yet.</summary>
    public static bool IsNotMade(ImageTaggingException fault) => fault.Code == ErrorCodes.NoIndex;

    public static SearchResults Nothing(SearchRequest request) =>
        new()
        {
            Total = 0,
            Hits = [],
            Facets = [.. request.Facets.Select(f => new Facet(f.Field, f.Band, []))],
        };

    public override async ValueTask<SearchResults> SearchAsync(
        SearchRequest request,
        CancellationToken cancellationToken = default
    )
    {
        try
        {
            return await Inner.SearchAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (ImageTaggingException fault) when (IsNotMade(fault))
        {
            return Nothing(request);
        }
    }

    public override async ValueTask<IReadOnlyList<TagCount>> CountTagsAsync(
        TagCountRequest request,
        CancellationToken cancellationToken = default
    )
    {
        try
        {
            return await Inner.CountTagsAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (ImageTaggingException fault) when (IsNotMade(fault))
        {
            return [];
        }
    }

    public override async ValueTask<IReadOnlyList<ImageRecord?>> GetManyAsync(
        IReadOnlyList<ImageName> names,
        CancellationToken cancellationToken = default
    )
    {
        try
        {
            return await Inner.GetManyAsync(names, cancellationToken).ConfigureAwait(false);
        }
        catch (ImageTaggingException fault) when (IsNotMade(fault))
        {
            return new ImageRecord?[names.Count];
        }
    }

    public override async ValueTask<LabelLookup> FindLabelsAsync(
        IReadOnlyCollection<ContentId> contents,
        string tagger,
        CancellationToken cancellationToken = default
    )
    {
        try
        {
            return await Inner.FindLabelsAsync(contents, tagger, cancellationToken).ConfigureAwait(false);
        }
        catch (ImageTaggingException fault) when (IsNotMade(fault))
        {
            return new([]);
        }
    }
}
