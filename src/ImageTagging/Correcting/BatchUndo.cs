namespace ImageTagging.Correcting;

/// <summary>Takes one batch's corrections back out of a record.</summary>
internal static class BatchUndo
{
    /// <summary>The record's corrections without the batch's; null where the batch has none that still counts.</summary>
    public static IReadOnlyList<Correction>? ApplyTo(ImageRecord record, string batch)
    {
        if (!record.Edits.Any(e => e.Batch == batch))
        {
            return null;
        }

        List<Correction> edits = [];
        foreach (var edit in record.Edits)
        {
            if (edit.Batch != batch)
            {
                edits.Add(edit);
            }
            else if (edit.Replaced is { } former)
            {
                edits.Add(former with { IsForEarlierVersion = edit.IsForEarlierVersion });
            }
        }

        // Oldest first, as corrections always stand.
        return [.. edits.OrderBy(e => e.At)];
    }

    /// <summary>Tells if the batch corrected tags of the record.</summary>
    public static bool HasTags(ImageRecord record, string batch) => record.Edits.Any(e => e.Batch == batch && e.Tag is not null);

    /// <summary>Tells if somebody changed a tag or a fact since that the batch had changed.</summary>
    public static bool WasChangedSince(ImageRecord record, string batch) =>
        record.Edits.Any(e =>
        {
            for (var former = e.Replaced; former is not null && e.Batch != batch; former = former.Replaced)
            {
                if (former.Batch == batch)
                {
                    return true;
                }
            }

            return false;
        });
}
