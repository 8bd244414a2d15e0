using System.Globalization;
using System.Text.Json;

namespace ImageTagging.Benchmarks;

/// <summary><c>list</c>, <c>results</c>, <c>child</c>, or the name of a set with its options.</summary>
internal static class BenchmarkCommand
{
    public static async Task<int> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        if (arguments is ["child", var child, ..])
        {
            await BenchmarkSets.Children.Single(c => c.Name == child).RunAsync(arguments[2..], cancellationToken);
            return 0;
        }

        if (arguments is ["results", ..])
        {
            return ResultsPage.Write(Options(arguments.AsSpan(1)));
        }

        if (
            arguments is [] or ["list"] or ["--help"]
            || BenchmarkSets.All.FirstOrDefault(s => s.Name == arguments[0]) is not { } set
        )
        {
            Console.WriteLine(
                "dotnet run -c Release --project benchmarks/ImageTagging.Benchmarks -- SET [--count N] [--queries N]"
            );
            foreach (var known in BenchmarkSets.All)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {known.Name, -20} {known.Title}"));
            }

            return arguments is [] or ["list"] or ["--help"] ? 0 : 2;
        }

        return await RunAsync(set, arguments, cancellationToken);
    }

    private static async Task<int> RunAsync(IBenchmarkSet set, string[] arguments, CancellationToken cancellationToken)
    {
        var options = Options(arguments.AsSpan(1));
        var artifacts = Path.Combine(Repository.Root, "artifacts");
        var scratch = Directory.CreateDirectory(
            Path.Combine(
                options.GetValueOrDefault("scratch") ?? Path.Combine(artifacts, "scratch"),
                set.Name + "-" + Environment.ProcessId
            )
        );
        var file = Path.GetFullPath(options.GetValueOrDefault("output") ?? Path.Combine(artifacts, "bench", set.Name + ".json"));
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await using var kept = new StreamWriter(file) { AutoFlush = true };
        var line = Lines(set, arguments);
        var run = new BenchmarkRun(options, scratch.FullName, Console.Out, m => kept.WriteLine(line(m)));
        Console.WriteLine(set.Title);
        Console.WriteLine(Machine.Describe());
        try
        {
            await set.RunAsync(run, cancellationToken);
        }
        finally
        {
            scratch.Delete(recursive: true);
        }

        return run.Measurements.All(m => m.IsMet != false) ? 0 : 1;
    }

    private static Func<Measurement, string> Lines(IBenchmarkSet set, string[] arguments)
    {
        var (machine, now, commit) = (Machine.Describe(), TimeProvider.System.GetUtcNow(), Repository.Commit());
        return m =>
            JsonSerializer.Serialize(
                new()
                {
                    Set = set.Name,
                    Title = set.Title,
                    Name = m.Name,
                    Value = m.Value,
                    Unit = m.Unit,
                    Bar = m.Bar?.ToString(),
                    Met = m.IsMet,
                    Machine = machine,
                    Command = "dotnet run -c Release --project benchmarks/ImageTagging.Benchmarks -- " + Told(arguments),
                    Date = now,
                    Commit = commit,
                },
                MeasurementJson.Default.MeasurementLine
            );
    }

    // Where files lie is no part of how the results came about.
    private static string Told(string[] arguments) =>
        string.Join(
            ' ',
            arguments
                .Take(1)
                .Concat(
                    arguments
                        .Skip(1)
                        .Chunk(2)
                        .Where(o => o[0] is not "--output" and not "--keep" and not "--scratch")
                        .SelectMany(o => o)
                )
        );

    private static Dictionary<string, string> Options(ReadOnlySpan<string> arguments)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < arguments.Length; i++)
        {
            if (!arguments[i].StartsWith("--", StringComparison.Ordinal) || i + 1 == arguments.Length)
            {
                throw new ArgumentException(
                    $"Options are pairs, such as --count 1000; '{arguments[i]}' is none.",
                    nameof(arguments)
                );
            }

            options[arguments[i][2..]] = arguments[++i];
        }

        return options;
    }
}
