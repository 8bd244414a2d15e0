using Microsoft.Extensions.Hosting;

namespace ImageTagging.Tool.Serving;

/// <summary>A host that does not listen for signals: the tool does.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
