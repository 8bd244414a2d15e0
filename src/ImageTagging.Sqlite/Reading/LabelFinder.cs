using ImageTagging.Indexing;
using ImageTagging.Sqlite.Storage;

namespace ImageTagging.Sqlite.Reading;

/// <summary>Finds whose labels serve a content.</summary>
internal sealed class LabelFinder(Database database, SharedCaches shared, string tagger, CancellationToken cancellation)
{
    // Copies without end agree about their labels: of those that are alike in all that tells answers apart, so many are read.
    private const int MostAlike = 256;

    private const int MostFormer = 4_096;

    private readonly RecordReader _records = new(database, shared);

    public IEnumerable<LabelMatch> Find(ContentId content)
    {
        cancellation.ThrowIfCancellationRequested();
        return Candidates(content)
            .Select(h => Match(content, _records.BySlot((int)(h >> 1)), isPrevious: (h & 1) != 0))
            .OfType<LabelMatch>()
            .DistinctBy(m => m.State.Fingerprint)
            .Take(LabelMatches.MostFingerprints)
            .ToList();
    }

    // Of what an image holds now its stamp tells whether the tagger answered, so that any number without an answer is passed
    // by unread. Of what it held before nothing tells but the record.
    private IEnumerable<long> Candidates(ContentId content)
    {
        var read = new Dictionary<(long Kind, int Stamp), int>();
        foreach (var (holder, isGone, stamp) in Holders(content))
        {
            var isPrevious = (holder & 1) != 0;
            if (!isPrevious && !Answered(stamp))
            {
                continue;
            }

            var alike = (holder & 1 | (isGone ? 2L : 0), isPrevious ? 0 : stamp);
            var number = read.GetValueOrDefault(alike);
            if (number < (isPrevious ? MostFormer : MostAlike))
            {
                read[alike] = number + 1;
                yield return holder;
            }
        }
    }

    private bool Answered(int stamp) =>
        shared
            .Stamps.Stamp(database, stamp)
            .Taggers.Any(t => t.Fingerprint is not null && string.Equals(t.Name, tagger, StringComparison.Ordinal));

    private List<(long Holder, bool IsGone, int Stamp)> Holders(ContentId content)
    {
        var holders = new List<(long, bool, int)>();
        var rows = database[
            """
            SELECT c.slot, k.gone IS NOT NULL, k.stamp FROM (
                SELECT slot FROM contents WHERE hash = ?1 UNION SELECT slot FROM contents_new WHERE hash = ?1
            ) c JOIN records r ON r.slot = c.slot >> 1
            JOIN keys k ON k.source = r.source AND k.key = r.key JOIN sources s ON s.id = r.source
            ORDER BY c.slot & 1, k.gone IS NOT NULL, s.name, k.key
            """
        ]
            .Bind(1, ContentHash.Of(content));
        while (rows.Step())
        {
            holders.Add((rows.Int64(0), rows.Int64(1) != 0, rows.Int32(2)));
        }

        return holders;
    }

    // The hash only led here: the record must name the content itself.
    private LabelMatch? Match(ContentId content, ImageRecord record, bool isPrevious) =>
        isPrevious ? LabelMatches.Former(content, tagger, record) : LabelMatches.Current(content, tagger, record);
}
