namespace ImageTagging;

/// <summary>Small named state beside the records: leases, budgets, interrupted work. At most 64 KiB.</summary>
public sealed record StateEntry
{
    /// <summary>The name: lower-case segments with <c>/</c> between them, at most 512 bytes; characters beyond that are escaped by who makes the name.</summary>
    public required string Name { get; init; }

    /// <summary>The value, usually JSON; null to delete the entry.</summary>
    public required string? Value { get; init; }

    /// <summary>The token of the stored entry; null: it must be absent.</summary>
    public string? Token { get; init; }
}
