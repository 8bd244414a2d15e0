using ImageTagging.Hosting;
using ImageTagging.Tests.Running;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace ImageTagging.Tests.Hosting;

public sealed class BackgroundRunsTests : IDisposable
{
    private static readonly TimeSpan s_hang = World.Guard;
    private readonly FakeTimeProvider _time = new();
    private readonly FakeLogger<BackgroundRuns> _log = new();
    private readonly SemaphoreSlim _started = new(0);
    private readonly Queue<Exception> _faults = new();
    private int _runs;

    [Fact]
    public async Task It_runs_at_once_and_then_every_so_often()
    {
        using var background = Start();
        await StartedAsync();
        Assert.Equal(1, _runs);
        _time.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(1, _runs);
        _time.Advance(TimeSpan.FromMinutes(1));
        await StartedAsync();
        Assert.Equal(2, _runs);
        await background.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_run_that_fails_is_logged_and_the_next_one_comes()
    {
        _faults.Enqueue(new ImageTaggingException("No such bucket."));
        using var background = Start();
        await StartedAsync();
        _time.Advance(TimeSpan.FromHours(1));
        await StartedAsync();
        Assert.Contains(_log.Collector.GetSnapshot(), r => r.Message.Contains("No such bucket.", StringComparison.Ordinal));
        await background.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_run_elsewhere_on_the_same_keys_is_no_fault()
    {
        _faults.Enqueue(new ImageTaggingException("Another run works.") { Code = "LeaseHeld" });
        using var background = Start();
        await StartedAsync();
        _time.Advance(TimeSpan.FromHours(1));
        await StartedAsync();
        Assert.DoesNotContain(_log.Collector.GetSnapshot(), r => r.Level >= Microsoft.Extensions.Logging.LogLevel.Warning);
        await background.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Stopping_the_host_cancels_the_run_that_goes_on()
    {
        var run = new TaskCompletionSource();
        using var background = Start(cancellation =>
        {
            cancellation.Register(() => run.TrySetCanceled(cancellation));
            return run.Task;
        });
        await StartedAsync();
        await background.StopAsync(CancellationToken.None).WaitAsync(s_hang);
        Assert.True(run.Task.IsCanceled);
    }

    public void Dispose() => _started.Dispose();

    private BackgroundRuns Start(Func<CancellationToken, Task>? run = null)
    {
        var settings = Options.Create(new HostSettings { RunEvery = TimeSpan.FromHours(1) });
        var background = new BackgroundRuns(
            async (_, cancellation) =>
            {
                Interlocked.Increment(ref _runs);
                var fault = _faults.TryDequeue(out var next) ? next : null;
                _started.Release();
                if (fault is not null)
                {
                    throw fault;
                }

                await (run?.Invoke(cancellation) ?? Task.CompletedTask);
            },
            settings,
            _time,
            _log
        );
        _ = background.StartAsync(CancellationToken.None);
        return background;
    }

    private async Task StartedAsync() => Assert.True(await _started.WaitAsync(s_hang), "no run started");
}
