using System.Runtime.CompilerServices;
using ImageTagging.Indexing;

namespace ImageTagging.Teaching;

/// <summary>Gathers what teaches a tag: people's corrections of it first, then what queries find.</summary>
internal sealed class TeachingExamples(ITagIndex index, Vocabulary vocabulary)
{
    /// <summary>Of what is not known, as many pictures are looked at.</summary>
    public const int Sampled = 10_000;

    private const int MostMonths = 100;
    private const int MostPresumed = 200;

    // Fewer that somebody said no to, which are mostly much like the tag, tell little of all others.
    private const int EnoughNo = 20;

    /// <summary>Gathers.</summary>
    /// <param name="tag">The tag, effective in the vocabulary.</param>
    /// <param name="yes">Finds more that have it; null for nothing.</param>
    /// <param name="no">Finds more that have it not; null for nothing.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async ValueTask<Gathered> GatherAsync(string tag, TagQuery? yes, TagQuery? no, CancellationToken cancellationToken)
    {
        var gathered = new Gathered();
        await foreach (var record in index.ReadAllAsync(new HasEditsQuery(), null, cancellationToken).ConfigureAwait(false))
        {
            if (Judgement(record, tag) is { } edit)
            {
                gathered.AddJudged(record, edit.IsAdded, edit.At);
            }
        }

        gathered.KeepNewest(TeachRequest.MaxExamples);
        foreach (var (query, isYes) in new[] { (yes, true), (no, false) })
        {
            if (query is not null)
            {
                var found = await SampleAsync(
                        query,
                        TeachRequest.MaxExamples / 2,
                        r => !gathered.IsJudged(r.Name),
                        cancellationToken
                    )
                    .ConfigureAwait(false);
                gathered.AddFound(found, isYes);
            }
        }

        return gathered;
    }

    /// <summary>Pictures without the tag that are taken for no, where nobody or hardly anybody said no; none that are more like the yes.</summary>
    public async ValueTask<IReadOnlyList<ImageRecord>> PresumedAsync(
        string tag,
        Gathered gathered,
        CancellationToken cancellationToken
    )
    {
        var isUnjudged = gathered.NoCount == 0;
        var wanted = isUnjudged ? Math.Clamp(gathered.YesCount * 4, EnoughNo, MostPresumed) : EnoughNo - gathered.NoCount;
        if (wanted <= 0)
        {
            return [];
        }

        var sample = await SampleAsync(
                new NotQuery(new HasTagQuery(tag)),
                isUnjudged ? wanted : 2 * wanted,
                r => !gathered.Has(r.Name) && Judgement(r, tag) is null,
                cancellationToken
            )
            .ConfigureAwait(false);
        return isUnjudged ? sample : [.. Unlike(gathered, sample, tag).Take(wanted)];
    }

    // Where much of a library has the tag, many of those that nobody was asked about have it too.
    private static IEnumerable<ImageRecord> Unlike(Gathered gathered, IReadOnlyList<ImageRecord> sample, string tag)
    {
        var judged = LearningSet.Of([.. gathered.All], tag);
        if (!judged.IsYes.Contains(false))
        {
            return sample;
        }

        var rule = LearnedRule.Of(judged.Examples, judged.IsYes, measures: false);
        var dimensions = judged.Examples[0].Vector.Length;
        return sample.Where(r => Example.Of(r, judged.Space, dimensions) is { } example && rule.LogOdds(example) < 0);
    }

    /// <summary>Records of a query by chance, of at most <see cref="Sampled"/> that are spread over all months; the same ones each time.</summary>
    public async ValueTask<IReadOnlyList<ImageRecord>> SampleAsync(
        TagQuery query,
        int count,
        Func<ImageRecord, bool> isWanted,
        CancellationToken cancellationToken
    )
    {
        List<ImageRecord> sample = [];
        var seen = 0;
        // By chance that is the same each time: what is learned of the same index is the same.
        var chance = 0x2545F4914F6CDD1Dul;
        await foreach (var record in SpreadAsync(query, cancellationToken).ConfigureAwait(false))
        {
            if (!isWanted(record) || !record.Taggers.Any(t => t.Embedding is not null))
            {
                continue;
            }

            chance ^= chance << 13;
            chance ^= chance >> 7;
            chance ^= chance << 17;
            if (sample.Count < count)
            {
                sample.Add(record);
            }
            else if (chance % (ulong)(seen + 1) is var place && place < (ulong)count)
            {
                sample[(int)place] = record;
            }

            if (++seen == Sampled)
            {
                break;
            }
        }

        return sample;
    }

