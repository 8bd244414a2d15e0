using ImageTagging.Sqlite.Postings;

namespace ImageTagging.Sqlite.Storage;

/// <summary>The one row that says how far the index is; read first in every transaction.</summary>
internal sealed record Head
{
    /// <summary>The number of the last transaction that wrote records.</summary>
    public required long Sequence { get; init; }

    /// <summary>The number of the last transaction that every posting is merged up to.</summary>
    public required long Floor { get; init; }

    /// <summary>The next slot to be given.</summary>
    public required int Slots { get; init; }

    /// <summary>The term to go on merging at.</summary>
    public required int Cursor { get; init; }

    public required Marks Marks { get; init; }

    public static long ReadSequence(Database database) => database.Number("SELECT sequence FROM head");

    // Many more slots than records there can only be where a great many were purged; beyond this a damaged number would cost memory.
    private const int ManySlots = 1 << 27;
    private const long SlotsOfRecord = 1024;

    public static Head Read(Database database)
    {
        var head = ReadRow(database);
        return head.Slots <= ManySlots || head.Slots / SlotsOfRecord <= database.Number("SELECT max(slot) FROM records")
            ? head
            : throw SqliteFault.Damaged(database.Path, "the number of its slots");
    }

    private static Head ReadRow(Database database)
    {
        var row = database["SELECT sequence, floor, slots, cursor, marks FROM head"];
        if (!row.Step())
        {
            throw SqliteFault.Damaged(database.Path, "its head is missing");
        }

        try
        {
            return new()
            {
                Sequence = row.Int64(0),
                Floor = row.Int64(1),
                Slots = row.Int32(2),
                Cursor = row.Int32(3),
                Marks = Marks.Read(row.Bytes(4)),
            };
        }
        finally
        {
            row.Reset();
        }
    }

    public void Write(Database database) =>
        database["UPDATE head SET sequence = ?, floor = ?, slots = ?, cursor = ?, marks = ?"]
            .Bind(1, Sequence)
            .Bind(2, Floor)
            .Bind(3, Slots)
            .Bind(4, Cursor)
            .Bind(5, Marks.ToBytes())
            .Run();
}
