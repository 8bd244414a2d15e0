namespace ImageTagging.Benchmarks.Sets;

/// <summary>The median and the 95th percentile of each kind of search, in milliseconds.</summary>
/// <param name="Percentiles">By the kind's name.</param>
internal sealed record Timings(IReadOnlyDictionary<string, (double P50, double P95)> Percentiles);
