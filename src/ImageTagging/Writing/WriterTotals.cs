namespace ImageTagging.Writing;

/// <summary>What went through a writer. At every moment added = written + superseded + failed + in flight.</summary>
internal readonly record struct WriterTotals(long Added, long Written, long Superseded, long Failed, long InFlight);
