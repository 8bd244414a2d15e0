using ImageTagging.Running;
using ImageTagging.Tests.Budgets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace ImageTagging.Tests.Hosting;

public sealed class HealthCheckTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private readonly StateIndex _index = new();

    [Fact]
    public async Task Without_a_run_and_without_an_age_all_is_well()
    {
        var report = await CheckAsync(maxAge: null);
        Assert.Equal(HealthStatus.Healthy, report.Status);
        Assert.Equal(
            [ImageTaggingHealthChecksExtensions.IndexCheck, ImageTaggingHealthChecksExtensions.LastRunCheck],
            report.Entries.Keys.Order()
        );
    }

    [Fact]
    public async Task A_run_of_another_process_is_seen_and_grows_old()
    {
        await LastRun.Of(Report(RunEnd.Completed)).WriteAsync(_index, CancellationToken.None);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(TimeSpan.FromHours(1))).Status);
        _time.Advance(TimeSpan.FromHours(2));
        var report = await CheckAsync(TimeSpan.FromHours(1));
        Assert.Equal(HealthStatus.Degraded, report.Entries[ImageTaggingHealthChecksExtensions.LastRunCheck].Status);
        Assert.Equal(3L, report.Entries[ImageTaggingHealthChecksExtensions.LastRunCheck].Data["tagged"]);
    }

    [Fact]
    public async Task A_run_that_failed_is_unhealthy_and_says_why()
    {
        var fault = new ImageTaggingException("No such bucket.") { Code = "NoSuchBucket" };
        await LastRun.Of(fault, _time.GetUtcNow(), _time.GetUtcNow()).WriteAsync(_index, CancellationToken.None);
        var entry = (await CheckAsync(null)).Entries[ImageTaggingHealthChecksExtensions.LastRunCheck];
        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.Contains("No such bucket.", entry.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_ended_earlier_does_not_replace_a_later_one()
    {
        await LastRun.Of(Report(RunEnd.Completed)).WriteAsync(_index, CancellationToken.None);
        var earlier = Report(RunEnd.Interrupted) with { StartedAt = _time.GetUtcNow() - TimeSpan.FromDays(1) };
        await LastRun.Of(earlier).WriteAsync(_index, CancellationToken.None);
        Assert.Equal(RunEnd.Completed, (await LastRun.ReadAsync(_index, CancellationToken.None))!.End);
    }

    [Fact]
    public async Task An_index_that_does_not_answer_is_unhealthy()
    {
        _index.BeforeRead = () => throw new ImageTaggingException("The index is away.") { Kind = FailureKind.Transient };
        var report = await CheckAsync(null);
        Assert.All(
            report.Entries.Values,
            entry => Assert.Equal((HealthStatus.Unhealthy, "The index is away."), (entry.Status, entry.Description))
        );
    }

    private RunReport Report(RunEnd end) =>
        new()
        {
            RunId = "1",
            End = end,
            StartedAt = _time.GetUtcNow() - TimeSpan.FromMinutes(5),
            Duration = TimeSpan.FromMinutes(5),
            Counts = new() { Tagged = 3 },
            Taggers = [],
        };

    private async Task<HealthReport> CheckAsync(TimeSpan? maxAge)
    {
        var host = Host.CreateEmptyApplicationBuilder(new());
        host.Services.AddSingleton<TimeProvider>(_time);
        host.Services.AddImageTagging().UseIndex(_index).AddHealthChecks().AddHealthChecks(maxAge);
        using var built = host.Build();
        return await built.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
    }
}
