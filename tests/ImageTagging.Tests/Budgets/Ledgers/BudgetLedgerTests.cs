using ImageTagging.Budgets;
using ImageTagging.Leases;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace ImageTagging.Tests.Budgets;

public sealed class BudgetLedgerTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 23, 0, 0, TimeSpan.Zero));
    private readonly StateIndex _index = new();

    [Fact]
    public async Task A_dead_owners_block_counts_as_spent_until_it_is_released()
    {
        var dead = await OpenAsync(Budget.OfCalls(40, BudgetPeriod.UtcDay));
        await dead.TryReserveAsync(1, default);
        // As a process leaves it that was killed: its block stays, under an owner that is no more.
        await ReplaceOwnerAsync("elsewhere|1|2|abc");
        Assert.Equal(38, await CountAsync(Budget.OfCalls(40, BudgetPeriod.UtcDay)));

        var ledger = new BudgetLedger(_index, _time);
        var block = Assert.Single((await StatusAsync()).Blocks);
        Assert.Null(block.IsOwnerAlive);
        Assert.Equal(2, await ledger.ReleaseAsync((await StatusAsync()).Ledger, block.Owner));
        Assert.Equal(0, await CountAsync(Budget.OfCalls(40, BudgetPeriod.UtcDay)));
    }

    [Fact]
    public async Task What_is_released_as_unspent_can_be_spent_again()
    {
        var dead = await OpenAsync(Budget.OfCalls(40, BudgetPeriod.UtcDay));
        await dead.TryReserveAsync(1, default);
        await ReplaceOwnerAsync((ProcessOwner.Current with { Started = "before" }).ToString("abc"));
        var status = await StatusAsync();
        Assert.Equal(
            2,
            await new BudgetLedger(_index, _time).ReleaseAsync(status.Ledger, status.Blocks[0].Owner, asUnspent: true)
        );
        Assert.Equal(40, await CountAsync(Budget.OfCalls(40, BudgetPeriod.UtcDay)));
    }

    /// <summary>Nobody here can see whether the owner still lives, and if it does it goes on with what it holds.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_process_of_another_machine_holds_is_never_released_as_unspent(bool isNamed)
    {
        var living = await OpenAsync(Budget.OfCalls(40, BudgetPeriod.UtcDay));
        var calls = 0;
        living.Spend((await living.TryReserveAsync(1, default))!.Value);
        calls++;
        await ReplaceOwnerAsync("elsewhere|1|2|abc");
        var status = await StatusAsync();
        var ledger = new BudgetLedger(_index, _time);
        var owner = isNamed ? "elsewhere|1|2|abc" : null;
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(() =>
            ledger.ReleaseAsync(status.Ledger, owner, asUnspent: true)
        );
        Assert.Equal("OwnerNotSeen", fault.Code);
        Assert.Contains("process 1 on elsewhere", fault.Message, StringComparison.Ordinal);

        // Another process calls what is left; the living one what it holds.
        calls += await CountAsync(Budget.OfCalls(40, BudgetPeriod.UtcDay));
        living.Spend((await living.TryReserveAsync(1, default))!.Value);
        calls++;
        Assert.Equal(40, calls);
        Assert.Equal(2, await ledger.ReleaseAsync(status.Ledger, owner));
        Assert.Equal((40, 0), ((await StatusAsync()).Spent, (await StatusAsync()).Held));
    }

    [Fact]
    public async Task The_block_of_a_living_process_is_not_released()
    {
        await using var account = await OpenAsync(Budget.OfCalls(40, BudgetPeriod.UtcDay));
        await account.TryReserveAsync(1, default);
        Assert.Equal(0, await new BudgetLedger(_index, _time).ReleaseAsync((await StatusAsync()).Ledger));
        Assert.True(Assert.Single((await StatusAsync()).Blocks).IsOwnerAlive);
    }

    [Fact]
    public async Task A_runs_own_ledger_goes_with_it_and_old_ones_are_cleared()
    {
        await using (var account = await OpenAsync(Budget.OfCalls(10)))
        {
            await account.TryReserveAsync(1, default);
        }

        Assert.Empty(await new BudgetLedger(_index, _time).ReadAsync());
        for (var day = 0; day < 100; day++)
        {
            await CountAsync(Budget.OfCalls(1, BudgetPeriod.UtcDay));
            _time.Advance(TimeSpan.FromDays(1));
        }

        Assert.InRange((await new BudgetLedger(_index, _time).ReadAsync()).Count, 60, 65);
    }

    /// <summary>All that have ended, whichever they are: the sum of their blocks, and the living one's stays.</summary>
    [Theory]
    [InlineData(false, 70, 0)]
    [InlineData(true, 30, 40)]
    public async Task Every_block_whose_owner_ended_is_released_at_once(bool asUnspent, int released, int left)
    {
        var dead = ProcessOwner.Current with { Started = "before" };
        await WriteAsync(
            "budgets/budget/calls/day/2026-11-23",
            new LedgerState
            {
                Limit = 100,
                Spent = 5,
                Blocks =
                [
                    new(dead.ToString("a"), 10, 1, default),
                    new(dead.ToString("b"), 20, 1, default),
                    new("elsewhere|1|2|c", 40, 1, default),
                    new(ProcessOwner.Current.ToString("d"), 8, 1, default),
                ],
            }
        );
        Assert.Equal(
            released,
            await new BudgetLedger(_index, _time).ReleaseAsync("budgets/budget/calls/day/2026-11-23", asUnspent: asUnspent)
        );
        var status = await StatusAsync();
        Assert.Equal(asUnspent ? 5 : 75, status.Spent);
        Assert.Equal(left + 8, status.Held);
        Assert.Equal(_time.GetUtcNow(), status.ChangedAt);
        // Nothing is left that has ended: the same again releases nothing, and writes nothing.
        var writes = _index.Writes;
        if (!asUnspent)
        {
            Assert.Equal(0, await new BudgetLedger(_index, _time).ReleaseAsync(status.Ledger));
            Assert.Equal(writes, _index.Writes);
        }
    }

    [Fact]
    public async Task What_is_no_ledger_is_refused_and_passed_over()
    {
        var ledger = new BudgetLedger(_index, _time);
        await Assert.ThrowsAsync<ArgumentException>(() => ledger.ReleaseAsync(""));
        Assert.Contains(
            "No budget's ledger",
            (await Assert.ThrowsAsync<ArgumentException>(() => ledger.ReleaseAsync("leases/a"))).Message,
            StringComparison.Ordinal
        );
        await _index.TryWriteStateAsync(new() { Name = "budgets/odd", Value = "{}" });
        Assert.Empty(await ledger.ReadAsync());
    }

    [Fact]
    public async Task A_period_is_over_from_its_end_on()
    {
        await WriteAsync("budgets/budget/calls/day/2026-11-23", new() { Limit = 9, Spent = 2 });
        Assert.False((await StatusAsync()).IsOver);
        _time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromTicks(1));
        Assert.False((await StatusAsync()).IsOver);
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.True((await StatusAsync()).IsOver);
    }

    /// <summary>A watch keeps one run id for months, and pays for nothing in most of them.</summary>
    [Fact]
    public async Task Runs_are_kept_longer_than_days_and_of_each_kind_the_latest_stay()
    {
        var now = _time.GetUtcNow();
        for (var i = 0; i < 62; i++)
        {
            await WriteAsync($"budgets/budget/calls/run/new{i}", new() { At = now });
            await WriteAsync($"budgets/budget/calls/day/{now.AddDays(-1 - i):yyyy-MM-dd}", new() { At = now });
        }

        await WriteAsync("budgets/budget/calls/run/months", new() { At = now.AddDays(-399) });
        await WriteAsync("budgets/budget/calls/run/years", new() { At = now.AddDays(-401) });
        await WriteAsync("budgets/budget/calls/day/2026-09-21", new() { At = now });
        await WriteAsync("budgets/budget/calls/day/2026-09-22", new() { At = now });
        // Alone of its kind it stays, however old; and another budget's are another's.
        await WriteAsync("budgets/budget/calls/month/2020-01", new() { At = now.AddYears(-5) });
        await WriteAsync("budgets/other/calls/run/years", new() { At = now.AddDays(-401) });

        var latest = await BudgetLedger.ClearOldAsync(
            _index,
            "budget",
            LedgerName.TryParse("budgets/budget/calls/day/2026-11-23")!,
            _time,
            default
        );

        Assert.Equal("budgets/budget/calls/day/2026-11-22", latest?.ToString());
        var names = (await new BudgetLedger(_index, _time).ReadAsync()).Select(s => s.Ledger).ToHashSet(StringComparer.Ordinal);
        Assert.Contains("budgets/budget/calls/run/months", names);
        Assert.DoesNotContain("budgets/budget/calls/run/years", names);
        Assert.DoesNotContain("budgets/budget/calls/day/2026-09-21", names);
        Assert.Contains("budgets/budget/calls/month/2020-01", names);
        Assert.Contains("budgets/other/calls/run/years", names);
    }

    private async Task WriteAsync(string name, LedgerState state) =>
        await new LedgerStore(_index, _time).ChangeAsync(name, _ => state, default);

    private async Task ReplaceOwnerAsync(string owner)
    {
        var name = (await StatusAsync()).Ledger;
        var entry = (await _index.ReadStateAsync(name))!;
        var now = Assert.Single(LedgerStore.Parse(entry).Blocks).Owner;
        await _index.TryWriteStateAsync(entry with { Value = entry.Value!.Replace(now, owner) });
    }

    private async Task<int> CountAsync(Budget budget)
    {
        await using var account = await OpenAsync(budget);
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
