namespace ImageTagging.Tool.Output;

/// <summary>The work of a command on each record of an index, as far as its progress is concerned.</summary>
/// <param name="PerSecond">
/// About how many records a second it goes over on two cores, as the results pages have it: how long it takes is told by that
/// before it starts.
/// </param>
/// <param name="Times">How often it reports each record.</param>
internal sealed record RecordWork(double PerSecond, int Times = 1)
{
    /// <summary>The sentence that says what becomes of it if somebody ends it.</summary>
    public string IfEnded { get; init; } = "Ctrl-C ends it, and nothing is lost.";

    /// <summary>True where a former call may have done some of it, so that only the first report tells how much is left.</summary>
    public bool GoesOn { get; init; }
}
