using ImageTagging.Budgets;
using ImageTagging.Leases;

namespace ImageTagging;

/// <summary>What budgets have left, and how to free what a process that died still holds.</summary>
/// <param name="index">The index that the budgets are kept in.</param>
/// <param name="time">The clock; null for the system's.</param>
public sealed class BudgetLedger(ITagIndex index, TimeProvider? time = null)
{
    private static readonly TimeSpan s_keepRuns = TimeSpan.FromDays(7);
    private static readonly TimeSpan s_keepPeriods = TimeSpan.FromDays(62);

    private readonly ITagIndex _index = index ?? throw new ArgumentNullException(nameof(index));
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>Reads every budget's state, of periods that are over too, by name.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ImageTaggingException">The index can't be read.</exception>
    public async Task<IReadOnlyList<BudgetStatus>> ReadAsync(CancellationToken cancellationToken = default)
    {
        var found = new List<BudgetStatus>();
        await foreach (var entry in _index.ListStatesAsync(LedgerName.Root, cancellationToken).ConfigureAwait(false))
        {
            if (entry.Value is not null && LedgerName.TryParse(entry.Name) is { } name)
            {
                found.Add(StatusOf(entry, name));
            }
        }

        return found;
    }

    /// <summary>Gives back to the budget what blocks hold; a block whose owner lives on this machine is left alone.</summary>
    /// <param name="ledger">The ledger's name: <see cref="BudgetStatus.Ledger"/>.</param>
    /// <param name="owner">The block's <see cref="BudgetBlock.Owner"/>; null for every block of the ledger.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The units given back: calls or US dollars.</returns>
    /// <remarks>
    /// Units of a dead owner may have been spent: releasing them lets as many calls be made again. An owner on another machine
    /// cannot be seen from here: release its block only when it is known to have ended.
    /// </remarks>
    /// <exception cref="ImageTaggingException">The index can't be read or written.</exception>
    public async Task<decimal> ReleaseAsync(string ledger, string? owner = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(ledger);
        if (LedgerName.TryParse(ledger) is null)
        {
            throw new ArgumentException("No budget's ledger has such a name.", nameof(ledger));
        }

        var released = 0m;
        await new LedgerStore(_index, _time)
            .ChangeAsync(
                ledger,
                state =>
                {
                    List<LedgerBlock> kept =
                    [
                        .. state.Blocks.Where(b =>
                            (owner is not null && !string.Equals(b.Owner, owner, StringComparison.Ordinal))
                            || ProcessOwner.TryParse(b.Owner) is { IsAlive: true }
                        ),
                    ];
                    released = state.Blocks.Sum(b => b.Units) - kept.Sum(b => b.Units);
                    return kept.Count == state.Blocks.Count ? null : state with { Blocks = kept, At = _time.GetUtcNow() };
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        return released;
    }

    /// <summary>Deletes ledgers of a budget that nobody needs any more: runs of a week ago, periods that ended two months ago.</summary>
    internal static async ValueTask ClearOldAsync(
        ITagIndex index,
        string budget,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        var old = new List<StateEntry>();
        var prefix = $"{LedgerName.Root}{budget}/";
        await foreach (var entry in index.ListStatesAsync(prefix, cancellationToken).ConfigureAwait(false))
        {
            if (
                entry.Value is not null
                && LedgerName.TryParse(entry.Name) is { } name
                && (name.Ends is { } ends ? now - ends > s_keepPeriods : now - LedgerStore.Parse(entry).At > s_keepRuns)
            )
            {
                old.Add(entry);
            }
        }

        foreach (var entry in old)
        {
            await index.TryWriteStateAsync(entry with { Value = null }, cancellationToken).ConfigureAwait(false);
        }
    }

    private BudgetStatus StatusOf(StateEntry entry, LedgerName name)
    {
        var state = LedgerStore.Parse(entry);
        return new BudgetStatus
        {
            Ledger = entry.Name,
            Name = name.Budget,
            IsMoney = name.IsMoney,
            Period = name.Period,
            Which = name.Which,
            IsOver = name.Ends <= _time.GetUtcNow(),
            Limit = state.Limit,
            Spent = state.Spent,
            ChangedAt = state.At,
            Blocks =
            [
                .. state.Blocks.Select(b => new BudgetBlock(b.Owner, b.Units, b.At, ProcessOwner.TryParse(b.Owner)?.Lives)),
            ],
        };
    }
}
