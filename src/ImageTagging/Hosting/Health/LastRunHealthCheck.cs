using ImageTagging.Running;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace ImageTagging.Hosting;

/// <summary>How the last run ended, whichever process made it, and whether that is too long ago.</summary>
internal sealed class LastRunHealthCheck(ITagIndex index, IOptions<HostSettings> settings, TimeProvider time) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        LastRun? last;
        try
        {
            last = await LastRun.ReadAsync(index, cancellationToken).ConfigureAwait(false);
        }
        catch (ImageTaggingException fault)
        {
            return new(context.Registration.FailureStatus, fault.Message, fault);
        }

        var most = settings.Value.LastRunMaxAge;
        if (last is null)
        {
            return most is null
                ? HealthCheckResult.Healthy("There was no run yet.")
                : HealthCheckResult.Degraded("There was no run yet.");
        }

        var age = time.GetUtcNow() - last.EndedAt;
        Dictionary<string, object> data = new(StringComparer.Ordinal)
        {
            ["endedAt"] = last.EndedAt,
            ["end"] = last.End?.ToString() ?? last.Code ?? "Failed",
            ["ageSeconds"] = Math.Round(age.TotalSeconds),
            ["tagged"] = last.Counts.Tagged,
            ["failed"] = last.Counts.Failed,
            ["left"] = last.Counts.Left,
        };
        return last.End is null or RunEnd.Failed
                ? new(context.Registration.FailureStatus, $"The last run failed: {last.Message}", data: data)
            : last.End == RunEnd.GuardHeld
                ? HealthCheckResult.Degraded($"The last run held removals back: {last.Message}", data: data)
            : age > most
                ? HealthCheckResult.Degraded(
                    $"The last run ended {age:d\\.hh\\:mm\\:ss} ago, longer than {most:d\\.hh\\:mm\\:ss}.",
                    data: data
                )
            : HealthCheckResult.Healthy($"The last run ended with {last.End}.", data);
    }
}
