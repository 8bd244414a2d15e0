using System.Diagnostics;
using System.Globalization;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>Opens an index and searches for the first time: two tags, then facets of a broad tag.</summary>
internal sealed class SqliteFirstChild : IBenchmarkChild
{
    public string Name => "sqlite-first";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        await using var index = new SqliteTagIndex(arguments[0]);
        var both = new AndQuery(new([new HasTagQuery(arguments[1]), new HasTagQuery(arguments[2])]));
        var found = await index.SearchAsync(new() { Query = both }, cancellationToken);
        Console.WriteLine(found.Total);
        var started = Stopwatch.GetTimestamp();
        _ = await index.SearchAsync(
            new() { Query = new HasTagQuery(arguments[3]), Facets = [new(FacetField.Tag, 20)] },
            cancellationToken
        );
        Console.WriteLine(Stopwatch.GetElapsedTime(started).TotalMilliseconds.ToString(CultureInfo.InvariantCulture));
        _ = await Console.In.ReadLineAsync(cancellationToken);
    }
}
