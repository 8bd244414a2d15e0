using ImageTagging.Budgets;
using ImageTagging.Tests.Running;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace ImageTagging.Tests.Budgets;

public sealed class BudgetAccountTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 23, 0, 0, TimeSpan.Zero));
    private readonly StateIndex _index = new();

    [Fact]
    public async Task Blocks_are_a_twentieth_of_the_rest_and_a_unit_at_the_end()
    {
        await using var account = await OpenAsync(Budget.OfCalls(1000, BudgetPeriod.UtcDay));
        List<decimal> held = [];
        while (await account.TryReserveAsync(0.001m, default) is { } unit)
        {
            account.Spend(unit);
            held.Add((await StatusAsync()).Held);
        }

        Assert.Equal(1000, held.Count);
        Assert.Equal(50, held[0]);
        Assert.Equal(1, held[^1]);
        Assert.True(account.IsReached);
        Assert.True(_index.Writes < 150, $"{_index.Writes} writes");
    }

    [Fact]
    public async Task A_block_never_exceeds_a_hundred_calls()
    {
        await using var account = await OpenAsync(Budget.OfCalls(1_000_000, BudgetPeriod.Month));
        await account.TryReserveAsync(0.001m, default);
        Assert.Equal(100, (await StatusAsync()).Held);
    }

    [Fact]
    public async Task What_was_not_used_goes_back_at_the_end()
    {
        var account = await OpenAsync(Budget.OfCalls(1000, BudgetPeriod.UtcDay));
        account.Spend((await account.TryReserveAsync(1, default))!.Value);
        account.GiveBack((await account.TryReserveAsync(1, default))!.Value);
        await account.DisposeAsync();

        var status = await StatusAsync();
        Assert.Equal((1, 0, 999), (status.Spent, status.Held, status.Left));
    }

    [Fact]
    public async Task The_last_unit_in_flight_is_waited_for_because_it_may_come_back()
    {
        await using var account = await OpenAsync(Budget.OfCalls(1));
        var first = (await account.TryReserveAsync(1, default))!.Value;
        var second = account.TryReserveAsync(1, default).AsTask();
        Assert.False(second.IsCompleted);

        account.GiveBack(first);
        var unit = await second;

        Assert.NotNull(unit);
        account.Spend(unit.Value);
        Assert.Null(await account.TryReserveAsync(1, default));
    }

    [Fact]
    public async Task Waiting_for_a_unit_ends_with_cancellation()
    {
        await using var account = await OpenAsync(Budget.OfCalls(1));
        var unit = (await account.TryReserveAsync(1, default))!.Value;
        using var cancelled = new CancellationTokenSource();
        var waiting = account.TryReserveAsync(1, cancelled.Token).AsTask();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        account.Spend(unit);
    }

    [Fact]
    public async Task Money_is_used_to_the_last_call_that_fits()
    {
        await using var account = await OpenAsync(Budget.OfMoney(0.0105m, BudgetPeriod.UtcDay));
        var calls = 0;
        while (await account.TryReserveAsync(0.001m, default) is { } unit)
        {
            account.Spend(unit);
            calls++;
        }

        Assert.Equal(10, calls);
        Assert.NotNull(await account.TryReserveAsync(0.0005m, default));
    }

    /// <summary>Each ledger holds, whatever the machines think the time is; and that they differ is said.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(60 * 24 * 40)]
    public async Task Machines_whose_clocks_differ_exceed_no_budget_and_are_told(int minutes)
    {
        var (slow, fast) = (new FakeTimeProvider(_time.GetUtcNow()), new FakeTimeProvider(_time.GetUtcNow().AddMinutes(minutes)));
        var log = new LineLog();
        var budget = Budget.OfCalls(30, BudgetPeriod.Month);
        var calls = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var round = 0; round < 40; round++)
        {
            foreach (var time in new[] { fast, slow })
            {
                await using (var account = await BudgetAccount.OpenAsync(budget, _index, "run1", sharedRun: false, time, log))
                {
                    for (var i = 0; i < 2 && await account.TryReserveAsync(1, default) is { } unit; i++)
                    {
                        account.Spend(unit);
                        calls[account.Holding.Ledger] = calls.GetValueOrDefault(account.Holding.Ledger) + 1;
                    }
                }

                time.Advance(TimeSpan.FromHours(6));
            }
        }

        Assert.All(calls, c => Assert.InRange(c.Value, 1, 30));
        Assert.All(await new BudgetLedger(_index, _time).ReadAsync(), l => Assert.Equal(calls[l.Ledger], l.Spent));
        Assert.Equal(minutes > 0, log.Lines.Any(l => l.Contains("ahead of this machine's", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_runs_budget_does_not_begin_anew_after_weeks()
    {
        for (var week = 0; week < 8; week++)
        {
            await using (
                var account = await BudgetAccount.OpenAsync(
                    Budget.OfCalls(5),
                    _index,
                    "watch",
                    sharedRun: true,
                    _time,
                    NullLogger.Instance
                )
            )
            {
                for (var i = 0; i < 5; i++)
                {
                    var unit = await account.TryReserveAsync(1, default);
                    Assert.Equal(week == 0, unit is not null);
                    if (unit is { } taken)
                    {
                        account.Spend(taken);
                    }
                }
            }

            // Another run comes by, which clears away what is old.
            _time.Advance(TimeSpan.FromDays(8));
            await using var other = await OpenAsync(Budget.OfCalls(5));
        }
    }

    [Fact]
    public async Task A_draw_that_is_cancelled_after_its_write_is_booked_once()
    {
        var account = await OpenAsync(Budget.OfCalls(1000, BudgetPeriod.UtcDay));
        for (var i = 0; i < 50; i++)
        {
            account.Spend((await account.TryReserveAsync(1, default))!.Value);
        }

        using var cancel = new CancellationTokenSource();
        _index.AfterWrite = () =>
        {
            cancel.Cancel();
            cancel.Token.ThrowIfCancellationRequested();
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => account.TryReserveAsync(1, cancel.Token).AsTask());
        _index.AfterWrite = null;
        account.Spend((await account.TryReserveAsync(1, default))!.Value);
        await account.DisposeAsync();
        Assert.Equal((51, 0), ((await StatusAsync()).Spent, (await StatusAsync()).Held));
    }

    [Fact]
    public async Task A_new_day_brings_a_new_budget_and_what_was_held_goes_back_to_the_old_one()
    {
        await using var account = await OpenAsync(Budget.OfCalls(3, BudgetPeriod.UtcDay));
        account.Spend((await account.TryReserveAsync(1, default))!.Value);
        var late = (await account.TryReserveAsync(1, default))!.Value;
        _time.Advance(TimeSpan.FromHours(2));

        for (var i = 0; i < 3; i++)
        {
            account.Spend((await account.TryReserveAsync(1, default))!.Value);
        }

        account.GiveBack(late);
        Assert.Null(await account.TryReserveAsync(1, default));
        var days = await new BudgetLedger(_index, _time).ReadAsync();
        Assert.Equal(["2026-11-23", "2026-11-24"], days.Select(d => d.Which));
        Assert.Equal([true, false], days.Select(d => d.IsOver));
        Assert.Equal(2, days[0].Spent);
    }

    [Fact]
    public async Task An_answer_that_was_lost_after_the_write_reserves_nothing_twice()
    {
        await using var account = await OpenAsync(Budget.OfCalls(100, BudgetPeriod.UtcDay));
        var lost = 0;
        _index.AfterWrite = () =>
        {
            if (lost++ == 0)
            {
                throw new ImageTaggingException("Lost.") { Kind = FailureKind.Transient };
            }
        };
        var reserving = account.TryReserveAsync(1, default).AsTask();
        for (var i = 0; !reserving.IsCompleted && i < 100; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.NotNull(await reserving);
        Assert.Equal(5, (await StatusAsync()).Held);
    }

    [Fact]
    public async Task An_index_that_stays_away_stops_the_run_with_a_sentence()
    {
        await using var account = await OpenAsync(Budget.OfCalls(100, BudgetPeriod.UtcDay));
        _index.BeforeRead = () => throw new ImageTaggingException("Away.") { Kind = FailureKind.Transient };
        var reserving = account.TryReserveAsync(1, default).AsTask();
        for (var i = 0; !reserving.IsCompleted && i < 1000; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        var fault = await Assert.ThrowsAsync<ImageTaggingException>(() => reserving);
        Assert.Equal((FailureKind.SetUp, "BudgetUnreachable"), (fault.Kind, fault.Code));
        _index.BeforeRead = null;
    }

    [Theory]
    [InlineData(40)]
    [InlineData(100)]
    [InlineData(1_000)]
    public async Task A_clock_that_was_ahead_and_is_put_right_is_back_in_its_own_budget(int days)
    {
        var time = new FastTime(1);
        await using var account = await OpenAsync();
        Assert.Equal(3, await CountAllAsync(account));

        // Whoever opens it meanwhile clears away what is old by that clock.
        time.JumpWallClock(TimeSpan.FromDays(days));
        account.Spend((await account.TryReserveAsync(1, default))!.Value);
        await using (var other = await OpenAsync())
        {
            Assert.InRange(await CountAllAsync(other), 1, 2);
        }

        time.JumpWallClock(TimeSpan.FromDays(-days));
        Assert.Equal(0, await CountAllAsync(account));
        await using var late = await OpenAsync();
        Assert.Equal(0, await CountAllAsync(late));

        ValueTask<BudgetAccount> OpenAsync() =>
            BudgetAccount.OpenAsync(
                Budget.OfCalls(3, BudgetPeriod.Month),
                _index,
                "run1",
                sharedRun: false,
                time,
                NullLogger.Instance
            );
    }

    [Fact]
    public async Task State_of_a_later_version_is_refused_with_a_sentence()
    {
        await _index.TryWriteStateAsync(new() { Name = "budgets/default/calls/day/2026-11-23", Value = """{"v":2}""" });
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(() => CountAsync(Budget.OfCalls(1, BudgetPeriod.UtcDay)));
        Assert.Equal("NewerSchema", fault.Code);
    }

    [Fact]
    public async Task One_block_at_a_time_is_filled_up_ahead_and_the_end_waits_for_it()
    {
        var account = await OpenAsync(Budget.OfCalls(1_000_000, BudgetPeriod.UtcDay));
        account.Spend((await account.TryReserveAsync(1, default))!.Value);
        using var open = new ManualResetEventSlim();
        var reading = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var reads = 0;
        _index.BeforeRead = () =>
        {
            Interlocked.Increment(ref reads);
            reading.TrySetResult();
            open.Wait();
        };

        // The block's other 99 need no ledger; half-way a fill-up starts, and no second one beside it.
        for (var i = 1; i < 100; i++)
        {
            account.Spend((await account.TryReserveAsync(1, default))!.Value);
        }

        await reading.Task;
        var ending = account.DisposeAsync().AsTask();
        Assert.Equal(1, Volatile.Read(ref reads));
        Assert.False(ending.IsCompleted);

        open.Set();
        await ending;
        _index.BeforeRead = null;
        var status = await StatusAsync();
        Assert.Equal((100, 0), (status.Spent, status.Held));
    }

    private async Task<int> CountAsync(Budget budget)
    {
        await using var account = await OpenAsync(budget);
        return await CountAllAsync(account);
    }

    private static async Task<int> CountAllAsync(BudgetAccount account)
    {
        var calls = 0;
        for (; await account.TryReserveAsync(1, default) is { } unit; calls++)
        {
            account.Spend(unit);
        }

        return calls;
    }

    private async Task<BudgetStatus> StatusAsync() => Assert.Single(await new BudgetLedger(_index, _time).ReadAsync());

    private ValueTask<BudgetAccount> OpenAsync(Budget budget) =>
        BudgetAccount.OpenAsync(budget, _index, "run1", sharedRun: false, _time, NullLogger.Instance);
}
