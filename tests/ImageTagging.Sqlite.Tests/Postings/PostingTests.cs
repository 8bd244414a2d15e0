using System.Buffers;
using ImageTagging.Sqlite.Postings;
using ImageTagging.Sqlite.Reading;

namespace ImageTagging.Sqlite.Tests.Postings;

/// <summary>Postings of every form against the plain lists that they stand for; from seeds, which a failure names.</summary>
public sealed class PostingTests
{
    public static TheoryData<int, int, bool> Forms =>
        new()
        {
            { 1, 10, true },
            { 2, 4_096, true },
            { 3, 4_097, true },
            { 4, 30_000, true },
            { 5, 65_536, true },
            { 6, 5_000, false },
            { 7, 65_000, false },
            { 8, 300, false },
        };

    [Theory]
    [MemberData(nameof(Forms))]
    public void What_is_written_is_read(int seed, int count, bool hasConfidence)
    {
        var expected = Random(seed, count, hasConfidence);
        var bytes = Write(expected, hasConfidence);
        var posting = Posting.Read(bytes);
        Assert.Equal(count, posting.Count);
        var part = posting.PartOf(3);
        foreach (
            var (least, most) in ((int, int)[])[(0, 10_000), (5_000, 10_000), (4_321, 10_000), (6_000, 7_777), (9_900, 9_900)]
        )
        {
            var found = part.Select(least, most);
            var lows = new ushort[found.Count];
            found.CopyTo(lows);
            Assert.Equal(
                expected.Where(e => hasConfidence ? e.Value >= least && e.Value <= most : least == 0).Select(e => e.Key),
                lows.Select(l => 3 << 16 | l)
            );
        }

        foreach (var low in Enumerable.Range(0, 65_536).Where(l => l % 97 == seed))
        {
            var confidence = expected.TryGetValue(3 << 16 | low, out var there) ? there : -1;
            Assert.Equal(confidence, part.ConfidenceOf(low));
            Assert.Equal(confidence < 0 ? -1 : Levels.Of(confidence), part.LevelOf(low));
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Changes_are_laid_over_alike_in_memory_and_as_stored(int seed, int count, bool hasConfidence)
    {
        var expected = Random(seed, count, hasConfidence);
        var bytes = Write(expected, hasConfidence);
        var random = new Random(seed);
        var changes = new SortedDictionary<int, short>();
        for (var i = 0; i < 5_000; i++)
        {
            var value = random.Next(3) == 0 ? ChangeSegment.Absent : (short)(hasConfidence ? random.Next(10_001) : 0);
            changes[3 << 16 | random.Next(65_536)] = value;
        }

        int[] slots = [.. changes.Keys];
        short[] values = [.. changes.Values];
        var before = expected.Values.GroupBy(v => Levels.Of(v)).ToDictionary(g => g.Key, g => g.Count());
        foreach (var (slot, value) in changes)
        {
            if (value == ChangeSegment.Absent)
            {
                expected.Remove(slot);
            }
            else
            {
                expected[slot] = (ushort)value;
            }
        }

        var patch = new PostingPatch();
        Assert.Equal(hasConfidence ? Posting.Kind.Confident : Posting.Kind.Plain, patch.Read(bytes));
        var delta = new int[Levels.Count];
        patch.Apply(new(slots, values), delta);
        Assert.Equal(expected.Keys, patch.Slots.ToArray());
        Assert.Equal(expected.Values, patch.Confidences.ToArray());
        for (var level = 0; level < Levels.Count; level++)
        {
            Assert.Equal(expected.Values.Count(v => Levels.Of(v) == level), before.GetValueOrDefault(level) + delta[level]);
        }

        var composed = PostingPatch.Compose(Posting.Read(bytes), new(slots, values), hasConfidence);
        Assert.Equal(Write(expected, hasConfidence), Write(ToDictionary(composed), hasConfidence));
    }

    private static SortedDictionary<int, ushort> ToDictionary(Posting posting)
    {
        var (slots, confidences) = (Array.Empty<int>(), Array.Empty<ushort>());
        var count = posting.CopyTo(ref slots, ref confidences);
        return new(Enumerable.Range(0, count).ToDictionary(i => slots[i], i => confidences[i]));
    }

    private static SortedDictionary<int, ushort> Random(int seed, int count, bool hasConfidence)
    {
        var random = new Random(seed);
        var lows = Enumerable.Range(0, 65_536).ToArray();
        random.Shuffle(lows);
        return new(lows.Take(count).ToDictionary(l => 3 << 16 | l, _ => (ushort)(hasConfidence ? random.Next(10_001) : 0)));
    }

    private static byte[] Write(SortedDictionary<int, ushort> slots, bool hasConfidence)
    {
        var bytes = new ArrayBufferWriter<byte>();
        int[] keys = [.. slots.Keys];
        ushort[] confidences = hasConfidence ? [.. slots.Values] : [];
        PostingBytes.Write(bytes, keys, confidences);
        return bytes.WrittenSpan.ToArray();
    }
}
