using System.Text.Json;
using ImageTagging.Retry;

namespace ImageTagging.Budgets;

/// <summary>Changes ledgers by compare and swap, patient with an index that is away for a while.</summary>
internal sealed class LedgerStore(ITagIndex index, TimeProvider time)
{
    // With 20 s as the longest wait these are some three minutes.
    private const int MaxFaults = 14;

    public async ValueTask<LedgerState?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        var stored = await index.ReadStateAsync(name, cancellationToken).ConfigureAwait(false);
        return stored?.Value is null ? null : Parse(stored);
    }

    /// <summary>Applies a change until it holds. The change gets what is stored, and answers what is to be stored, or null for nothing (more) to do.</summary>
    /// <exception cref="ImageTaggingException">The index can't be reached, or the entry is not a ledger (<see cref="FailureKind.SetUp"/>).</exception>
    public async ValueTask ChangeAsync(string name, Func<LedgerState, LedgerState?> change, CancellationToken cancellationToken)
    {
        var faults = 0;
        for (var turn = 0; ; turn++)
        {
            try
            {
                var stored = await index.ReadStateAsync(name, cancellationToken).ConfigureAwait(false);
                var state = stored?.Value is null ? new LedgerState() : Parse(stored);
                if (change(state) is not { } next)
                {
                    return;
                }

                var value = JsonSerializer.Serialize(next, LedgerJson.Default.LedgerState);
                var entry = new StateEntry
                {
                    Name = name,
                    Value = value,
                    Token = stored?.Token,
                };
                if (await index.TryWriteStateAsync(entry, cancellationToken).ConfigureAwait(false))
                {
                    return;
                }

                if (turn > 0)
                {
                    await WaitAsync(Math.Min(turn, 6), TimeSpan.FromMilliseconds(2), cancellationToken).ConfigureAwait(false);
                }
            }
            catch (ImageTaggingException fault) when (fault.IsWorthRetry)
            {
                if (++faults > MaxFaults)
                {
                    throw new ImageTaggingException(
                        "The budget cannot be read or written, so no paid call is made; see to the index: " + fault.Message,
                        fault
                    )
                    {
                        Code = "BudgetUnreachable",
                    };
                }

                await WaitAsync(faults, TimeSpan.FromMilliseconds(100), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Deletes a ledger that still is as it was read.</summary>
    public async ValueTask<bool> TryDeleteAsync(
        string name,
        Func<LedgerState, bool> condition,
        CancellationToken cancellationToken
    )
    {
        var stored = await index.ReadStateAsync(name, cancellationToken).ConfigureAwait(false);
        return stored?.Value is not null
            && condition(Parse(stored))
            && await index.TryWriteStateAsync(stored with { Value = null }, cancellationToken).ConfigureAwait(false);
    }

    public static LedgerState Parse(StateEntry entry)
    {
        LedgerState? state = null;
        try
        {
            state = JsonSerializer.Deserialize(entry.Value!, LedgerJson.Default.LedgerState);
        }
        catch (JsonException) { }

        return state is { V: 1 }
            ? state
            : throw new ImageTaggingException(
                $"The budget's state '{entry.Name}' is none that this version reads; use the version that wrote it, or delete that state."
            )
            {
                Code = "NewerSchema",
            };
    }

    private Task WaitAsync(int attempt, TimeSpan first, CancellationToken cancellationToken) =>
        Task.Delay(Backoff.FullJitter(attempt, first, TimeSpan.FromSeconds(20)), time, cancellationToken);
}
