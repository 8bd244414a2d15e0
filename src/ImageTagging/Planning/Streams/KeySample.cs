namespace ImageTagging.Planning;

/// <summary>Cuts a range of keys into parts of about equal size.</summary>
internal static class KeySample
{
    private const int Most = 2_048;

    /// <summary>The parts, by every n-th key of a stream in key order; n doubles whenever there are too many, so memory stays bounded.</summary>
    public static async Task<IReadOnlyList<KeyRange>> SplitAsync(
        IAsyncEnumerable<IndexedImage> records,
        KeyRange range,
        int parts,
        CancellationToken cancellationToken
    )
    {
        var sample = new List<string>(Most);
        long step = 1,
            seen = 0;
        await foreach (var record in records.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (seen++ % step != 0)
            {
                continue;
            }

            if (sample.Count == Most)
            {
                sample = [.. sample.Where((_, i) => i % 2 == 0)];
                step *= 2;
            }

            sample.Add(record.Key);
        }

        var ranges = new List<KeyRange>();
        var from = range.From;
        for (var part = 1; part < parts && sample.Count >= parts; part++)
        {
            var cut = sample[(int)((long)sample.Count * part / parts)];
            if (KeyOrder.Compare(cut, from) > 0)
            {
                ranges.Add(new(from, cut));
                from = cut;
            }
        }

        ranges.Add(new(from, range.Before));
        return ranges;
    }
}
