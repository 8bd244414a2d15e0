using ImageTagging.Vocabularies;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>Suggestions over 50,000 different tags while somebody types, with and without an error.</summary>
internal sealed class SuggestionSet : IBenchmarkSet
{
    private const string Letters = "etaoinshrdlucmfwypvbgkjqxz";

    public string Name => "suggestions";

    public string Title => "Suggestions over 50,000 different tags, in process; projection of labels to tags";

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var random = new Random(1);
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (names.Count < run.Count(50_000))
        {
            names.Add(random.Next(4) == 0 ? Word(random) + " " + Word(random) : Word(random));
        }

        var all = names.ToArray();
        var index = new InMemoryTagIndex();
        foreach (var part in all.Chunk(10))
        {
            await index.WriteAsync([RecordWrite.Create(Record(part))], cancellationToken);
        }

        var search = new ImageSearch(index);
        run.Say("The dictionary is read.");
        await search.RefreshAsync(cancellationToken);
        var queries = run.Queries();
        await MeasureAsync("the start of a tag", w => w[..random.Next(1, w.Length + 1)], mustFind: 0);
        await MeasureAsync("a tag with one letter wrong, missing or too many", w => WithError(random, w), mustFind: 0.95);

        var labelled = Record(all[..10]);
        var vocabulary = Vocabulary.Parse("""{ "confidence": { "*": 50 }, "alias": { "automobile": "car" } }""");
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        for (var i = 0; i < 200_000; i++)
        {
            RecordProjector.Project(labelled, vocabulary);
        }

        run.Report(
            "records projected a second, ten labels, one thread",
            200_000 / System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalSeconds,
            "records/s",
            Bar.Over(20_000)
        );

        async Task MeasureAsync(string what, Func<string, string> typed, double mustFind)
        {
            var wanted = Enumerable
                .Range(0, queries * 2)
                .Select(_ => all[random.Next(all.Length)])
                .Where(n => n.Length >= 4)
                .Take(queries)
                .ToArray();
            var found = 0;
            var asked = wanted.Select(w => (Wanted: w, Text: typed(w))).ToArray();
            foreach (var (_, text) in asked.Take(200))
            {
                await search.SuggestAsync(text, cancellationToken: cancellationToken);
            }

            var times = await BenchmarkRun.TimeEachAsync(
                asked,
                async word =>
                {
                    var suggestions = await search.SuggestAsync(word.Text, 20, cancellationToken: cancellationToken);
                    found += suggestions.Any(s => s.Name == word.Wanted) ? 1 : 0;
                }
            );
            run.Report(what, times, Bar.Under(5));
            run.Report(
                what + ", found among the first 20",
                found / (double)wanted.Length,
                "share",
                mustFind > 0 ? Bar.Over(mustFind) : null
            );
        }
    }

    private static string WithError(Random random, string word)
    {
        var at = random.Next(1, word.Length);
        var letter = Letters[random.Next(Letters.Length)].ToString();
        return random.Next(3) switch
        {
            0 => word.Remove(at, 1),
            1 => word.Insert(at, letter),
            _ => word[..at] + letter + word[(at + 1)..],
        };
    }

    private static string Word(Random random) =>
        string.Concat(
            Enumerable
                .Range(0, random.Next(4, 12))
                .Select(_ => Letters[Math.Min(random.Next(Letters.Length), random.Next(Letters.Length))])
        );

    private static ImageRecord Record(string[] names) =>
        RecordProjector.Project(
            new()
            {
                Source = "made-up",
                Key = names[0] + ".jpg",
                Location = "made-up:" + names[0],
                Size = 1,
                ModifiedAt = DateTimeOffset.UnixEpoch,
                ListedAt = DateTimeOffset.UnixEpoch,
                Taggers =
                [
                    new()
                    {
                        Name = "made-up",
                        Fingerprint = new("0", 0, 0),
                        Labels =
                        [
                            .. names.Select(
                                (n, i) =>
                                    new ImageLabel
                                    {
                                        Name = n,
                                        Confidence = 50 + i,
                                        Parents = ["Thing"],
                                    }
                            ),
                        ],
                    },
                ],
            },
            Vocabulary.Empty
        );
}
