namespace ImageTagging.Correcting;

/// <summary>Records in groups that are changed together.</summary>
internal static class RecordPages
{
    public static async IAsyncEnumerable<IReadOnlyList<ImageRecord>> Of(IAsyncEnumerable<ImageRecord> records, int size)
    {
        List<ImageRecord> page = [];
        await foreach (var record in records.ConfigureAwait(false))
        {
            page.Add(record);
            if (page.Count == size)
            {
                yield return page;
                page = [];
            }
        }

        if (page.Count > 0)
        {
            yield return page;
        }
    }
}
