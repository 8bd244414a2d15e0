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
