namespace ImageTagging.Running;

/// <summary>How many images a listing will bring, before it has: about as many as the index has of the sources.</summary>
internal static class ExpectedImages
{
    /// <summary>Counts them; null where the index has none, or some of the keys only are listed.</summary>
    public static async Task<long?> CountAsync(
        ITagIndex index,
        IReadOnlyList<IImageSource> sources,
        RunOptions options,
        CancellationToken cancellationToken
    )
    {
        // How many keys lie in a range would have to be counted key by key, beside the very scan whose end it is to tell.
        if (options.Scope.Suffixes.Count > 0 || sources.Any(source => !source.Scope.Intersect(options.Scope).Range.IsAll))
        {
            return null;
        }

        var all = 0L;
        foreach (var source in sources)
        {
            var request = new SearchRequest { Query = new SourceQuery(source.Name), Size = 0 };
            all += (await index.SearchAsync(request, cancellationToken).ConfigureAwait(false)).Total;
        }

        return all > 0 ? all : null;
    }
}
