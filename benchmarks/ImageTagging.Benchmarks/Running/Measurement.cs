namespace ImageTagging.Benchmarks;

/// <summary>One figure.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Value">The figure.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Bar">What it must reach; null where it is only told.</param>
public sealed record Measurement(string Name, double Value, string Unit, Bar? Bar)
{
    /// <summary>Whether the bar is reached; null where there is none.</summary>
    public bool? IsMet => Bar?.IsMetBy(Value);
}
