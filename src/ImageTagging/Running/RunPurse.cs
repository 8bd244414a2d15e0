using ImageTagging.Budgets;

namespace ImageTagging.Running;

/// <summary>A run's budget account; empty where there is no budget.</summary>
internal sealed class RunPurse(BudgetAccount? account) : IAsyncDisposable
{
    /// <summary>The account; null where there is no budget.</summary>
    public BudgetAccount? Account => account;

    /// <inheritdoc />
    public ValueTask DisposeAsync() => account?.DisposeAsync() ?? ValueTask.CompletedTask;
}
