namespace ImageTagging.Benchmarks;

/// <summary>Work that a set does in a process of its own, such as opening an index with nothing cached.</summary>
public interface IBenchmarkChild
{
    /// <summary>What the parent calls it.</summary>
    string Name { get; }

    /// <summary>Works; what the parent shall know is written to the standard output.</summary>
    Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken);
}
