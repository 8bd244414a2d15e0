using System.Buffers;

namespace ImageTagging.Sqlite.Writing;

/// <summary>The writes of one transaction in key order, encoded as far as may be, on as many cores as help.</summary>
internal sealed class PreparedBatch
{
    // Fewer are not worth another thread.
    private const int LeastAPart = 128;

    private readonly List<(PreparedWrite[] Writes, ArrayBufferWriter<byte> Rows)> _parts = [];

    /// <summary>Each write, in key order, with the bytes that its row stands in.</summary>
    public List<(PreparedWrite Write, ArrayBufferWriter<byte> Rows)> InKeyOrder { get; private set; } = [];

    public static async Task<PreparedBatch> OfAsync(
        IReadOnlyList<RecordWrite> writes,
        int start,
        int end,
        RecordNumbers numbers,
        RowBuffers buffers,
        CancellationToken cancellation
    )
    {
        var batch = new PreparedBatch();
        var parts = Math.Clamp((end - start) / LeastAPart, 1, Environment.ProcessorCount);
        var tasks = new Task<(PreparedWrite[], ArrayBufferWriter<byte>)>[parts];
        for (var i = 0; i < parts; i++)
        {
            var from = start + (int)((long)(end - start) * i / parts);
            var before = start + (int)((long)(end - start) * (i + 1) / parts);
            tasks[i] = Task.Run(() => Prepare(writes, from, before, numbers, buffers), cancellation);
        }

        foreach (var task in tasks)
        {
            batch._parts.Add(await task.ConfigureAwait(false));
        }

        batch.Sort(end - start);
        return batch;
    }

    /// <summary>Gives the buffers back, once the rows are written.</summary>
    public void Return(RowBuffers buffers)
    {
        foreach (var (_, rows) in _parts)
        {
            buffers.Return(rows);
        }

        _parts.Clear();
        InKeyOrder = [];
    }

    private static (PreparedWrite[], ArrayBufferWriter<byte>) Prepare(
        IReadOnlyList<RecordWrite> writes,
        int from,
        int before,
        RecordNumbers numbers,
        RowBuffers buffers
    )
    {
        var prepared = new PreparedWrite[before - from];
        var rows = buffers.Rent();
        for (var i = 0; i < prepared.Length; i++)
        {
            prepared[i] = PreparedWrite.Of(writes[from + i], from + i, rows, numbers);
        }

        return (prepared, rows);
    }

    // So that neighbours share pages.
    private void Sort(int count)
    {
        var all = new List<(PreparedWrite Write, ArrayBufferWriter<byte> Rows)>(count);
        foreach (var (writes, rows) in _parts)
        {
            foreach (var write in writes)
            {
                all.Add((write, rows));
            }
        }

        all.Sort(
            static (x, y) =>
                string.CompareOrdinal(x.Write.Write.Name.Source, y.Write.Write.Name.Source) is var c and not 0
                    ? c
                    : x.Write.Key.AsSpan().SequenceCompareTo(y.Write.Key)
        );
        InKeyOrder = all;
    }
}
