namespace ImageTagging.Teaching;

/// <summary>Chooses the next pictures to ask about.</summary>
internal sealed class Review(
    ITagIndex index,
    TeachingExamples examples,
    string tag,
    TeachingExamples.Gathered gathered,
    ReviewRequest request
)
{
    // Of those that look most like the tag so many are weighed, beside a sample of all.
    private const int MostAlike = 500;
    private const int MostSampled = 1_000;

    // Of so many one is that which a search for the tag shows first: what is wrong there is seen most.
    private const int OneSearchedOf = 5;

    private readonly HashSet<ImageName> _skipped = [.. request.Skipped];

    /// <summary>The pictures, the most wanted first.</summary>
    public async ValueTask<IReadOnlyList<ReviewImage>> NextAsync(CancellationToken cancellationToken)
    {
        var query = request.Query ?? new EverythingQuery();
        var pool = new Dictionary<ImageName, ImageRecord>();
        var sample = await examples.SampleAsync(query, MostSampled, IsOpen, cancellationToken).ConfigureAwait(false);
        foreach (var record in sample)
        {
            pool[record.Name] = record;
        }

        // What a tagger says already is the best guess before anybody has said anything.
        var tagged = await index
            .SearchAsync(new() { Query = new HasTagQuery(tag) & query, Size = MostAlike }, cancellationToken)
            .ConfigureAwait(false);
        Add(tagged);
        var known = gathered.All.ToArray();
        if (!known.Any(k => k.IsYes))
        {
            return Untaught(pool, [.. tagged.Hits.Select(h => h.Record)]);
        }

        var presumed = await examples.PresumedAsync(tag, gathered, cancellationToken).ConfigureAwait(false);
        var set = LearningSet.Of([.. known, .. presumed.Select(r => (r, false))], tag);
        if (!set.IsYes.Contains(false))
        {
            return Untaught(pool, []);
        }

        var rule = LearnedRule.Of(set.Examples, set.IsYes, measures: false);
        if (index.Info.FindsSimilar && rule.Weights.Any(w => w != 0))
        {
            var alike = SimilarTo.Vector(Embedding.FromVector(set.Space, rule.Weights));
            Add(
                await index
                    .SearchAsync(
                        new()
                        {
                            Query = query,
                            SimilarTo = alike,
                            Size = MostAlike,
                        },
                        cancellationToken
                    )
                    .ConfigureAwait(false)
            );
        }

        var asked = LearningSet.Of(known, tag).Examples;
        var found = tagged.Hits.Select((h, i) => (h.Record.Name, Place: i)).ToDictionary(h => h.Name, h => h.Place);
        var chosen = Chosen(rule, asked, pool.Values, set.Space, found);
        return [.. chosen.Select(c => new ReviewImage(c.Record, Math.Round(Numerals.Share(c.Odds) * 100, 1)))];

        void Add(SearchResults results)
        {
            foreach (var hit in results.Hits.Where(h => IsOpen(h.Record)))
            {
                pool[hit.Record.Name] = hit.Record;
            }
        }
    }

    private bool IsOpen(ImageRecord record) =>
        record.GoneAt is null
        && !_skipped.Contains(record.Name)
        && examples.Judgement(record, tag) is null
        && !gathered.Has(record.Name);

    // Those that have the tag already first, then others, so that both kinds of answer come.
    private ReviewImage[] Untaught(Dictionary<ImageName, ImageRecord> pool, IReadOnlyList<ImageRecord> tagged)
    {
        var having = tagged.Where(r => pool.ContainsKey(r.Name)).Take((request.Count + 1) / 2).ToArray();
        return
        [
            .. having
                .Concat(pool.Values.ExceptBy(having.Select(r => r.Name), r => r.Name).OrderBy(r => r.Name))
                .Take(request.Count)
                .Select(r => new ReviewImage(r, null)),
        ];
    }

    private List<(ImageRecord Record, double Odds)> Chosen(
        LearnedRule rule,
        IReadOnlyList<Example> asked,
        IEnumerable<ImageRecord> pool,
        string space,
        Dictionary<ImageName, int> found
    )
    {
        var open = pool.OrderBy(r => r.Name)
            .Select(r => (Record: r, Example: Example.Of(r, space, rule.Weights.Length)))
            .Where(p => p.Example is not null)
            .Select(p => new Candidate(p.Record, p.Example!, rule.LogOdds(p.Example!), asked))
            .ToList();
        List<(ImageRecord, double)> chosen = [];
        while (chosen.Count < request.Count && open.Count > 0)
        {
            // The second: who asks about one picture alone gets that which teaches most.
            var best =
                chosen.Count % OneSearchedOf == 1
                    ? open.OrderBy(c => found.GetValueOrDefault(c.Record.Name, int.MaxValue))
                        .ThenByDescending(c => c.Odds)
                        .First()
                    : open.MaxBy(c => ReviewOrder.Worth(c.Odds, c.Nearest))!;
            open.Remove(best);
            chosen.Add((best.Record, best.Odds));
            foreach (var other in open)
            {
                other.Nearest = Math.Max(other.Nearest, other.Example.Likeness(best.Example, 0));
            }
        }

        return chosen;
    }

    private sealed class Candidate(ImageRecord record, Example example, double odds, IReadOnlyList<Example> asked)
    {
        public ImageRecord Record => record;

        public Example Example => example;

        public double Odds => odds;

        /// <summary>How alike the most alike picture is that was asked about.</summary>
        public double Nearest { get; set; } = asked.Select(a => a.Likeness(example, 0)).DefaultIfEmpty(-1).Max();
    }
}
