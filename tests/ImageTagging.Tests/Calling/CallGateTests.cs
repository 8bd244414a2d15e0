using ImageTagging.Calling;
using Microsoft.Extensions.Time.Testing;

namespace ImageTagging.Tests.Calling;

public sealed class CallGateTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Calls_pass_in_the_order_they_came()
    {
        using var gate = new CallGate(10, 8, _time, resumeInline: true);
        var passed = new List<int>();
        var all = Enumerable.Range(0, 5).Select(PassAsync).ToArray();
        for (var i = 0; i < 20; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        await Task.WhenAll(all);
        Assert.Equal([0, 1, 2, 3, 4], passed);

        async Task PassAsync(int number)
        {
            var permit = await gate.EnterAsync(CancellationToken.None).ConfigureAwait(false);
            passed.Add(number);
            gate.Exit(permit, CallEnd.Served);
        }
    }

    [Fact]
    public async Task No_more_are_in_flight_than_allowed()
    {
        using var gate = new CallGate(null, 2, _time, resumeInline: true);
        var first = await gate.EnterAsync(CancellationToken.None);
        await gate.EnterAsync(CancellationToken.None);
        var third = gate.EnterAsync(CancellationToken.None).AsTask();
        Assert.Equal((false, 1, 2), (third.IsCompleted, gate.Waiting, gate.InFlight));
        gate.Exit(first, CallEnd.Served);
        await third;
        Assert.Equal((0, 2), (gate.Waiting, gate.InFlight));
    }

    [Fact]
    public async Task A_caller_that_gives_up_takes_nobodys_turn()
    {
        using var gate = new CallGate(null, 1, _time, resumeInline: true);
        var first = await gate.EnterAsync(CancellationToken.None);
        using var cancelled = new CancellationTokenSource();
        var second = gate.EnterAsync(cancelled.Token).AsTask();
        var third = gate.EnterAsync(CancellationToken.None).AsTask();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        gate.Exit(first, CallEnd.Served);
        await third;
        Assert.Equal((0, 1), (gate.Waiting, gate.InFlight));
    }

    [Fact]
    public async Task A_permit_that_was_not_used_costs_no_turn()
    {
        using var gate = new CallGate(1, 8, _time, resumeInline: true);
        _time.Advance(TimeSpan.FromSeconds(2));
        gate.Exit(await gate.EnterAsync(CancellationToken.None), CallEnd.NotMade);
        Assert.True(gate.EnterAsync(CancellationToken.None).AsTask().IsCompletedSuccessfully);
        Assert.False(gate.EnterAsync(CancellationToken.None).AsTask().IsCompleted);
    }

    [Fact]
    public async Task Many_threads_cancelling_and_calling_leave_the_gate_empty()
    {
        using var gate = new CallGate(null, 4, TimeProvider.System);
        var inFlight = 0;
        await Task.WhenAll(
            Enumerable
                .Range(0, 16)
                .Select(seed =>
                    Task.Run(async () =>
                    {
                        var random = new Random(seed);
                        for (var i = 0; i < 500; i++)
                        {
                            using var cancelled = new CancellationTokenSource();
                            var entering = gate.EnterAsync(cancelled.Token).AsTask();
                            if (random.Next(3) == 0)
                            {
                                await cancelled.CancelAsync();
                            }

                            try
                            {
                                var permit = await entering;
                                Assert.InRange(Interlocked.Increment(ref inFlight), 1, 4);
                                await Task.Yield();
                                Interlocked.Decrement(ref inFlight);
                                gate.Exit(permit, CallEnd.Served);
                            }
                            catch (OperationCanceledException)
                            {
                                // It gave up in the line.
                            }
                        }
                    })
                )
        );
        Assert.Equal((0, 0), (gate.Waiting, gate.InFlight));
    }
}
