using ImageTagging.Running;
using Microsoft.Extensions.Time.Testing;

namespace ImageTagging.Tests.Running;

public sealed class RunLifetimeTests
{
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(30);
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Who_interrupts_stops_what_is_new_at_once_and_what_goes_on_after_the_grace()
    {
        using var user = new CancellationTokenSource();
        using var lifetime = new RunLifetime(_time, s_grace, user.Token);
        user.Cancel();

        Assert.Equal(
            (true, false, false),
            (lifetime.IsInterrupted, lifetime.HasFailed, lifetime.Aborting.IsCancellationRequested)
        );
        Assert.True(lifetime.Stopping.IsCancellationRequested);
        _time.Advance(s_grace - TimeSpan.FromMilliseconds(1));
        Assert.False(lifetime.Aborting.IsCancellationRequested);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(lifetime.Aborting.IsCancellationRequested);
        lifetime.ThrowFault();
    }

    [Fact]
    public void The_first_fault_counts_and_an_interruption_after_it_is_none()
    {
        using var user = new CancellationTokenSource();
        using var lifetime = new RunLifetime(_time, s_grace, user.Token);
        var first = new InvalidOperationException("first");
        lifetime.Fail(first);
        lifetime.Fail(new InvalidOperationException("second"));
        user.Cancel();

        Assert.Same(first, lifetime.Fault);
        Assert.Equal((false, true), (lifetime.IsInterrupted, lifetime.HasFailed));
        Assert.Same(first, Assert.Throws<InvalidOperationException>(lifetime.ThrowFault));
    }

    [Fact]
    public void A_cancellation_that_follows_from_the_stop_is_no_fault_and_one_out_of_the_blue_is()
    {
        using var user = new CancellationTokenSource();
        using var stopped = new RunLifetime(_time, s_grace, user.Token);
        using var running = new RunLifetime(_time, s_grace, CancellationToken.None);
        user.Cancel();
        stopped.Fail(new OperationCanceledException());
        running.Fail(new OperationCanceledException("a bug"));

        Assert.False(stopped.HasFailed);
        Assert.True(running.HasFailed && running.Stopping.IsCancellationRequested);
    }

    [Fact]
    public async Task A_part_that_fails_stops_the_run_and_throws_nothing()
    {
        using var lifetime = new RunLifetime(_time, s_grace, CancellationToken.None);
        Assert.True(await lifetime.GuardAsync(() => Task.CompletedTask));
        Assert.False(lifetime.Stopping.IsCancellationRequested);
        Assert.False(await lifetime.GuardAsync(() => throw new InvalidOperationException("a bug")));
        Assert.True(lifetime.Stopping.IsCancellationRequested);
        Assert.False(lifetime.Aborting.IsCancellationRequested);
    }

    [Fact]
    public void Who_aborts_gives_no_grace()
    {
        using var lifetime = new RunLifetime(_time, s_grace, CancellationToken.None);
        lifetime.Abort(new InvalidOperationException("lost"));
        Assert.True(lifetime.Stopping.IsCancellationRequested && lifetime.Aborting.IsCancellationRequested);
        Assert.Equal("lost", lifetime.Fault!.Message);
    }
}
