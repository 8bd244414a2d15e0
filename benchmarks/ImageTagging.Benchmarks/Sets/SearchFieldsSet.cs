using System.Globalization;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>Every field of the query language over photographs with facts, over a tenth of them, and the growth between.</summary>
internal sealed class SearchFieldsSet : IBenchmarkSet, IBenchmarkChild
{
    // Ten times the pictures, and a fifth more for what no longer fits the processor's caches.
    private const double MostGrowth = 12;

    // What takes less is as good as nothing, however it grows.
    private const double Noticeable = 2;

    public string Name => "search-fields";

    public string Title => "Every field of the query language, over photographs with facts (SQLite), and its growth";

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var many = run.Count(300_000);
        var few = await MeasureAsync(run, many / 10, cancellationToken);
        var all = await MeasureAsync(run, many, cancellationToken);
        foreach (var (name, of) in all)
        {
            var before = few[name];
            run.Report($"{name}, {many / 10:#,0} photographs, p95", before[0], "ms");
            run.Report($"{name}, {many:#,0} photographs, p95", of[0], "ms");
            run.Report($"{name}, {many:#,0} photographs, processor time", of[1], "ms");
            run.Report($"{name}, growth of p95", of[0] / before[0], "x", of[0] > Noticeable ? Bar.Under(MostGrowth) : null);
        }
    }

    private async Task<Dictionary<string, double[]>> MeasureAsync(
        BenchmarkRun run,
        int count,
        CancellationToken cancellationToken
    )
    {
        run.Say($"writing {count:#,0} photographs");
        var path = Path.Combine(run.Scratch, string.Create(CultureInfo.InvariantCulture, $"photographs-{count}.db"));
        var images = new MillionImages(count);
        var photographs = new MillionPhotographs(images);
        await using (var index = new SqliteTagIndex(path))
        {
            await index.EnsureReadyAsync(cancellationToken);
            foreach (var some in images.Numbers().Select(n => RecordWrite.Create(photographs.Record(n))).Chunk(1_000))
            {
                await index.WriteAsync(some, cancellationToken);
            }
        }

        run.Say($"searching {count:#,0} photographs");
        var lines = await ChildProcess.RunAsync(
            Name,
            [path, count.ToString(CultureInfo.InvariantCulture), run.Queries(40).ToString(CultureInfo.InvariantCulture)],
            cancellationToken
        );
        File.Delete(path);
        return lines
            .Select(l => l.Split('\t'))
            .ToDictionary(
                l => l[0],
                l => l[1..].Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray(),
                StringComparer.Ordinal
            );
    }

    async Task IBenchmarkChild.RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var number = int.Parse(arguments[2], CultureInfo.InvariantCulture);
        var images = new MillionImages(int.Parse(arguments[1], CultureInfo.InvariantCulture));
        await using var index = new SqliteTagIndex(arguments[0]);
        var search = new ImageSearch(index);
        await search.RefreshAsync(cancellationToken);
        foreach (var (name, make) in Kinds(images))
        {
            var noise = new Noise(7);
            SearchRequest[] requests = [.. Enumerable.Range(0, number).Select(_ => make(ref noise))];
            foreach (var request in requests.Take(Math.Max(2, number / 4)))
            {
                _ = await index.SearchAsync(request, cancellationToken);
            }

            await TellAsync(name, requests, async r => await index.SearchAsync(r, cancellationToken));
        }

        var typed = new Noise(9);
        string[] words = [.. Enumerable.Range(0, number).Select(_ => TagWords.Tag(typed.Next(TagWords.Tags))[..3])];
        await TellAsync(
            "suggestions for three letters",
            words,
            async w => await search.SuggestAsync(w, 20, cancellationToken: cancellationToken)
        );
    }

    private static async Task TellAsync<T>(string name, IReadOnlyCollection<T> asked, Func<T, ValueTask> ask)
    {
        var cpu = Environment.CpuUsage.TotalTime;
        var times = await BenchmarkRun.TimeEachAsync(asked, ask);
        cpu = Environment.CpuUsage.TotalTime - cpu;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{name}\t{BenchmarkRun.Percentile([.. times.Order()], 0.95)}\t{cpu.TotalMilliseconds / times.Count}"
            )
        );
    }

    private delegate SearchRequest Maker(ref Noise noise);

    // As people type them.
    private static IEnumerable<(string Name, Maker Make)> Kinds(MillionImages images)
    {
        yield return Typed("taken: a year", (ref Noise n) => $"taken:{2012 + n.Next(13)}");
        yield return Typed("taken: some weeks", (ref Noise n) => Weeks(2012 + n.Next(13)));
        yield return Typed("taken: a month of any year", (ref Noise n) => "taken:" + Month(n.Next(12)));
        yield return Typed("taken: a season", (ref Noise n) => "taken:" + Seasons[n.Next(4)]);
        yield return Typed("modified: a month", (ref Noise n) => $"modified:{2018 + n.Next(7)}-{1 + n.Next(12):00}");
        yield return Typed("camera: words", (ref Noise n) => $"camera:\"model {n.Next(MillionPhotographs.Cameras)}\"");
        yield return Typed("camera= a value", (ref Noise n) => $"camera=\"{MillionPhotographs.Camera(n.Next(10))}\"");
        yield return Typed("lens: words", (ref Noise n) => $"lens:\"{20 + (10 * n.Next(30))}mm\"");
        yield return Typed("people: a name", (ref Noise n) => $"people:ann{n.Next(MillionPhotographs.People)}");
        yield return Typed("people: a name of all", (ref Noise n) => $"people:walker -people:ann{n.Next(300)}");
        yield return Typed("title: a word", (ref Noise n) => $"title:\"{MillionPhotographs.Word(n.Next(100))}\"");
        yield return Typed(
            "title: two words",
            (ref Noise n) => $"title:\"{MillionPhotographs.Word(n.Next(20))} {MillionPhotographs.Word(n.Next(20))}\""
        );
        yield return Typed("iso at least", (ref Noise n) => $"iso>={100 << n.Next(8)}");
        yield return Typed("rating at least", (ref Noise n) => $"rating>={1 + n.Next(5)}");
        yield return Typed("favourite", (ref Noise n) => $"favourite -taken:{2012 + n.Next(13)}");
        yield return Typed("near: 5 km", (ref Noise n) => Near(ref n, "5km"));
        yield return Typed("near: 200 km", (ref Noise n) => Near(ref n, "200km"));
        yield return Typed(
            "orientation",
            (ref Noise n) => $"orientation:{(n.Next(2) == 0 ? "landscape" : "portrait")} rating>=3"
        );
        yield return Typed("has: position", (ref Noise n) => $"has:position -taken:{2012 + n.Next(13)}");
        yield return Typed("folder: one", (ref Noise n) => $"folder:{MillionImages.FolderOf(n.Next(images.Count)).TrimEnd('/')}");
        yield return Typed("key: a part of names", (ref Noise n) => $"key:*{n.Next(10)}{n.Next(10)}{n.Next(10)}{n.Next(10)}-*");
        yield return Typed("key: the start of names", (ref Noise n) => $"key:photos/0000{n.Next(3)}*");
        yield return Typed("source: all", (ref Noise n) => $"source:{MillionImages.Source} -taken:{2012 + n.Next(13)}");
        yield return Typed(
            "untagged, failed, has:edits",
            (ref Noise n) =>
                n.Next(3) switch
                {
                    0 => "untagged",
                    1 => "failed",
                    _ => "has:edits",
                }
        );
        yield return Typed(
            "any: weighed tags",
            (ref Noise n) => $"any:(\"{TagWords.Tag(n.Next(50))}\" \"{TagWords.Tag(n.Next(500))}\"*0.75)"
        );
        yield return Sorted("everything, latest taken first", SearchSort.TakenNewest);
        yield return Sorted("everything, newest first", SearchSort.Newest);
        yield return Sorted("everything, largest first", SearchSort.Largest);
        yield return Sorted("everything, by name", SearchSort.Name);
        foreach (var field in Enum.GetValues<FacetField>())
        {
            yield return (
                $"facet of {field} of a broad search",
                (ref Noise n) =>
                    new() { Query = TagQueryParser.Parse($"has:position -taken:{2012 + n.Next(13)}"), Facets = [new(field, 20)] }
            );
        }

        yield return (
            "the page's first screen: everything with its facets",
            (ref Noise n) =>
                new()
                {
                    Query = new EverythingQuery(),
                    Size = 40 + n.Next(10),
                    Sort = SearchSort.TakenNewest,
                    Facets = [.. Page.Select(f => new FacetRequest(f, 20))],
                }
        );

        static (string, Maker) Typed(string name, Words text) =>
            (name, (ref Noise n) => new() { Query = TagQueryParser.Parse(text(ref n)) });

        static (string, Maker) Sorted(string name, SearchSort sort) =>
            (name, (ref Noise n) => new() { Query = TagQueryParser.Parse($"-taken:{2012 + n.Next(13)}"), Sort = sort });
    }

    private delegate string Words(ref Noise noise);

    private static FacetField[] Page { get; } =
    [FacetField.Tag, FacetField.TakenYear, FacetField.Camera, FacetField.Person, FacetField.Rating, FacetField.Folder];

    private static string[] Seasons { get; } = ["spring", "summer", "autumn", "winter"];

    private static string Month(int number) =>
        CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(number + 1).ToLowerInvariant();

    private static string Weeks(int year) => string.Create(CultureInfo.InvariantCulture, $"taken:{year}-03-05..{year}-04-20");

    private static string Near(ref Noise noise, string distance) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"near:{35 + (noise.NextDouble() * 20):0.000},{-5 + (noise.NextDouble() * 30):0.000},{distance}"
        );
}
