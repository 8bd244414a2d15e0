namespace ImageTagging.AspNetCore.Guarding;

/// <summary>So many at once; whoever waits too long for a place is told to come again.</summary>
internal sealed class Slots(int atOnce, TimeSpan patience, TimeProvider time, string busy) : IDisposable
{
    private readonly SemaphoreSlim _places = new(atOnce);

    /// <summary>Waits for a place; <see cref="Leave"/> gives it back.</summary>
    /// <exception cref="WebProblemException">There was none in time (503).</exception>
    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        // A place that is free is had, however late the clock says it is.
        if (_places.Wait(0, CancellationToken.None))
        {
            return;
        }

        using var late = new CancellationTokenSource(patience, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            await _places.WaitAsync(stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new WebProblemException(new(503, "Busy", "It cannot be done now.", busy));
        }
    }

    public void Leave() => _places.Release();

    public void Dispose() => _places.Dispose();
}
