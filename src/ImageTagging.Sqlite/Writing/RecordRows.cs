using ImageTagging.Sqlite.Storage;

namespace ImageTagging.Sqlite.Writing;

/// <summary>The rows of names and records, as a writer changes them.</summary>
internal sealed class RecordRows(Database database)
{
    private readonly Statement _find = database["SELECT slot, token, modified, size FROM keys WHERE source = ? AND key = ?"];
    private readonly Statement _insertKey = database[
        """
        INSERT INTO keys (slot, token, size, modified, listed, stamp, due, gone, source, key, version)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
        """
    ];
    private readonly Statement _updateKey = database[
        """
        UPDATE keys SET slot = ?, token = ?, size = ?, modified = ?, listed = ?, stamp = ?, due = ?, gone = ?, version = ?11
        WHERE source = ?9 AND key = ?10
        """
    ];
    private readonly Statement _insert = database["INSERT INTO records (slot, source, key, facts, body) VALUES (?, ?, ?, ?, ?)"];
    private readonly Statement _read = database["SELECT facts, body FROM records WHERE slot = ?"];
    private readonly Statement _update = database["UPDATE records SET facts = ?, body = ? WHERE slot = ?"];

    /// <summary>The part of a name's row that the writer needs.</summary>
    internal readonly record struct Stored(int Slot, long Token, long Modified, long Size);

    public Stored? Find(int source, byte[] key)
    {
        Stored? stored = _find.Bind(1, source).BindText(2, key).Step()
            ? new(_find.Int32(0), _find.Int64(1), _find.Int64(2), _find.Int64(3))
            : null;
        _find.Reset();
        return stored;
    }

    /// <summary>Adds a name; false where it is there.</summary>
    public bool TryInsertKey(PreparedWrite write, int source, int slot, long sequence)
    {
        Bind(_insertKey, write, source, slot, sequence).Run();
        return database.Changes > 0;
    }

    public void UpdateKey(PreparedWrite write, int source, int slot, long sequence) =>
        Bind(_updateKey, write, source, slot, sequence).Run();

    public void Insert(int slot, int source, byte[] key, ReadOnlySpan<byte> facts, ReadOnlySpan<byte> body) =>
        _insert.Bind(1, slot).Bind(2, source).BindText(3, key).Bind(4, facts).Bind(5, body).Run();

    /// <summary>Puts facts and body in place of the stored ones, where they differ; the former facts, or null where they are the same.</summary>
    public Facts? Replace(int slot, ReadOnlySpan<byte> facts, ReadOnlySpan<byte> body)
    {
        Facts? before = null;
        bool isSame;
        try
        {
            if (!_read.Bind(1, slot).Step())
            {
                throw SqliteFault.Damaged(database.Path, "a record is missing");
            }

            var isSameFacts = _read.Bytes(0).SequenceEqual(facts);
            isSame = isSameFacts && _read.Bytes(1).SequenceEqual(body);
            before = isSameFacts ? null : Facts.Read(_read.Bytes(0));
        }
        catch (Exception fault) when (fault is InvalidDataException or ArgumentException)
        {
            throw SqliteFault.Damaged(database.Path, "a record's facts");
        }
        finally
        {
            _read.Reset();
        }

        if (!isSame)
        {
            _update.Bind(1, facts).Bind(2, body).Bind(3, slot).Run();
        }

        return before;
    }

    public void Delete(int source, byte[] key, int slot)
    {
        database["DELETE FROM records WHERE slot = ?"].Bind(1, slot).Run();
        database["DELETE FROM keys WHERE source = ? AND key = ?"].Bind(1, source).BindText(2, key).Run();
    }

    private static Statement Bind(Statement row, PreparedWrite write, int source, int slot, long sequence)
    {
        var record = write.Write.Record!;
        row.Bind(1, slot)
            .Bind(2, sequence)
            .Bind(3, record.Size)
            .Bind(4, record.ModifiedAt.ToUnixTimeMilliseconds())
            .Bind(5, record.ListedAt.ToUnixTimeMilliseconds())
            .Bind(6, write.Stamp)
            .Bind(7, record.DueAt?.UtcTicks)
            .Bind(8, record.GoneAt?.UtcTicks)
            .Bind(9, source)
            .BindText(10, write.Key);
        KeyRow.BindVersion(row, 11, record.Version);
        return row;
    }
}
