namespace ImageTagging;

/// <summary>The outcome of one write.</summary>
public enum WriteOutcome
{
    /// <summary>Acknowledged, and so durable.</summary>
    Written,

    /// <summary>The condition did not hold; nothing was written.</summary>
    Conflict,

    /// <summary>The record cannot be written; nothing was written.</summary>
    Failed,
}
