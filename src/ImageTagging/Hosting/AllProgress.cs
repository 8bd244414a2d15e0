namespace ImageTagging.Hosting;

/// <summary>Tells everybody whom a host registered how far a run is.</summary>
internal sealed class AllProgress(IReadOnlyList<IProgress<RunProgress>> receivers) : IProgress<RunProgress>
{
    /// <summary>All of them as one; null for nobody.</summary>
    public static AllProgress? Of(IEnumerable<IProgress<RunProgress>> receivers) =>
        receivers.ToArray() is { Length: > 0 } all ? new(all) : null;

    public void Report(RunProgress value)
    {
        foreach (var receiver in receivers)
        {
            receiver.Report(value);
        }
    }
}
