using System.Globalization;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>Every kind of search over one file, in a process of its own: a line for each, then one with the peak of the memory.</summary>
internal sealed class GrowthSearchesChild : IBenchmarkChild
{
    public string Name => "growth-searches";

    /// <summary>Runs the kinds.</summary>
    /// <param name="arguments">The file, how many images it holds, how many different queries of each kind, how many hits lie before a deep page; then words, one of which a kind's name is to contain.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var images = new MillionImages(int.Parse(arguments[1], CultureInfo.InvariantCulture));
        var number = int.Parse(arguments[2], CultureInfo.InvariantCulture);
        var behind = int.Parse(arguments[3], CultureInfo.InvariantCulture);
        List<string> words = [.. arguments.Skip(4)];
        await using var index = new SqliteTagIndex(arguments[0]);
        var queries = new MillionQueries(images, await MillionQueries.BroadTagsAsync(index, images, cancellationToken));
        foreach (var (name, requests) in SearchMeasures.Of(queries, number))
        {
            await MeasureAsync(name, requests, SearchAsync);
        }

        if (IsWanted(SearchMeasures.Suggestions))
        {
            var search = new ImageSearch(index);
            await search.RefreshAsync(cancellationToken);
            await MeasureAsync(
                SearchMeasures.Suggestions,
                [.. MillionQueries.Beginnings(number)],
                async typed => await search.SuggestAsync(typed, 20, cancellationToken: cancellationToken)
            );
        }

        foreach (var sort in SearchMeasures.Sorts)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"the page behind {behind:#,0} hits, {sort}");
            if (IsWanted(name))
            {
                // Each walk to a deep page is ten pages of a thousand hits; there are few different ones.
                var deep = await SearchMeasures.DeepAsync(index, queries, sort, behind, Math.Min(number, 10), cancellationToken);
                await MeasureAsync(name, [.. Enumerable.Repeat(deep, 5).SelectMany(d => d)], SearchAsync);
            }
        }

        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"peak\t{Machine.PeakWorkingSet() / (double)(1 << 20)}\t0\t0\t0")
        );

        async ValueTask SearchAsync(SearchRequest request) => await index.SearchAsync(request, cancellationToken);

        async Task MeasureAsync<T>(string name, IReadOnlyList<T> requests, Func<T, ValueTask> ask)
        {
            if (!IsWanted(name) || requests.Count == 0)
            {
                return;
            }

            // Once around the broad tags, so that what is measured is warm.
            foreach (var request in requests.Take(Math.Max(10, requests.Count / 5)))
            {
                await ask(request);
            }

            var cpu = Environment.CpuUsage.TotalTime;
            var times = await BenchmarkRun.TimeEachAsync(requests, ask);
            cpu = Environment.CpuUsage.TotalTime - cpu;
            double[] sorted = [.. times.Order()];
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name}\t{BenchmarkRun.Percentile(sorted, 0.5)}\t{BenchmarkRun.Percentile(sorted, 0.95)}\t{cpu.TotalMilliseconds / times.Count}\t{times.Count}"
                )
            );
        }

        bool IsWanted(string name) => words.Count == 0 || words.Exists(w => name.Contains(w, StringComparison.Ordinal));
    }
}
