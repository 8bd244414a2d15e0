using ImageTagging.Budgets;
using ImageTagging.Leases;
using ImageTagging.Telemetry;

namespace ImageTagging;

/// <summary>The state of budgets, and a way to free what a process that died still holds.</summary>
/// <param name="index">The index that the budgets are kept in.</param>
/// <param name="time">The clock; null for the system's.</param>
public sealed class BudgetLedger(ITagIndex index, TimeProvider? time = null)
{
    // A watch keeps one run id for months, and may have nothing to pay for in most of them.
    private static readonly TimeSpan s_keepRuns = TimeSpan.FromDays(400);
    private static readonly TimeSpan s_keepPeriods = TimeSpan.FromDays(62);

    // By a clock alone that jumps ahead, the present month's ledger would be one of long ago.
    private const int KeptOfAKind = 62;

    private readonly ITagIndex _index = index ?? throw new ArgumentNullException(nameof(index));
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>Reads every budget's state, of periods that are over too, by name.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The budgets that have a ledger, by name.</returns>
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

    /// <summary>Ends blocks that nobody holds any more; a block whose owner lives on this machine is left alone.</summary>
    /// <param name="ledger">The ledger's name: <see cref="BudgetStatus.Ledger"/>.</param>
    /// <param name="owner">The block's <see cref="BudgetBlock.Owner"/>; null for every block of the ledger.</param>
    /// <param name="asUnspent">
    /// Whether the units are known not to have been spent, and so may be spent again; only of owners that have ended for certain, as
    /// one that lives goes on spending them. False counts them as spent: the budget never grows by a release.
    /// </param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The units that the blocks held: calls or US dollars.</returns>
    /// <remarks>
    /// An owner on another machine cannot be seen from here: its block can be released as spent only, whatever became of it.
    /// </remarks>
    /// <exception cref="ImageTaggingException">
    /// The index can't be read or written; or blocks were to be released as unspent, and of none it is certain that its owner ended
    /// (code <c>OwnerNotSeen</c>).
    /// </exception>
    public async Task<decimal> ReleaseAsync(
        string ledger,
        string? owner = null,
        bool asUnspent = false,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(ledger);
        if (LedgerName.TryParse(ledger) is null)
        {
            throw new ArgumentException("No budget's ledger has such a name.", nameof(ledger));
        }

        var released = 0m;
        LedgerBlock? unseen = null;
        await new LedgerStore(_index, _time)
            .ChangeAsync(
                ledger,
                state =>
                {
                    var asked = state
                        .Blocks.Where(b => owner is null || string.Equals(b.Owner, owner, StringComparison.Ordinal))
                        .ToLookup(b => ProcessOwner.TryParse(b.Owner)?.Lives);
                    unseen = asUnspent ? asked[null].FirstOrDefault() : null;
                    LedgerBlock[] ended = [.. asked[false], .. asked[null].Where(_ => !asUnspent)];
                    List<LedgerBlock> kept = [.. state.Blocks.Except(ended)];
                    released = state.Blocks.Sum(b => b.Units) - kept.Sum(b => b.Units);
                    return kept.Count == state.Blocks.Count
                        ? null
                        : state with
                        {
                            Spent = state.Spent + (asUnspent ? 0 : released),
                            Blocks = kept,
                            At = _time.GetUtcNow(),
                        };
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        return released > 0 || unseen is null
            ? released
            : throw new ImageTaggingException(
                $"Whether {Printable.Text(ProcessOwner.TryParse(unseen.Owner)?.InWords() ?? unseen.Owner)} still runs cannot be seen from here, so what it holds cannot be made free again: release it there, or count it as spent."
            )
            {
                Code = ErrorCodes.OwnerNotSeen,
            };
    }

    /// <summary>Reads the units that a budget would allow a run now.</summary>
    internal static async ValueTask<decimal> LeftAsync(
        ITagIndex index,
        Budget budget,
        string runId,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var name = LedgerName.Of(budget, runId, now).ToString();
        var stored = await index.ReadStateAsync(name, cancellationToken).ConfigureAwait(false);
        return stored?.Value is null ? budget.Limit : Math.Max(0, budget.Limit - LedgerStore.Parse(stored).Taken);
    }

    /// <summary>
    /// Deletes ledgers of a budget that nobody needs any more: runs that spent nothing for over a year, periods that ended two months ago.
    /// Never the one that is being opened, nor the latest of its kind: without them a budget would begin anew.
    /// </summary>
    /// <returns>The latest period whose ledger is there; null where there is none.</returns>
    internal static async ValueTask<LedgerName?> ClearOldAsync(
        ITagIndex index,
        string budget,
        LedgerName opened,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        var there = new List<(LedgerName Name, DateTimeOffset At, StateEntry Entry)>();
        var prefix = $"{LedgerName.Root}{budget}/";
        await foreach (var entry in index.ListStatesAsync(prefix, cancellationToken).ConfigureAwait(false))
        {
            if (entry.Value is not null && LedgerName.TryParse(entry.Name) is { } name && name != opened)
            {
                there.Add((name, name.Ends ?? LedgerStore.Parse(entry).At, entry));
            }
        }

        var old = there
            .GroupBy(l => (l.Name.IsMoney, l.Name.Period))
            .SelectMany(kind => kind.OrderByDescending(l => l.At).Skip(KeptOfAKind))
            .Where(l => now - l.At > (l.Name.Period == BudgetPeriod.Run ? s_keepRuns : s_keepPeriods));
        foreach (var (_, _, entry) in old)
        {
            await index.TryWriteStateAsync(entry with { Value = null }, cancellationToken).ConfigureAwait(false);
        }

        return there.Select(l => l.Name).MaxBy(n => n.Begins);
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
