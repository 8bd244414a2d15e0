namespace ImageTagging.Calling;

/// <summary>The result of tagging one picture: labels, a failure that is data, or a budget that was reached before it could be called.</summary>
internal readonly record struct CallResult
{
    public TaggerResult? Result { get; init; }

    public ImageFailureReason? Failure { get; init; }

    public bool BudgetReached { get; init; }

    /// <summary>Attempts that were made, throttled ones included.</summary>
    public int Attempts { get; init; }
}
