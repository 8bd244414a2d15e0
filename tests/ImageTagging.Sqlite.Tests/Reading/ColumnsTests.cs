using ImageTagging.Sqlite.Postings;
using ImageTagging.Sqlite.Reading;

namespace ImageTagging.Sqlite.Tests.Reading;

/// <summary>Ranges over times and numbers are exact, wherever their ends lie between the steps that most are decided by.</summary>
public sealed class ColumnsTests
{
    private const int BlockSlots = ColumnCache.BlockSlots;

    // A chunk and a piece of the next, whose last block is not full.
    private const int Slots = Bits.Slots + ColumnSteps.Slots + BlockSlots + 100;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_range_holds_the_same_as_when_each_value_is_compared(int seed)
    {
        var random = new Random(seed);
        var blocks = Blocks(random, Enumerable.Range(0, (Slots + BlockSlots - 1) / BlockSlots));
        var columns = Columns.None.With(1, Slots, blocks);
        for (var round = 0; round < 20; round++)
        {
            foreach (var ofNumbers in (bool[])[false, true])
            {
                var stored = Stored(blocks, ofNumbers);
                // Ends that values have, that lie beside one, and that none has.
                var (one, other) = (Pick(random, stored), Pick(random, stored));
                var (least, most) = (Math.Min(one, other), Math.Max(one, other));
                for (var chunk = 0; chunk < 2; chunk++)
                {
                    var (among, bits) = (new ulong[Bits.Words], new ulong[Bits.Words]);
                    for (var i = 0; i < among.Length; i++)
                    {
                        among[i] = random.Next(3) switch
                        {
                            0 => 0,
                            1 => ulong.MaxValue,
                            _ => (ulong)random.NextInt64(),
                        };
                    }

                    var those = new int[Bits.Slots];
                    var number = Bits.ToSlots(among, chunk << 16, those);
                    var within = those.AsSpan(0, number).ToArray().Where(s => s < Slots).ToArray();
                    var expected = within.Where(s => stored[s] >= least && stored[s] <= most).ToArray();

                    columns.Select(chunk, ofNumbers, least, most, among, bits);
                    number = Bits.ToSlots(bits, chunk << 16, those);
                    Assert.Equal(expected, those.AsSpan(0, number).ToArray().Where(s => s < Slots));
                    number = columns.Keep(within, ofNumbers, least, most);
                    Assert.Equal(expected, within.AsSpan(0, number).ToArray());
                    var read = new long[expected.Length];
                    columns.Read(expected, ofNumbers, read);
                    Assert.Equal(expected.Select(s => stored[s]), read);
                }
            }
        }
    }

    [Fact]
    public void What_a_later_transaction_changes_is_seen_from_it_on_and_not_before()
    {
        var random = new Random(7);
        var first = Blocks(random, Enumerable.Range(0, 40));
        var before = Columns.None.With(1, 40 * BlockSlots, first);
        var later = Blocks(random, [3, 17, 39, 45, 4_000_000_000]);
        var after = before.With(2, 50 * BlockSlots, [.. later, (-1, new long[2 * BlockSlots])]);

        Dictionary<long, long[]> expected = first.ToDictionary(b => b.Number, b => b.Values);
        AssertHolds(before, 40);
        foreach (var (number, values) in later)
        {
            expected[number] = values;
        }

        AssertHolds(after, 50);
        Assert.Equal((1L, 2L), (before.Sequence, after.Sequence));

        void AssertHolds(Columns columns, int blocks)
        {
            for (var slot = 0; slot < blocks * BlockSlots; slot++)
            {
                var block = expected.GetValueOrDefault(slot / BlockSlots, ColumnCache.Read([]));
                var (time, number) = (block[slot % BlockSlots], block[BlockSlots + (slot % BlockSlots)]);
                Assert.Equal((time, number), (columns.Time(slot), columns.Number(slot)));
                int[] it = [slot];
                Assert.Equal(1, columns.Keep(it, ofNumbers: false, time, time));
                Assert.Equal(1, columns.Keep(it, ofNumbers: true, number, number));
                Assert.Equal(0, columns.Keep(it, ofNumbers: true, number + 1, long.MaxValue));
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
        var steps = values.Select(v => ColumnSteps.StepOf(v, ofNumbers)).ToArray();
        Assert.Equal(steps.Order(), steps);
        Assert.True(steps.Distinct().Count() > 500);
    }

    private static List<(long Number, long[] Values)> Blocks(Random random, IEnumerable<long> numbers) =>
        [.. numbers.Select(n => (n, Enumerable.Range(0, 2 * BlockSlots).Select(_ => Next(random)).ToArray()))];

    private static List<(long Number, long[] Values)> Blocks(Random random, IEnumerable<int> numbers) =>
        Blocks(random, numbers.Select(n => (long)n));

    private static long[] Stored(List<(long Number, long[] Values)> blocks, bool ofNumbers) =>
        [.. blocks.SelectMany(b => b.Values.Skip(ofNumbers ? BlockSlots : 0).Take(BlockSlots)).Take(Slots)];

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
