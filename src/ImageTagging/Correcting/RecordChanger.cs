namespace ImageTagging.Correcting;

/// <summary>Changes records under their tokens, read again and changed again where somebody else was faster.</summary>
internal sealed class RecordChanger(ITagIndex index)
{
    /// <summary>Every round somebody's write got through, so this many losses in a row mean a record that is never at rest.</summary>
    private const int MostRounds = 20;

    /// <summary>The record as it should be; null where it already is.</summary>
    public delegate ImageRecord? Change(ImageRecord record);

    /// <summary>Changes records as they were read; their tokens tell whether they still are so.</summary>
    public async ValueTask ChangeAsync(
        IReadOnlyList<ImageRecord> records,
        Change change,
        CorrectionTally tally,
        CancellationToken cancellationToken
    )
    {
        var toDo = records;
        for (var round = 0; round < MostRounds && toDo.Count > 0; round++)
        {
            var (writes, read) = Writes(toDo, change, tally);
            var results = writes.Count == 0 ? [] : await index.WriteAsync(writes, cancellationToken).ConfigureAwait(false);
            List<ImageName> lost = [];
            for (var i = 0; i < results.Count; i++)
            {
                switch (results[i].Outcome)
                {
                    case WriteOutcome.Written:
                        tally.Changed(read[i]);
                        break;
                    case WriteOutcome.Conflict:
                        lost.Add(writes[i].Name);
                        break;
                    default:
                        tally.Conflict(writes[i].Name);
                        break;
                }
            }

            toDo = await ReadAsync(lost, tally, cancellationToken).ConfigureAwait(false);
        }

        foreach (var record in toDo)
        {
            tally.Conflict(record.Name);
        }
    }

    /// <summary>Reads records by name; those that are not there are counted as missing.</summary>
    public async ValueTask<IReadOnlyList<ImageRecord>> ReadAsync(
        IReadOnlyList<ImageName> names,
        CorrectionTally tally,
        CancellationToken cancellationToken
    )
    {
        if (names.Count == 0)
        {
            return [];
        }

        var found = await index.GetManyAsync(names, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < names.Count; i++)
        {
            if (found[i] is null)
            {
                tally.Missing(names[i]);
            }
        }

        return [.. found.OfType<ImageRecord>()];
    }

    private static (List<RecordWrite> Writes, List<ImageRecord> Read) Writes(
        IReadOnlyList<ImageRecord> records,
        Change change,
        CorrectionTally tally
    )
    {
        List<RecordWrite> writes = [];
        List<ImageRecord> read = [];
        foreach (var record in records)
        {
            if (change(record) is { } changed)
            {
                writes.Add(RecordWrite.Replace(changed, record.Token!));
                read.Add(record);
            }
            else
            {
                tally.Unchanged(record);
            }
        }

        return (writes, read);
    }
}
