namespace ImageTagging.S3;

/// <summary>Says which keys of a bucket are left out.</summary>
internal sealed class S3Exclusions(S3SourceOptions options)
{
    private readonly ImageExclusions _exclusions = new(options.IncludeHidden, options.Exclude);

    // Whoever names a hidden folder as the prefix wants what is in it.
    private readonly int _from = (options.Prefix ?? "").LastIndexOf('/') + 1;

    /// <summary>Why a key is left out, and how long the part of it is that is; null where it is not.</summary>
    public (ExclusionKind Kind, int Length)? Of(string key)
    {
        if (_exclusions.IsEmpty || key.Length < _from)
        {
            return null;
        }

        for (var start = _from; start <= key.Length; )
        {
            var slash = key.IndexOf('/', start);
            var end = slash < 0 ? key.Length : slash;
            if (_exclusions.KindOf(key.AsSpan(0, end), start, isFolder: slash >= 0) is { } kind)
            {
                return (kind, slash < 0 ? end : slash + 1);
            }

            start = end + 1;
        }

        return null;
    }

    /// <summary>A listing without what is left out, and behind it how much that was.</summary>
    /// <param name="list">Lists; it tells the keys whose ending is none of those that are asked for.</param>
    public async IAsyncEnumerable<SourceEntry> WithoutAsync(Func<Action<string>, IAsyncEnumerable<SourceEntry>> list)
    {
        var counts = new long[Enum.GetValues<ExclusionKind>().Length];
        var entries = list(key => counts[(int)ImageExclusions.KindByEnding(key)] += Of(key) is null ? 1 : 0);
        // Keys come in order: all of a folder that is left out follow each other.
        string? folder = null;
        await foreach (var entry in entries.ConfigureAwait(false))
        {
            var key = entry switch
            {
                ImageListing picture => picture.Key,
                ListingExclusion video => video.Key,
                _ => null,
            };
            if (key is null)
            {
                yield return entry;
            }
            else if (entry is ListingExclusion)
            {
                // Hidden and excluded files that are no pictures nobody misses.
                if (Of(key) is null)
                {
                    yield return entry;
                }
            }
            else if (folder is not null && key.StartsWith(folder, StringComparison.Ordinal))
            {
                continue;
            }
            else if (Of(key) is { } left)
            {
                counts[(int)left.Kind]++;
                folder = left.Length > 0 && key[left.Length - 1] == '/' ? key[..left.Length] : null;
            }
            else
            {
                yield return entry;
            }
        }

        for (var kind = 0; kind < counts.Length; kind++)
        {
            if (counts[kind] > 0)
            {
                yield return new ListingExclusion((ExclusionKind)kind, counts[kind]);
            }
        }
    }
}
