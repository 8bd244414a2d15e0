using ImageTagging.Indexing;

namespace ImageTagging.Tool.Setup;

/// <summary>Finds the record that a person means.</summary>
internal static class ImageLookup
{
    public static async Task<ImageRecord> FindAsync(ITagIndex index, string given, CancellationToken cancellationToken)
    {
        if (given.Length == 0)
        {
            throw new ImageTaggingException("A picture is named by empty text; give a location, a file, an image id or a key.")
            {
                Code = "Usage",
            };
        }

        var sources = await SourcesAsync(index, cancellationToken).ConfigureAwait(false);
        var names = Candidates(given, sources).Distinct().ToArray();
        var found = (await index.GetManyAsync(names, cancellationToken).ConfigureAwait(false)).OfType<ImageRecord>().ToArray();
        return found switch
        {
            [var one] => one,
            [] => throw new ImageTaggingException($"The index has no picture '{given}'.") { Code = "NoSuchImage" },
            _ => throw new ImageTaggingException(
                $"Several sources have '{given}': {string.Join(", ", found.Select(f => f.Location))}; name one by its location."
            )
            {
                Code = "Usage",
            },
        };
    }

    /// <summary>The names that what a person wrote may mean.</summary>
    public static IEnumerable<ImageName> Candidates(string given, IReadOnlyList<string> sources)
    {
        // What is typed need not be in the form that the file's system wrote: é is one character or two.
        return NameForms.Of(given).SelectMany(form => Names(form, sources));
    }

    private static IEnumerable<ImageName> Names(string given, IReadOnlyList<string> sources)
    {
        foreach (var source in sources)
        {
            yield return new(source, given);
            if (given.StartsWith(source + "/", StringComparison.Ordinal))
            {
                yield return new(source, given[(source.Length + 1)..]);
            }
        }

        var path = Uri.TryCreate(given, UriKind.Absolute, out var uri) && uri.IsFile ? uri.LocalPath : given;
        if (path.Contains('\0', StringComparison.Ordinal) || given.StartsWith("s3://", StringComparison.OrdinalIgnoreCase))
        {
            yield break;
        }

        var full = Path.GetFullPath(path);
        foreach (var source in sources.Where(s => full.StartsWith(s.TrimEnd('/') + "/", StringComparison.Ordinal)))
        {
            yield return new(source, full[(source.TrimEnd('/').Length + 1)..]);
        }
    }

    /// <summary>The sources that the index has pictures of.</summary>
    public static async Task<IReadOnlyList<string>> SourcesAsync(ITagIndex index, CancellationToken cancellationToken)
    {
        var counts = await index
            .CountTagsAsync(
                new TagCountRequest
                {
                    Query = new OrQuery(new QueryList([new EverythingQuery(), new GoneQuery()])),
                    Field = FacetField.Source,
                    Size = 1_000,
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        return [.. counts.Select(c => c.Value)];
    }
}
