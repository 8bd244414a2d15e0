using ImageTagging.Sqlite.Reading;

namespace ImageTagging.Sqlite.Tests.Reading;

/// <summary>Ranges over times and numbers are exact, wherever their ends lie between the steps that most are decided by.</summary>
public sealed class ColumnBlockTests
{
    private const int Slots = ColumnCache.BlockSlots;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_range_holds_the_same_as_when_each_value_is_compared(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 200; round++)
        {
            long[] values = [.. Enumerable.Range(0, 2 * Slots).Select(_ => Next(random))];
            var block = new ColumnBlock([.. values]);
            foreach (var ofNumbers in (bool[])[false, true])
            {
                var stored = values.AsSpan(ofNumbers ? Slots : 0, Slots).ToArray();
                // Ends that values have, that lie beside one, and that none has.
                var (one, other) = (Pick(random, stored), Pick(random, stored));
                var (least, most) = (Math.Min(one, other), Math.Max(one, other));
                var bits = new ulong[Slots / 64];
                block.Select(ofNumbers, least, most, bits);
                for (var i = 0; i < Slots; i++)
                {
                    Assert.Equal(stored[i] >= least && stored[i] <= most, (bits[i / 64] >> (i % 64) & 1) == 1);
                    Assert.Equal(stored[i], ofNumbers ? block.Number(i) : block.Time(i));
                }
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Of_two_values_the_greater_ones_step_is_never_less(bool ofNumbers)
    {
        var random = new Random(7);
        long[] values =
        [
            .. Enumerable.Range(0, 5_000).Select(_ => Next(random)).SelectMany(v => new[] { v, unchecked(v + 1) }),
            long.MinValue,
            -1,
            0,
            1,
            long.MaxValue,
        ];
        Array.Sort(values);
        var steps = values.Select(v => ColumnBlock.StepOf(v, ofNumbers)).ToArray();
        Assert.Equal(steps.Order(), steps);
        Assert.True(steps.Distinct().Count() > 500);
    }

    private static long Pick(Random random, long[] stored) =>
        random.Next(4) switch
        {
            0 => Next(random),
            1 => unchecked(stored[random.Next(stored.Length)] + random.Next(-1, 2)),
            _ => stored[random.Next(stored.Length)],
        };

    // Of every size, below and beyond what a file tells; many of a few days, many of one time.
    private static long Next(Random random) =>
        random.Next(6) switch
        {
            0 => random.NextInt64() >> random.Next(63),
            1 => -(random.NextInt64() >> random.Next(63)),
            2 => long.MinValue,
            3 => 1_700_000_000_000 + random.NextInt64(300_000_000),
            4 => 1_700_000_000_000 + random.Next(3),
            _ => random.NextInt64(4_000_000_000_000),
        };
}
