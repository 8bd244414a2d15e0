namespace ImageTagging.Benchmarks;

/// <summary>What a program wrote, and what it took: time, processor time, and the most bytes that it had in memory.</summary>
internal sealed record ProgramUse(string Output, TimeSpan Elapsed, TimeSpan Processor, long PeakBytes);