    // Who reads only from the beginning sees the first folders; of each month as large a part as it is of all.
    private async IAsyncEnumerable<ImageRecord> SpreadAsync(
        TagQuery query,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var found = await index
            .SearchAsync(
                new()
                {
                    Query = query,
                    Size = 0,
                    Facets = [new(FacetField.Month, MostMonths)],
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        var months = found.Facets[0].Values;
        if (found.Total <= Sampled || months.Count < 2)
        {
            await foreach (var record in index.ReadAllAsync(query, null, cancellationToken).ConfigureAwait(false))
            {
                yield return record;
            }

            yield break;
        }

        foreach (var month in months)
        {
            var left = Math.Max(1, Sampled * month.Count / found.Total);
            await foreach (
                var record in index
                    .ReadAllAsync(query & RecordTerms.ParseMonth(month.Value)!, null, cancellationToken)
                    .ConfigureAwait(false)
            )
            {
                yield return record;
                if (--left == 0)
                {
                    break;
                }
            }
        }
    }

    /// <summary>A person's last word on a tag on a picture as it is now; null where nobody did.</summary>
    public Correction? Judgement(ImageRecord record, string tag)
    {
        for (var i = record.Edits.Count - 1; i >= 0; i--)
        {
            var edit = record.Edits[i];
            if (edit is { IsForEarlierVersion: false, Tag: { } said } && vocabulary.TagOf(said) == tag)
            {
                return edit;
            }
        }

        return null;
    }

    /// <summary>Examples in the making.</summary>
    internal sealed class Gathered
    {
        private readonly HashSet<ImageName> _judged = [];
        private readonly Dictionary<ImageName, (ImageRecord Record, bool IsYes, DateTimeOffset At)> _examples = [];

        public int YesCount => _examples.Values.Count(e => e.IsYes);

        public int NoCount => _examples.Count - YesCount;

        public IEnumerable<(ImageRecord Record, bool IsYes)> All =>
            _examples.OrderBy(e => e.Key).Select(e => (e.Value.Record, e.Value.IsYes));

        public bool IsJudged(ImageName name) => _judged.Contains(name);

        public bool Has(ImageName name) => _examples.ContainsKey(name);

        public void AddJudged(ImageRecord record, bool isYes, DateTimeOffset at)
        {
            _judged.Add(record.Name);
            _examples[record.Name] = (record, isYes, at);
            // Flat however many people corrected.
            if (_examples.Count > 4 * TeachRequest.MaxExamples)
            {
                KeepNewest(TeachRequest.MaxExamples);
            }
        }

        /// <summary>Keeps at most so many, the newest, and of either kind half of them at least where there are.</summary>
        public void KeepNewest(int most)
        {
            if (_examples.Count <= most)
            {
                return;
            }

            var (yes, no) = (YesCount, NoCount);
            var ofYes = Math.Max(most - no, Math.Min(yes, most / 2));
            foreach (var isYes in new[] { true, false })
            {
                var kept = isYes ? ofYes : most - ofYes;
                var dropped = _examples
                    .Where(e => e.Value.IsYes == isYes)
                    .OrderByDescending(e => e.Value.At)
                    .Skip(kept)
                    .ToArray();
                foreach (var (name, _) in dropped)
                {
                    _examples.Remove(name);
                }
            }
        }

        public void AddFound(IEnumerable<ImageRecord> records, bool isYes)
        {
            foreach (var record in records)
            {
                // What both queries find says nothing.
                if (_examples.TryGetValue(record.Name, out var there) && there.IsYes != isYes)
                {
                    _examples.Remove(record.Name);
                }
                else if (_examples.Count < TeachRequest.MaxExamples)
                {
                    _examples.TryAdd(record.Name, (record, isYes, default));
                }
            }
        }
    }
}
