using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using ImageTagging.Sqlite.Storage;

namespace ImageTagging.Sqlite.Reading;

/// <summary>Reads records light and in key order: pages, each in its own short transaction.</summary>
internal sealed class Scanner(ReadLane lane, SharedCaches shared)
{
    private const int PageRows = 2_000;
    private const string Select = "SELECT key, size, modified, version, listed, stamp, due, gone FROM keys WHERE source = ? AND ";

    private static readonly string s_order = string.Create(CultureInfo.InvariantCulture, $" ORDER BY key LIMIT {PageRows}");

    public async IAsyncEnumerable<IndexedImage> ScanAsync(
        string source,
        KeyRange range,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        if (range.IsEmpty)
        {
            yield break;
        }

        var before = range.Before is null ? null : Encoding.UTF8.GetBytes(range.Before);
        var next = PageAsync(source, Encoding.UTF8.GetBytes(range.From ?? ""), isBehind: false, before, cancellation);
        while (true)
        {
            var (page, last) = await next.ConfigureAwait(false);
            var isLast = page.Count < PageRows;
            if (!isLast)
            {
                // Read while the caller looks at this one.
                next = PageAsync(source, last!, isBehind: true, before, cancellation);
            }

            for (var i = 0; i < page.Count; i++)
            {
                if ((i & 0x3F) == 0)
                {
                    cancellation.ThrowIfCancellationRequested();
                }

                yield return page[i];
            }

            if (isLast)
            {
                yield break;
            }
        }
    }

    private Task<(List<IndexedImage> Page, byte[]? Last)> PageAsync(
        string source,
        byte[] from,
        bool isBehind,
        byte[]? before,
        CancellationToken cancellation
    ) => lane.RunPlainAsync(database => Page(database, source, from, isBehind, before), cancellation);

    private (List<IndexedImage> Page, byte[]? Last) Page(
        Database database,
        string source,
        byte[] from,
        bool isBehind,
        byte[]? before
    )
    {
        var page = new List<IndexedImage>();
        var number = shared.Sources.Find(database, source);
        if (number < 0)
        {
            return (page, null);
        }

        var row = database[
            (isBehind, before is null) switch
            {
                (false, true) => Select + "key >= ?" + s_order,
                (true, true) => Select + "key > ?" + s_order,
                (false, false) => Select + "key >= ? AND key < ?" + s_order,
                (true, false) => Select + "key > ? AND key < ?" + s_order,
            }
        ]
            .Bind(1, number)
            .BindText(2, from);
        if (before is not null)
        {
            row.BindText(3, before);
        }

        byte[]? last = null;
        try
        {
            while (row.Step())
            {
                page.Add(Image(database, row));
                if (page.Count == PageRows)
                {
                    last = row.Bytes(0).ToArray();
                    row.Reset();
                    break;
                }
            }
        }
        finally
        {
            row.Reset();
        }

        return (page, last);
    }

    private IndexedImage Image(Database database, Statement row) =>
        new()
        {
            Key = row.Text(0),
            Size = row.Int64(1),
            ModifiedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.Int64(2)),
            Version = KeyRow.Version(row, 3),
            ListedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.Int64(4)),
            Stamp = shared.Stamps.Stamp(database, row.Int32(5)),
            DueAt = row.NullableInt64(6) is { } due ? new DateTimeOffset(due, TimeSpan.Zero) : null,
            GoneAt = row.NullableInt64(7) is { } gone ? new DateTimeOffset(gone, TimeSpan.Zero) : null,
        };
}
