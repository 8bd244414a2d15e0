using ImageTagging.Sqlite.Reading;
using ImageTagging.Sqlite.Storage;
using ImageTagging.Sqlite.Writing;

namespace ImageTagging.Sqlite.Checking;

/// <summary>Holds what was derived against the records it was derived from, in one snapshot.</summary>
/// <remarks>
/// Every table is read once, in the order in which it lies: what would have to be looked up record by record is compared as
/// sums of all of it. So time grows as the records do, and memory with the number of terms only.
/// </remarks>
internal sealed class SelfCheck(IndexSnapshot snapshot, IProgress<long>? progress, CancellationToken cancellation)
{
    // Told after so many records.
    private const int Told = 1_000;

    private readonly Database _database = snapshot.Database;
    private readonly List<IndexFault> _faults = [];
    private readonly StoredNumbers _numbers = new(snapshot.Database, snapshot.Shared);
    private readonly VectorCheck _vectors = new(snapshot.Database, new StoredNumbers(snapshot.Database, snapshot.Shared));
    private readonly TermSums _terms = new(snapshot, cancellation);
    private readonly ColumnBlocks _columns = new(snapshot.Database, "columns");
    private readonly ColumnBlocks _photos = new(snapshot.Database, PhotoColumns.Table);
    private MultisetSum _contents;

    /// <summary>The file itself is damaged.</summary>
    public const string FileCode = "File";

    /// <summary>Names and records do not belong together, which nothing can tell anew.</summary>
    public const string NamesCode = "Names";

    /// <summary>More are not told one by one: the index is to be made anew anyway.</summary>
    public const int MostFaults = 1_000;

    public List<IndexFault> Run()
    {
        CheckFile();
        CheckRecords();
        CheckContents();
        Count(
            FormattableString.Invariant(
                $"SELECT count(*) FROM columns WHERE block < 0 OR block >= {snapshot.State.Slots / ColumnCache.BlockSlots + 1}"
            ),
            "Columns",
            "blocks of times and sizes are of no image"
        );
        foreach (var term in _terms.FindOthers())
        {
            Tell(image: null, "Posting", $"The images of term {term / 2} are not those that have it.");
        }

        foreach (var term in _terms.FindOtherTotals())
        {
            Tell(image: null, "Total", $"The totals of term {term / 2} are not those of the images that have it.");
        }

        if (_vectors.CountStrays() is var strays && strays > 0)
        {
            Tell(image: null, "Vectors", FormattableString.Invariant($"{strays} vectors or signs of them are of no image."));
        }

        return _faults;
    }

    private void CheckFile()
    {
        var rows = _database["PRAGMA integrity_check(10)"];
        while (rows.Step())
        {
            if (rows.Text(0) is var text && text != "ok")
            {
                Tell(image: null, FileCode, "The file is damaged: " + text);
            }
        }
    }

    private void CheckRecords()
    {
        long looked = 0,
            nameless = 0;
        foreach (var (slot, record, facts) in new RecordReader(_database, snapshot.Shared).InSlotOrder())
        {
            cancellation.ThrowIfCancellationRequested();
            if (record is null)
            {
                nameless++;
            }
            else
            {
                Check(slot, record, facts);
            }

            Expect(slot, facts);
            if (++looked % Told == 0)
            {
                progress?.Report(looked);
            }
        }

        // Each record has another name, so that names beyond their number lead to none.
        var strays = _database.Number("SELECT count(*) FROM keys") - (looked - nameless);
        TellSome(NamesCode, strays, "names lead to no record of theirs");
        TellSome(NamesCode, nameless, "records are not found by their names");
        progress?.Report(looked);
    }

    private void Check(int slot, ImageRecord record, Facts stored)
    {
        if (RecordEncoder.Facts(record, _numbers) is not { } facts || !AreEqual(facts, stored))
        {
            Tell(record.Name, "Facts", "What is stored beside the record is not what it says.");
        }

        if (PhotoColumns.Of(record) != _photos.Of(slot))
        {
            Tell(
                record.Name,
                "Columns",
                "The time and place at which it was taken, as searches find them, are not those of the record."
            );
        }

        if (_columns.Of(slot) != (record.ModifiedAt.ToUnixTimeMilliseconds(), record.Size))
        {
            Tell(record.Name, "Columns", "The time and size by which it is sorted are not those of the record.");
        }

        if (!_vectors.Agrees(slot, record))
        {
            Tell(record.Name, "Vectors", "The vector by which similar pictures are found is not that of the record.");
        }
    }

    private void Expect(int slot, Facts facts)
    {
        _terms.Expect(slot, facts);
        AddContents(facts.Contents, (long)slot << 1);
        AddContents(facts.Previous, (long)slot << 1 | 1);
    }

    // A record may name a content twice, which is found once.
    private void AddContents(ReadOnlySpan<long> hashes, long holder)
    {
        for (var i = 0; i < hashes.Length; i++)
        {
            if (!hashes[..i].Contains(hashes[i]))
            {
                _contents.Add((ulong)hashes[i], (ulong)holder);
            }
        }
    }

    private void CheckContents()
    {
        var stored = default(MultisetSum);
        var rows = _database[
            """
            SELECT hash, slot FROM contents UNION ALL
            SELECT hash, slot FROM contents_new n WHERE NOT EXISTS (SELECT 1 FROM contents c WHERE c.hash = n.hash AND c.slot = n.slot)
            """
        ];
        while (rows.Step())
        {
            cancellation.ThrowIfCancellationRequested();
            stored.Add((ulong)rows.Int64(0), (ulong)rows.Int64(1));
        }

        if (!stored.IsSameAs(_contents))
        {
            Tell(image: null, "Contents", "The contents by which records are found are not those that the records hold.");
        }
    }

    private void Count(string sql, string code, string what) => TellSome(code, _database.Number(sql), what);

    private void TellSome(string code, long count, string what)
    {
        if (count != 0)
        {
            Tell(image: null, code, FormattableString.Invariant($"{count} {what}."));
        }
    }

    private void Tell(ImageName? image, string code, string message)
    {
        if (_faults.Count < MostFaults)
        {
            _faults.Add(new(image, code, message, IsRepaired: false));
        }
    }

    private static bool AreEqual(Facts left, Facts right) =>
        left.IsGone == right.IsGone
        && left.Ids.AsSpan().SequenceEqual(right.Ids)
        && left.Confidences.AsSpan().SequenceEqual(right.Confidences)
        && left.Contents.AsSpan().SequenceEqual(right.Contents)
        && left.Previous.AsSpan().SequenceEqual(right.Previous);

    /// <summary>Stored columns, block after block: as the file has them, not as this process may have kept them.</summary>
    private sealed class ColumnBlocks(Database database, string table)
    {
        private readonly string _select = $"SELECT data FROM {table} WHERE block = ?";
        private int _number = -1;
        private long[] _block = [];

        public (long Time, long Number) Of(int slot)
        {
            if (slot / ColumnCache.BlockSlots != _number)
            {
                _number = slot / ColumnCache.BlockSlots;
                var row = database[_select].Bind(1, _number);
                _block = ColumnCache.Read(row.Step() ? row.Bytes(0) : []);
                row.Reset();
            }

            var at = slot % ColumnCache.BlockSlots;
            return (_block[at], _block[ColumnCache.BlockSlots + at]);
        }
    }
}
