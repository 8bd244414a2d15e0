using System.Globalization;
using ImageTagging.Sqlite.Storage;

namespace ImageTagging.Sqlite.Reading;

/// <summary>Reads records, by slot or by name, in a snapshot.</summary>
internal sealed class RecordReader(Database database, SharedCaches shared)
{
    private readonly BodyReader _bodies = new(database, shared);

    /// <summary>The token of a record that a transaction wrote into a slot.</summary>
    public static string Token(int slot, long token) => string.Create(CultureInfo.InvariantCulture, $"{slot}.{token}");

    public ImageRecord BySlot(int slot)
    {
        var row = database[
            """
            SELECT r.slot, k.token, k.size, k.modified, k.listed, k.version, k.gone, r.facts, r.body, k.stamp, r.source, r.key
            FROM records r JOIN keys k ON k.source = r.source AND k.key = r.key WHERE r.slot = ?
            """
        ]
            .Bind(1, slot);
        try
        {
            return row.Step()
                ? Read(row, new(shared.Sources.Name(database, row.Int32(10)), row.Text(11)))
                : throw SqliteFault.Damaged(database.Path, "a record is missing");
        }
        finally
        {
            row.Reset();
        }
    }

    /// <summary>Every record by slot, rising, with the facts that are stored beside it; null in place of one that its name does not lead to.</summary>
    public IEnumerable<(int Slot, ImageRecord? Record, Facts Facts)> InSlotOrder()
    {
        var row = database[
            """
            SELECT r.slot, k.token, k.size, k.modified, k.listed, k.version, k.gone, r.facts, r.body, k.stamp, r.source, r.key, k.slot
            FROM records r LEFT JOIN keys k ON k.source = r.source AND k.key = r.key ORDER BY r.slot
            """
        ];
        try
        {
            while (row.Step())
            {
                var facts = FactsIn(row, 7);
                var isNamed = row.NullableInt64(12) == row.Int64(0);
                yield return (
                    row.Int32(0),
                    isNamed ? Read(row, new(shared.Sources.Name(database, row.Int32(10)), row.Text(11)), facts) : null,
                    facts
                );
            }
        }
        finally
        {
            row.Reset();
        }
    }

    /// <summary>A source's records by key.</summary>
    /// <param name="source">The source's number.</param>
    /// <param name="name">Its name.</param>
    /// <param name="behind">The key behind which they begin; null for the first.</param>
    /// <param name="passes">Tells of a slot if its record is one of them; null where all are.</param>
    public IEnumerable<ImageRecord> InKeyOrder(int source, string name, string? behind, Func<int, bool>? passes)
    {
        const string Select = """
            SELECT k.slot, k.token, k.size, k.modified, k.listed, k.version, k.gone, r.facts, r.body, k.stamp, k.key, r.slot
            FROM keys k LEFT JOIN records r ON r.slot = k.slot AND r.source = k.source AND r.key = k.key WHERE k.source = ?
            """;
        var row = database[Select + (behind is null ? " ORDER BY k.key" : " AND k.key > ? ORDER BY k.key")].Bind(1, source);
        if (behind is not null)
        {
            row.BindText(2, behind);
        }

        try
        {
            while (row.Step())
            {
                if (passes is null || passes(row.Int32(0)))
                {
                    yield return row.IsNull(11)
                        ? throw SqliteFault.Damaged(database.Path, "a record is missing")
                        : Read(row, new(name, row.Text(10)));
                }
            }
        }
        finally
        {
            row.Reset();
        }
    }

    public ImageRecord? ByName(ImageName name)
    {
        var source = shared.Sources.Find(database, name.Source);
        if (source < 0)
        {
            return null;
        }

        var row = database[
            """
            SELECT k.slot, k.token, k.size, k.modified, k.listed, k.version, k.gone, r.facts, r.body, k.stamp
            FROM keys k JOIN records r ON r.slot = k.slot WHERE k.source = ? AND k.key = ?
            """
        ]
            .Bind(1, source)
            .BindText(2, name.Key);
        try
        {
            return row.Step() ? Read(row, name) : null;
        }
        finally
        {
            row.Reset();
        }
    }

    /// <summary>The slot of a name; -1 where there is no such record.</summary>
    public int SlotOf(ImageName name)
    {
        var source = shared.Sources.Find(database, name.Source);
        var row = database["SELECT slot FROM keys WHERE source = ? AND key = ?"].Bind(1, source).BindText(2, name.Key);
        var slot = source >= 0 && row.Step() ? row.Int32(0) : -1;
        row.Reset();
        return slot;
    }

    public ImageName NameOf(int slot)
    {
        var row = database["SELECT source, key FROM records WHERE slot = ?"].Bind(1, slot);
        try
        {
            return row.Step()
                ? new(shared.Sources.Name(database, row.Int32(0)), row.Text(1))
                : throw SqliteFault.Damaged(database.Path, "a record is missing");
        }
        finally
        {
            row.Reset();
        }
    }

    /// <summary>Counts the terms of some records, as <see cref="Facts.Count"/> does.</summary>
    public void CountTerms(
        IEnumerable<int> slots,
        bool ofTags,
        int least,
        Dictionary<int, long> counts,
        CancellationToken cancellation
    )
    {
        var row = database["SELECT facts FROM records WHERE slot = ?"];
        try
        {
            foreach (var slot in slots)
            {
                cancellation.ThrowIfCancellationRequested();
                if (!row.Bind(1, slot).Step())
                {
                    throw SqliteFault.Damaged(database.Path, "a record is missing");
                }

                Facts.Count(row.Bytes(0), ofTags, least, counts);
                row.Reset();
            }
        }
        catch (Exception fault) when (fault is InvalidDataException or ArgumentException)
        {
            throw SqliteFault.Damaged(database.Path, "a record's facts");
        }
        finally
        {
            row.Reset();
        }
    }

    public Facts FactsOf(int slot)
    {
        var row = database["SELECT facts FROM records WHERE slot = ?"].Bind(1, slot);
        try
        {
            return row.Step() ? FactsIn(row, 0) : throw SqliteFault.Damaged(database.Path, "a record is missing");
        }
        finally
        {
            row.Reset();
        }
    }

    private Facts FactsIn(Statement row, int column)
    {
        try
        {
            return Facts.Read(row.Bytes(column));
        }
        catch (Exception fault) when (fault is InvalidDataException or ArgumentException)
        {
            throw SqliteFault.Damaged(database.Path, "a record's facts");
        }
    }

    private ImageRecord Read(Statement row, ImageName name, Facts? facts = null)
    {
        try
        {
            return _bodies.Read(
                row.Bytes(8),
                new(
                    row.Int32(0),
                    name,
                    Token(row.Int32(0), row.Int64(1)),
                    row.Int64(2),
                    row.Int64(3),
                    row.Int64(4),
                    KeyRow.Version(row, 5),
                    row.NullableInt64(6),
                    row.Int32(9)
                ),
                facts ?? Facts.Read(row.Bytes(7))
            );
        }
        catch (Exception fault) when (fault is InvalidDataException or ArgumentException or FormatException)
        {
            throw SqliteFault.Damaged(database.Path, "a record");
        }
    }
}
