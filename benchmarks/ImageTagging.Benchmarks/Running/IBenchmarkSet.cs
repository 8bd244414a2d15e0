namespace ImageTagging.Benchmarks;

/// <summary>A set of measurements that one command runs.</summary>
public interface IBenchmarkSet
{
    /// <summary>What the command line calls it, such as <c>planning</c>.</summary>
    string Name { get; }

    /// <summary>A line for the list of sets and the results page.</summary>
    string Title { get; }

    /// <summary>Measures; every figure goes to <see cref="BenchmarkRun.Report(string, double, string, Bar?)"/> as soon as it is known.</summary>
    Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken);
}
