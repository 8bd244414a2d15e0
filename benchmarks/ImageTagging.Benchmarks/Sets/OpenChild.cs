using System.Diagnostics;
using System.Globalization;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>Opens an index in a new process and answers one search; tells the milliseconds from opening to the answer.</summary>
internal sealed class OpenChild : IBenchmarkChild
{
    public const string ChildName = "open";

    public string Name => ChildName;

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var images = new MillionImages(int.Parse(arguments[1], CultureInfo.InvariantCulture));
        var queries = new MillionQueries(images, [MillionImages.LateTag]);
        var turn = int.Parse(arguments[3], CultureInfo.InvariantCulture);
        var request = (arguments[2] == "facets" ? queries.Facets(turn + 1, withBand: false) : queries.TwoTags(turn + 1)).Last();
        var started = Stopwatch.GetTimestamp();
        await using var index = new SqliteTagIndex(arguments[0]);
        await index.EnsureReadyAsync(cancellationToken);
        await index.SearchAsync(request, cancellationToken);
        Console.WriteLine(Stopwatch.GetElapsedTime(started).TotalMilliseconds.ToString(CultureInfo.InvariantCulture));
    }
}
