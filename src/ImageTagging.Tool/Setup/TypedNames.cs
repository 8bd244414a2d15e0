using ImageTagging.Indexing;

namespace ImageTagging.Tool.Setup;

/// <summary>
/// Names as stores write them, where what was typed is in another form: é is one character (NFC) or two (NFD), and terminals and
/// file systems differ. What is there as it was typed comes first.
/// </summary>
internal static class TypedNames
{
    /// <summary>The scope with its prefix as the sources write it; else as the index does; else as it was typed.</summary>
    public static async ValueTask<ImageScope> WrittenAsync(
        ImageScope scope,
        IReadOnlyList<IImageSource> sources,
        ITagIndex? index,
        CancellationToken cancellationToken
    )
    {
        if (scope.Range.From.Length == 0 || NameForms.Of(scope.Range.From) is not { Count: > 1 } forms)
        {
            return scope;
        }

        foreach (var range in forms.Select(KeyRange.WithPrefix))
        {
            foreach (var source in sources)
            {
                if (await HasAnyAsync(source, range, cancellationToken).ConfigureAwait(false))
                {
                    return scope with { Range = range };
                }
            }
        }

        foreach (var range in index is null ? [] : forms.Select(KeyRange.WithPrefix))
        {
            foreach (var source in sources)
            {
                if (await HasAnyAsync(index!, source, range, cancellationToken).ConfigureAwait(false))
                {
                    return scope with { Range = range };
                }
            }
        }

        return scope;
    }

    /// <summary>A folder or file as the file system writes it; what was typed where there is none.</summary>
    public static string Path(string typed) =>
        File.Exists(typed) || Directory.Exists(typed)
            ? typed
            : NameForms.Of(typed).FirstOrDefault(f => File.Exists(f) || Directory.Exists(f)) ?? typed;

    /// <summary>Tells if a source lists anything in a range; a fault is the work's own to meet.</summary>
    public static async ValueTask<bool> HasAnyAsync(IImageSource source, KeyRange range, CancellationToken cancellationToken)
    {
        var within = source.Scope.Intersect(new() { Range = range }).Range;
        if (within.IsEmpty)
        {
            return false;
        }

        try
        {
            return await source.ListAsync(within, cancellationToken).AnyAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ImageTaggingException)
        {
            // The work itself meets the fault, bears with it, and tells it.
            return false;
        }
    }

    private static async ValueTask<bool> HasAnyAsync(
        ITagIndex index,
        IImageSource source,
        KeyRange range,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await index.ScanAsync(source.Name, range, cancellationToken).AnyAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ImageTaggingException)
        {
            return false;
        }
    }
}
