using ImageTagging.Querying;
using ImageTagging.Sqlite.Storage;

namespace ImageTagging.Sqlite.Reading;

/// <summary>Finds whose labels serve a content.</summary>
internal sealed class LabelFinder(Database database, SharedCaches shared, string tagger, CancellationToken cancellation)
{
    // Copies without end agree about their labels; so many are looked at for another fingerprint.
    private const int MostHolders = 256;

    private readonly RecordReader _records = new(database, shared);

    public IEnumerable<LabelMatch> Find(ContentId content)
    {
        cancellation.ThrowIfCancellationRequested();
        return Holders(content)
            .Select(h => Match(content, _records.BySlot((int)(h >> 1)), isPrevious: (h & 1) != 0))
            .OfType<LabelMatch>()
            .DistinctBy(m => m.State.Fingerprint)
            .Take(LabelMatches.MostFingerprints)
            .ToList();
    }

    private List<long> Holders(ContentId content)
    {
        var holders = new List<long>();
        var rows = database[
            """
            SELECT c.slot FROM (
                SELECT slot FROM contents WHERE hash = ?1 UNION SELECT slot FROM contents_new WHERE hash = ?1
            ) c JOIN records r ON r.slot = c.slot >> 1
            JOIN keys k ON k.source = r.source AND k.key = r.key JOIN sources s ON s.id = r.source
            ORDER BY c.slot & 1, k.gone IS NOT NULL, s.name, k.key LIMIT ?2
            """
        ]
            .Bind(1, ContentHash.Of(content))
            .Bind(2, MostHolders);
        while (rows.Step())
        {
            holders.Add(rows.Int64(0));
        }

        return holders;
    }

    // The hash only led here: the record must name the content itself.
    private LabelMatch? Match(ContentId content, ImageRecord record, bool isPrevious) =>
        isPrevious ? LabelMatches.Former(content, tagger, record) : LabelMatches.Current(content, tagger, record);
}
