namespace ImageTagging.AspNetCore.Runs;

/// <summary>One plan at a time: it lists every source, so that all who ask meanwhile get the same.</summary>
internal sealed class SharedPlan(IImageTaggingPipeline pipeline, CancellationToken stopping)
{
    private readonly Lock _gate = new();
    private Task<PlanReport>? _going;

    /// <summary>The plan that is being made, else a new one; made to its end also where whoever asked first has left.</summary>
    public Task<PlanReport> AskAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_going is null or { IsCompleted: true })
            {
                _going = Task.Run(() => pipeline.PlanAsync(cancellationToken: stopping), CancellationToken.None);
            }

            return _going.WaitAsync(cancellationToken);
        }
    }
}
