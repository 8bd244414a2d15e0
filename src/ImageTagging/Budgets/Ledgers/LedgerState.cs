using System.Text.Json.Serialization;

namespace ImageTagging.Budgets;

/// <summary>The stored state of a budget and period: the units spent, and the blocks that processes hold.</summary>
internal sealed record LedgerState
{
    /// <summary>A ledger keeps so many blocks; older ones become spent. Keeps the entry far under an index's limit for named state.</summary>
    public const int MaxBlocks = 200;

    private const decimal MostUnits = 1_000_000_000_000_000;

    public int V { get; init; } = 1;

    /// <summary>The limit that the last run gave, for display only.</summary>
    public decimal Limit { get; init; }

    public decimal Spent { get; init; }

    public DateTimeOffset At { get; init; }

    public IReadOnlyList<LedgerBlock> Blocks { get; init; } = [];

    /// <summary>Tells if nothing is missing, and no number is one that nobody spent: what was damaged must not make a budget larger.</summary>
    public bool IsWhole() =>
        Spent is >= 0 and <= MostUnits && Blocks?.All(b => b is { Owner: not null, Units: >= 0 and <= MostUnits }) == true;

    [JsonIgnore]
    public decimal Taken => Spent + Blocks.Sum(b => b.Units);

    public LedgerBlock? Find(string owner) => Blocks.FirstOrDefault(b => string.Equals(b.Owner, owner, StringComparison.Ordinal));

    /// <summary>The state with an owner's block replaced, or gone where it is null, and so much more spent.</summary>
    public LedgerState With(string owner, LedgerBlock? block, decimal spent, DateTimeOffset now)
    {
        List<LedgerBlock> blocks = [.. Blocks.Where(b => !string.Equals(b.Owner, owner, StringComparison.Ordinal))];
        if (block is not null)
        {
            blocks.Add(block);
        }

        while (blocks.Count > MaxBlocks)
        {
            spent += blocks[0].Units;
            blocks.RemoveAt(0);
        }

        return this with
        {
            Spent = Spent + spent,
            Blocks = blocks,
            At = now,
        };
    }
}

/// <summary>Units that one process holds: spent, in flight or free, only it knows.</summary>
/// <param name="Owner">Who: a <see cref="Leases.ProcessOwner"/> and which of its accounts.</param>
/// <param name="Units">How many.</param>
/// <param name="Turn">Rises with each change, so that an owner knows its own write again where the answer was lost.</param>
/// <param name="At">When it was last changed.</param>
internal sealed record LedgerBlock(string Owner, decimal Units, long Turn, DateTimeOffset At);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LedgerState))]
internal sealed partial class LedgerJson : JsonSerializerContext;
