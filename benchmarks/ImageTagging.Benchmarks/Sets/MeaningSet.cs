using System.Text.Json;
using ImageTagging.Onnx;
using ImageTagging.Semantics;
using ImageTagging.Vocabularies;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>What searches find, by tags and by meaning, among photographs whose truth is known, and what a search by meaning costs.</summary>
/// <remarks>
/// <c>--photos FOLDER</c> (default: ../shared/photos) and <c>--truth FILE</c>, as of <see cref="LocalWordsSet"/>; <c>--labels FILE</c>
/// keeps what the tagger said, for the next run. Of the default photographs words are taken as rules say them that were fitted to others. Pictures for which the truth is not sure count neither way, and those that are
/// not found are never right. A query of Data/meaning-queries.tsv counts where a picture is right for it.
/// </remarks>
internal sealed class MeaningSet : IBenchmarkSet
{
    private const int FewestRight = 3;
    private const int First = 5;

    public string Name => "meaning";

    public string Title => "Search by tags and by meaning, against photographs with their truth";

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        using var model = new SentenceModel();
        var folder = run.Text("photos") ?? Path.Combine("..", "shared", "photos");
        var file = run.Text("truth") ?? Path.Combine(folder, "truth.json");
        if (File.Exists(file))
        {
            await MeasureAsync(run, model, folder, file, cancellationToken);
        }
        else
        {
            run.Say($"skipped: there is no truth '{file}'; name the photographs with --photos and it with --truth");
        }

