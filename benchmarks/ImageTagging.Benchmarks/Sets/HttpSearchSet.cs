using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>Searches over HTTP in an open loop: requests start when they are due, whether those before have ended or not.</summary>
/// <remarks>A time counts from when a request was due, so that a server that falls behind cannot hide it.</remarks>
internal sealed class HttpSearchSet : IBenchmarkSet
{
    private static readonly TimeSpan s_ramp = TimeSpan.FromSeconds(15);

    public string Name => "http-search";

    public string Title => "Search over HTTP in an open loop";

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var images = new MillionImages(run.Count());
        var path = await MillionFile.PathAsync(run, images, cancellationToken);
        IReadOnlyList<string> broad;
        await using (var index = new SqliteTagIndex(path))
        {
            broad = await MillionQueries.BroadTagsAsync(index, images, cancellationToken);
        }

        using var queries = new HttpSearchQueries(images, broad);
        await using var server = ChildProcess.Start("http-search-server", [path]);
        var address = await server.ReadLineAsync(cancellationToken) ?? throw new InvalidOperationException("No server came up.");
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = 512 };
        using var client = new HttpClient(handler) { BaseAddress = new Uri(address), Timeout = TimeSpan.FromSeconds(30) };

        // The page that people open has asked before; what is measured is a server at work.
        _ = await LoadAsync(client, queries, rate: 20, TimeSpan.FromSeconds(run.Number("warm", 5)), cancellationToken);
        var rate = run.Number("rate", 50);
        var time = TimeSpan.FromSeconds(run.Number("seconds", 60));
        var (_, before) = await UseAsync(server, cancellationToken);
        var first = await LoadAsync(client, queries, rate, time / 2, cancellationToken);
        var (half, _) = await UseAsync(server, cancellationToken);
        var second = await LoadAsync(client, queries, rate, time / 2, cancellationToken);
        var (end, after) = await UseAsync(server, cancellationToken);
        List<double> times = [.. first.Times, .. second.Times];
        run.Report($"{rate} requests a second for {time.TotalSeconds:0} s", times, Bar.Under(150));
        run.Report("errors", first.Errors + second.Errors, "requests", Bar.Under(0));
        run.Report("processor time of the server for a request", (after - before) / times.Count, "ms");
        run.Report("memory of the server after half of the time", half / (double)(1 << 20), "MiB");
        run.Report("memory of the server at the end, of that after half", end / (double)half, "", Bar.Under(1.1));
        run.Report(
            "rate at which p95 reaches 500 ms",
            await KneeAsync(run, client, queries, rate, cancellationToken),
            "requests/s"
        );
        await server.EndAsync(cancellationToken);
    }

    // Up by half until it breaks, then to and fro between the last two.
    private static async Task<double> KneeAsync(
        BenchmarkRun run,
        HttpClient client,
        HttpSearchQueries queries,
        double from,
        CancellationToken cancellationToken
    )
    {
        var (good, bad) = (from, double.PositiveInfinity);
        for (var step = 0; step < 12 && bad / good > 1.1; step++)
        {
            var rate = double.IsPositiveInfinity(bad) ? good * 1.5 : Math.Sqrt(good * bad);
            var load = await LoadAsync(client, queries, rate, s_ramp, cancellationToken);
            var p95 = BenchmarkRun.Percentile([.. load.Times.Order()], 0.95);
            run.Say(
                string.Create(CultureInfo.InvariantCulture, $"{rate:0} requests a second: p95 {p95:0} ms, {load.Errors} errors")
            );
            (good, bad) = p95 < 500 && load.Errors == 0 ? (rate, bad) : (good, rate);
            // What was left over from the overload is not the next step's.
            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        }

        return good;
    }

    private static async Task<(IReadOnlyCollection<double> Times, int Errors)> LoadAsync(
        HttpClient client,
        HttpSearchQueries queries,
        double rate,
        TimeSpan time,
        CancellationToken cancellationToken
    )
    {
        var times = new ConcurrentBag<double>();
        var errors = 0;
        var count = (int)(rate * time.TotalSeconds);
        var paths = Enumerable.Range(0, count).Select(_ => queries.Next()).ToArray();
        var asked = new Task[count];
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            var due = TimeSpan.FromSeconds(i / rate);
            var wait = due - Stopwatch.GetElapsedTime(started);
            if (wait > TimeSpan.FromMilliseconds(1))
            {
                await Task.Delay(wait, cancellationToken);
            }

            asked[i] = AskAsync(paths[i], due);
        }

        await Task.WhenAll(asked);
        return (times, errors);

        async Task AskAsync(string path, TimeSpan due)
        {
            try
            {
                using var answer = await client.GetAsync(path, cancellationToken);
                _ = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
                if (!answer.IsSuccessStatusCode)
                {
                    Interlocked.Increment(ref errors);
                }
            }
            catch (Exception fault) when (fault is HttpRequestException or IOException || IsTimeout(fault))
            {
                Interlocked.Increment(ref errors);
            }

            times.Add((Stopwatch.GetElapsedTime(started) - due).TotalMilliseconds);
        }

        bool IsTimeout(Exception fault) => fault is TaskCanceledException && !cancellationToken.IsCancellationRequested;
    }

    private static async Task<(long Memory, double ProcessorMilliseconds)> UseAsync(
        ChildProcess server,
        CancellationToken cancellationToken
    )
    {
        await server.WriteLineAsync("use");
        var memory = long.Parse((await server.ReadLineAsync(cancellationToken))!, CultureInfo.InvariantCulture);
        return (memory, double.Parse((await server.ReadLineAsync(cancellationToken))!, CultureInfo.InvariantCulture));
    }
}
