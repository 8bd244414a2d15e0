using ImageTagging.Running;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ImageTagging.Hosting;

/// <summary>Tells if the index answers.</summary>
internal sealed class IndexHealthCheck(ITagIndex index) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        try
        {
            await index.ReadStateAsync(LastRun.StateName, cancellationToken).ConfigureAwait(false);
            return HealthCheckResult.Healthy($"The {index.Info.Engine} index answers.");
        }
        catch (ImageTaggingException fault)
        {
            return new(context.Registration.FailureStatus, fault.Message, fault);
        }
    }
}
