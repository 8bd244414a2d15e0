using System.Text.Json;
using ImageTagging.Retry;

namespace ImageTagging.Budgets;

/// <summary>Changes ledgers by compare and swap, patient with an index that is away for a while.</summary>
internal sealed class LedgerStore(ITagIndex index, TimeProvider time)
{
    // Others change it at the same time: nobody waits long, as somebody's change went through.
    private static readonly Backoff s_contended = new(TimeSpan.FromMilliseconds(2), TimeSpan.FromMilliseconds(64));

    // With 20 s as the longest wait these are some three minutes.
    private readonly RetryPolicy _retry = new(
        new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(20)) { MaxAttempts = 15 },
        time
    );

    public async ValueTask<LedgerState?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        var stored = await index.ReadStateAsync(name, cancellationToken).ConfigureAwait(false);
        return stored?.Value is null ? null : Parse(stored);
    }

    /// <summary>Applies a change until it holds. The change gets what is stored, and answers what is to be stored, or null for nothing (more) to do.</summary>
    /// <exception cref="ImageTaggingException">The index can't be reached, or the entry is not a ledger (<see cref="FailureKind.SetUp"/>).</exception>
    public async ValueTask ChangeAsync(string name, Func<LedgerState, LedgerState?> change, CancellationToken cancellationToken)
    {
        try
        {
            for (
                var turn = 0;
                !await _retry.ExecuteAsync(token => TryChangeAsync(name, change, token), cancellationToken).ConfigureAwait(false);
                turn++
            )
            {
                if (turn > 0)
                {
                    await Task.Delay(s_contended.Jitter(turn), time, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        catch (ImageTaggingException fault) when (fault.IsWorthRetry)
        {
            throw new ImageTaggingException(
                "The budget cannot be read or written, so no paid call is made; see to the index: " + fault.Message,
                fault
            )
            {
                Code = ErrorCodes.BudgetUnreachable,
            };
        }
    }

    // Whether it holds: the change is made, or there was nothing to change.
    private async ValueTask<bool> TryChangeAsync(
        string name,
        Func<LedgerState, LedgerState?> change,
        CancellationToken cancellationToken
    )
    {
        var stored = await index.ReadStateAsync(name, cancellationToken).ConfigureAwait(false);
        var state = stored?.Value is null ? new LedgerState() : Parse(stored);
        if (change(state) is not { } next)
        {
            return true;
        }

        var entry = new StateEntry
        {
            Name = name,
            Value = JsonSerializer.Serialize(next, LedgerJson.Default.LedgerState),
            Token = stored?.Token,
        };
        return await index.TryWriteStateAsync(entry, cancellationToken).ConfigureAwait(false);
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

        return state is { V: 1 } && state.IsWhole()
            ? state
            : throw new ImageTaggingException(
                $"The budget's state '{entry.Name}' is none that this version reads; use the version that wrote it, or delete that state."
            )
            {
                Code = ErrorCodes.NewerSchema,
            };
    }
}
