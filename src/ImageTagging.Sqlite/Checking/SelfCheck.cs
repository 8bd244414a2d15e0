using ImageTagging.Sqlite.Postings;
using ImageTagging.Sqlite.Reading;
using ImageTagging.Sqlite.Storage;
using ImageTagging.Sqlite.Writing;

namespace ImageTagging.Sqlite.Checking;

/// <summary>Holds what was derived against the records it was derived from, in one snapshot, chunk by chunk.</summary>
internal sealed class SelfCheck(IndexSnapshot snapshot, CancellationToken cancellation)
{
    private readonly Database _database = snapshot.Database;
    private readonly List<IndexFault> _faults = [];
    private readonly Dictionary<int, int[]> _totals = [];
    private readonly VectorCheck _vectors = new(snapshot.Database, new StoredNumbers(snapshot.Database, snapshot.Shared));
    private Columns? _columns;
    private Columns? _photos;

    /// <summary>The file itself is damaged.</summary>
    public const string FileCode = "File";

    /// <summary>Names and records do not belong together, which nothing can tell anew.</summary>
    public const string NamesCode = "Names";

    /// <summary>More are not told one by one: the index is to be made anew anyway.</summary>
    public const int MostFaults = 1_000;

    public List<IndexFault> Run()
    {
        CheckFile();
        CheckNames();
        CheckContents();
        Count(
            FormattableString.Invariant(
                $"SELECT count(*) FROM columns WHERE block < 0 OR block >= {snapshot.State.Slots / ColumnCache.BlockSlots + 1}"
            ),
            "Columns",
            "blocks of times and sizes are of no image"
        );
        for (var chunk = 0; chunk < snapshot.State.Chunks && _faults.Count < MostFaults; chunk++)
        {
            cancellation.ThrowIfCancellationRequested();
            CheckChunk(chunk);
        }

        CheckTotals();
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

    private void CheckNames()
    {
        Count(
            "SELECT count(*) FROM keys k LEFT JOIN records r ON r.slot = k.slot WHERE r.slot IS NULL OR r.key <> k.key OR r.source <> k.source",
            NamesCode,
            "names lead to no record of theirs"
        );
        Count("SELECT (SELECT count(*) FROM records) - (SELECT count(*) FROM keys)", NamesCode, "records have no name");
    }

    private void CheckContents() =>
        Count(
            "SELECT count(*) FROM (SELECT slot FROM contents UNION ALL SELECT slot FROM contents_new) c LEFT JOIN records r ON r.slot = c.slot >> 1 WHERE r.slot IS NULL",
            "Contents",
            "contents lead to no record"
        );

    private void CheckChunk(int chunk)
    {
        var expected = new Dictionary<int, Dictionary<int, int>>();
        var records = new RecordReader(_database, snapshot.Shared);
        var numbers = new StoredNumbers(_database, snapshot.Shared);
        // As stored, not as this process may have kept it.
        var columns = _columns ??= new ColumnCache("columns").At(_database, snapshot.State);
        foreach (var slot in SlotsOf(chunk))
        {
            cancellation.ThrowIfCancellationRequested();
            var record = records.BySlot(slot);
            var stored = records.FactsOf(slot);
            if (RecordEncoder.Facts(record, numbers) is not { } facts || !AreEqual(facts, stored))
            {
                Tell(record.Name, "Facts", "What is stored beside the record is not what it says.");
            }

            var photos = _photos ??= new ColumnCache(PhotoColumns.Table).At(_database, snapshot.State);
            if (PhotoColumns.Of(record) != (photos.Time(slot), photos.Number(slot)))
            {
                Tell(
                    record.Name,
                    "Columns",
                    "The time and place at which it was taken, as searches find them, are not those of the record."
                );
            }

            CheckContentRows(record.Name, slot, stored);
            if (columns.Time(slot) != record.ModifiedAt.ToUnixTimeMilliseconds() || columns.Number(slot) != record.Size)
            {
                Tell(record.Name, "Columns", "The time and size by which it is sorted are not those of the record.");
            }

            if (!_vectors.Agrees(slot, record))
            {
                Tell(record.Name, "Vectors", "The vector by which similar pictures are found is not that of the record.");
            }

            Expect(expected, slot, stored);
        }

        var terms = _database["SELECT id FROM terms"];
        var ids = new List<int>();
        while (terms.Step())
        {
            ids.Add(terms.Int32(0));
        }

        foreach (var id in ids)
        {
            CheckTerm(chunk, TermFields.Term(id, isGone: false), expected);
            CheckTerm(chunk, TermFields.Term(id, isGone: true), expected);
        }
    }

    private void Expect(Dictionary<int, Dictionary<int, int>> expected, int slot, Facts stored)
    {
        var (terms, values) = stored.ToTerms();
        for (var i = 0; i < terms.Length; i++)
        {
            if (!expected.TryGetValue(terms[i], out var slots))
            {
                expected.Add(terms[i], slots = []);
            }

            slots[slot & 0xFFFF] = values[i];
            if (!_totals.TryGetValue(terms[i], out var totals))
            {
                _totals.Add(terms[i], totals = new int[Levels.Count]);
            }

            totals[Levels.Of(values[i])]++;
        }
    }

    private void CheckTerm(int chunk, int term, Dictionary<int, Dictionary<int, int>> expected)
    {
        var view = snapshot.View(term);
        var found = view.Select(chunk);
        var wanted = expected.GetValueOrDefault(term);
        var lows = new ushort[found.Count];
        found.CopyTo(lows);
        var isEqual = lows.Length == (wanted?.Count ?? 0);
        foreach (var low in lows)
        {
            isEqual = isEqual && wanted!.TryGetValue(low, out var confidence) && view.ConfidenceOf(chunk, low) == confidence;
        }

        if (!isEqual)
        {
            Tell(image: null, "Posting", $"The images of term {term / 2} in chunk {chunk} are not those that have it.");
        }
    }

    private void CheckTotals()
    {
        var totals = snapshot.Totals;
        for (var term = 0; term < totals.Terms; term++)
        {
            var wanted = _totals.GetValueOrDefault(term);
            if (!totals.Exclusive(term).SequenceEqual(wanted ?? new int[Levels.Count]))
            {
                Tell(image: null, "Total", $"The totals of term {term / 2} are not those of the images that have it.");
            }
        }

        foreach (var term in _totals.Keys.Where(t => t >= totals.Terms))
        {
            Tell(image: null, "Total", $"The totals of term {term / 2} are missing.");
        }
    }

    private void CheckContentRows(ImageName name, int slot, Facts facts)
    {
        var row = _database[
            "SELECT 1 FROM contents WHERE hash = ?1 AND slot = ?2 UNION ALL SELECT 1 FROM contents_new WHERE hash = ?1 AND slot = ?2"
        ];
        foreach (var (hash, isPrevious) in facts.Contents.Select(h => (h, 0)).Concat(facts.Previous.Select(h => (h, 1))))
        {
            var isThere = row.Bind(1, hash).Bind(2, (long)slot << 1 | (long)isPrevious).Step();
            row.Reset();
            if (!isThere)
            {
                Tell(name, "Contents", "The record is not found by its content.");
            }
        }
    }

    private List<int> SlotsOf(int chunk)
    {
        var slots = new List<int>();
        var rows = _database["SELECT slot FROM records WHERE slot >= ? AND slot < ?"]
            .Bind(1, (long)chunk << 16)
            .Bind(2, (long)(chunk + 1) << 16);
        while (rows.Step())
        {
            slots.Add(rows.Int32(0));
        }

        return slots;
    }

    private void Count(string sql, string code, string what)
    {
        if (_database.Number(sql) is var count && count != 0)
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
}
