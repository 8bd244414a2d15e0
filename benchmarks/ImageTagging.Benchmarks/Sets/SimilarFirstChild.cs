using System.Globalization;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>Opens an index and searches for similar pictures for the first time.</summary>
internal sealed class SimilarFirstChild : IBenchmarkChild
{
    public string Name => "similar-first";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var name = new LikeVectors(1, 1).Name(int.Parse(arguments[1], CultureInfo.InvariantCulture));
        await using var index = new SqliteTagIndex(arguments[0]);
        var found = await index.SearchAsync(
            new() { Query = new EverythingQuery(), SimilarTo = SimilarTo.Images(name) },
            cancellationToken
        );
        Console.WriteLine(found.Total);
        _ = await Console.In.ReadLineAsync(cancellationToken);
    }
}