        await TimeAsync(run, cancellationToken);
    }

    private static async Task MeasureAsync(
        BenchmarkRun run,
        SentenceModel model,
        string folder,
        string file,
        CancellationToken cancellationToken
    )
    {
        var truth = PhotographTruth.Read(file);
        var records = await TagAsync(run, folder, truth.Names, cancellationToken);
        // The tagger's rules know the default photographs: words are searched as rules say them that do not.
        if (run.Text("photos") is null && await FoldedWords.FitAsync(run, folder, truth.Names, cancellationToken) is { } folds)
        {
            records = [.. records.Select(r => Record(r.Key, folds.Labels(r.Key, r.Taggers[0].Labels)))];
        }

        var tagged = await SearchOverAsync(records, Vocabulary.Empty, model);
        var words = truth.Words.Where(w => truth.Right(new HasTagQuery(w)).Count >= FewestRight).ToArray();
        run.Say($"{records.Length} photographs, {words.Length} words with {FewestRight} or more right ones.");

        List<double> known = [],
            open = [];
        foreach (var word in words)
        {
            var query = TagQueries.Tag(word);
            known.Add(await PrecisionAsync(tagged, query, truth, ForgivingOptions.All, cancellationToken));

            // The word is no tag of any picture, and no other name of one.
            var without = await SearchOverAsync(records, Vocabulary.From(new() { Block = [word] }), model, except: word);
            open.Add(await PrecisionAsync(without, query, truth, ForgivingOptions.All, cancellationToken));
            if (run.Text("words") is not null)
            {
                run.Say($"{word}: {known[^1]:0.00}, open {open[^1]:0.00}");
            }
        }

        List<double> exact = [];
        foreach (var word in words)
        {
            exact.Add(await PrecisionAsync(tagged, TagQueries.Tag(word), truth, ForgivingOptions.None, cancellationToken));
        }

        run.Report("mean average precision of words, exactly as written", exact.Average(), "");
        run.Report("mean average precision of words, by tags and meaning", known.Average(), "", Bar.Over(0.60));
        run.Report("the same of open words, whose own tag is taken away", open.Average(), "", Bar.Over(0.50));

        var (asked, right) = (0, 0);
        var list = Path.Combine(Repository.Root, "benchmarks", "ImageTagging.Benchmarks", "Data", "meaning-queries.tsv");
        foreach (var line in (await File.ReadAllLinesAsync(list, cancellationToken)).Where(l => l.Length > 0 && l[0] != '#'))
        {
            var (text, meant) = (line.Split('\t')[0], TagQueryParser.Parse(line.Split('\t')[1]));
            if (truth.Right(meant).Count == 0)
            {
                continue;
            }

            asked++;
            var hits = await FindAsync(tagged, TagQueryParser.Parse(text), truth, meant, ForgivingOptions.All, cancellationToken);
            var isRight = hits.Keys.Take(First).Any(truth.Right(meant).Contains);
            right += isRight ? 1 : 0;
            if (!isRight || run.Text("words") is not null)
            {
                run.Say(
                    $"{(isRight ? "right" : "wrong")}: {text}: {string.Join(' ', hits.Keys.Take(First))}; "
                        + string.Join(' ', hits.Answer.Expansions.Select(e => e.Sentence))
                );
            }
        }

        run.Report(
            $"of {asked} sentences and synonyms, a right picture among the first five",
            right / (double)asked,
            "share",
            Bar.Over(0.70)
        );
    }

    private static async Task<ImageRecord[]> TagAsync(
        BenchmarkRun run,
        string folder,
        IReadOnlyList<string> names,
        CancellationToken cancellationToken
    )
    {
        var kept = run.Text("labels");
        if (kept is not null && File.Exists(kept))
        {
            return JsonSerializer.Deserialize<ImageRecord[]>(await File.ReadAllTextAsync(kept, cancellationToken))!;
        }

        run.Say("The photographs are tagged.");
        using var tagger = new LocalTagger();
        var records = new List<ImageRecord>();
        foreach (var name in names)
        {
            var said = await tagger.TagAsync(
                await File.ReadAllBytesAsync(Path.Combine(folder, name), cancellationToken),
                cancellationToken
            );
            records.Add(Record(name, said.Labels));
        }

        if (kept is not null)
        {
            await File.WriteAllTextAsync(kept, JsonSerializer.Serialize(records), cancellationToken);
        }

        return [.. records];
    }

    private static ImageRecord Record(string key, IReadOnlyList<ImageLabel> labels) =>
        new()
        {
            Source = "photographs",
            Key = key,
            Location = "photographs:" + key,
            Size = 1,
            ModifiedAt = DateTimeOffset.UnixEpoch,
            ListedAt = DateTimeOffset.UnixEpoch,
            Taggers =
            [
                new()
                {
                    Name = "local",
                    Fingerprint = new("0", 0, 0),
                    Labels = labels,
                },
            ],
        };

    private static async Task<ImageSearch> SearchOverAsync(
        IEnumerable<ImageRecord> records,
        Vocabulary vocabulary,
        SentenceModel model,
        string? except = null
    )
    {
        var index = new InMemoryTagIndex();
        await index.WriteAsync([
            .. records
                .Select(r => RecordProjector.Project(r, vocabulary))
                .Select(r => Without(r, except))
                .Select(RecordWrite.Create),
        ]);
        return new(index, options: new() { Meaning = model });
    }

    // Where nothing may know the word, the names of other tags' groups do not either.
    private static ImageRecord Without(ImageRecord record, string? name) =>
        name is null
            ? record
            : record with
            {
                Aliases = [.. record.Aliases.Where(a => a.Name != name)],
                Parents = [.. record.Parents.Where(p => p.Name != name)],
            };

    private static async Task<double> PrecisionAsync(
        ImageSearch search,
        TagQuery query,
        PhotographTruth truth,
        ForgivingOptions forgiving,
        CancellationToken cancellationToken
    )
    {
        var (right, sum, seen) = (0, 0d, 0);
        foreach (var key in (await FindAsync(search, query, truth, query, forgiving, cancellationToken)).Keys)
        {
            seen++;
            if (truth.Right(query).Contains(key))
            {
                right++;
                sum += right / (double)seen;
            }
        }

        return sum / truth.Right(query).Count;
    }

    private static async Task<(IReadOnlyList<string> Keys, SearchAnswer Answer)> FindAsync(
        ImageSearch search,
        TagQuery query,
        PhotographTruth truth,
        TagQuery meant,
        ForgivingOptions forgiving,
        CancellationToken cancellationToken
    )
    {
        var answer = await search.SearchAsync(
            new() { Query = query, Size = SearchRequest.MaxSize },
            forgiving,
            cancellationToken
        );
        return ([.. answer.Results.Hits.Select(h => h.Record.Key).Where(k => !truth.Unsure(meant).Contains(k))], answer);
    }

    private static async Task TimeAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var random = new Random(1);
        var words = EnglishNames.Take(run.Count(20_000), random);
        await using var index = new SqliteTagIndex(Path.Combine(run.Scratch, "meaning.db"));
        foreach (var part in words.Chunk(2_000))
        {
            await index.WriteAsync(
                [
                    .. part.Select(w =>
                        RecordWrite.Create(
                            RecordProjector.Project(
                                Record(w + ".jpg", [new() { Name = w, Confidence = 50 + random.Next(50) }]),
                                Vocabulary.Empty
                            )
                        )
                    ),
                ],
                cancellationToken
            );
        }

        using var model = new SentenceModel();
        var search = new ImageSearch(index, options: new() { Meaning = model });
        var tags = words.ToHashSet(StringComparer.Ordinal);
        await search.SearchAsync(new() { Query = TagQueries.Tag(words[0]) }, cancellationToken: cancellationToken);
        run.Report("the model is loaded by a search for a known word", model.IsLoaded ? 1 : 0, "", Bar.Under(0.5));
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        await search.SearchAsync(new() { Query = TagQueries.Tag("xyzzy") }, cancellationToken: cancellationToken);
        run.Report(
            "the first search by meaning, the model's loading included",
            System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalSeconds,
            "s"
        );
        await model.FilledAsync();
        run.Report(
            $"the vectors of {words.Length:N0} tags, behind",
            System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalSeconds,
            "s"
        );
        var asked = EnglishNames
            .Take(words.Length + run.Queries(300), new(2))
            .Where(w => !tags.Contains(w))
            .Take(run.Queries(300))
            .ToArray();
        foreach (var word in asked.Take(20))
        {
            await search.SearchAsync(new() { Query = TagQueries.Tag(word) }, cancellationToken: cancellationToken);
        }

        using var process = System.Diagnostics.Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        var times = await BenchmarkRun.TimeEachAsync(
            asked,
            async word => await search.SearchAsync(new() { Query = TagQueries.Tag(word) }, cancellationToken: cancellationToken)
        );
        process.Refresh();
        var used = (process.TotalProcessorTime - before).TotalMilliseconds / asked.Length;
        run.Report("the same, processor time", used, "ms/search");
        run.Report($"a search by meaning over {words.Length:N0} tags in SQLite", times, Bar.Under(30));
    }
}
