using ImageTagging.Sqlite.Postings;

namespace ImageTagging.Sqlite.Reading;

/// <summary>A time (milliseconds) and a number of each slot, as one transaction left them. Immutable.</summary>
internal sealed class Columns
{
    private const int Slots = ColumnCache.BlockSlots;
    private const int BlocksOfPiece = ColumnSteps.Slots / Slots;

    // What nothing was ever written to; of most blocks, where pictures have no facts.
    private static readonly long[] s_empty = ColumnCache.Read([]);

    private static readonly ulong[] s_all = [.. Enumerable.Repeat(ulong.MaxValue, Bits.Words)];

    // Times, then numbers.
    private readonly long[][] _blocks;
    private readonly ColumnSteps[] _steps;

    private Columns(long sequence, long[][] blocks, ColumnSteps[] steps) =>
        (Sequence, _blocks, _steps) = (sequence, blocks, steps);

    /// <summary>Of no slot.</summary>
    public static Columns None { get; } = new(0, [], []);

    public long Sequence { get; }

    /// <summary>The columns as a later transaction left them.</summary>
    /// <param name="sequence">The transaction's number.</param>
    /// <param name="slots">How many slots there are then.</param>
    /// <param name="changed">The blocks that differ; one beyond the last slot is damage, of which the check tells.</param>
    public Columns With(long sequence, int slots, IEnumerable<(long Number, long[] Values)> changed)
    {
        var blocks = new long[(slots + Slots - 1) / Slots][];
        var steps = new ColumnSteps[(slots + ColumnSteps.Slots - 1) / ColumnSteps.Slots];
        var (knownBlocks, knownSteps) = (Math.Min(blocks.Length, _blocks.Length), Math.Min(steps.Length, _steps.Length));
        _blocks.AsSpan(0, knownBlocks).CopyTo(blocks);
        _steps.AsSpan(0, knownSteps).CopyTo(steps);
        blocks.AsSpan(knownBlocks).Fill(s_empty);
        steps.AsSpan(knownSteps).Fill(ColumnSteps.Empty);
        foreach (
            var piece in changed
                .Where(c => c.Number >= 0 && c.Number < blocks.Length)
                .Select(c => (Number: (int)c.Number, c.Values))
                .GroupBy(c => c.Number / BlocksOfPiece)
        )
        {
            steps[piece.Key] = steps[piece.Key].With(piece.Select(c => (c.Number % BlocksOfPiece, c.Values)));
            foreach (var (number, values) in piece)
            {
                blocks[number] = values;
            }
        }

        return new(sequence, blocks, steps);
    }

    public long Time(int slot) => _blocks[slot / Slots][slot % Slots];

    public long Number(int slot) => _blocks[slot / Slots][Slots + (slot % Slots)];

    /// <summary>The times, or the numbers, of slots that rise.</summary>
    public void Read(ReadOnlySpan<int> of, bool ofNumbers, Span<long> to)
    {
        var offset = ofNumbers ? Slots : 0;
        for (var i = 0; i < of.Length; )
        {
            var number = of[i] / Slots;
            var block = _blocks[number].AsSpan(offset, Slots);
            for (; i < of.Length && of[i] / Slots == number; i++)
            {
                to[i] = block[of[i] % Slots];
            }
        }
    }

    /// <summary>The slots of a chunk whose numbers pass.</summary>
    public ulong[] Select(int chunk, Func<long, bool> passes)
    {
        var bits = new ulong[Bits.Words];
        var first = chunk * (Bits.Slots / Slots);
        for (var i = 0; i < Bits.Slots / Slots && first + i < _blocks.Length; i++)
        {
            var numbers = _blocks[first + i].AsSpan(Slots);
            for (var at = 0; at < numbers.Length; at++)
            {
                if (numbers[at] != 0 && passes(numbers[at]))
                {
                    Bits.Set(bits, (i * Slots) + at);
                }
            }
        }

        return bits;
    }

    /// <summary>The slots of a chunk whose times lie in a closed range.</summary>
    public ulong[] Select(int chunk, long least, long most)
    {
        var bits = new ulong[Bits.Words];
        Select(chunk, ofNumbers: false, least, most, s_all, bits);
        return bits;
    }

    /// <summary>The slots among some of a chunk whose times, or numbers, lie in a closed range; bits of both are 64 to a word.</summary>
    public void Select(int chunk, bool ofNumbers, long least, long most, ReadOnlySpan<ulong> among, Span<ulong> bits)
    {
        const int Words = ColumnSteps.Slots / 64;
        bits.Clear();
        var first = chunk * (Bits.Slots / ColumnSteps.Slots);
        for (var i = 0; i < Bits.Slots / ColumnSteps.Slots && first + i < _steps.Length; i++)
        {
            // The last piece may have fewer blocks.
            var blocks = _blocks.AsSpan((first + i) * BlocksOfPiece);
            blocks = blocks[..Math.Min(BlocksOfPiece, blocks.Length)];
            var words = blocks.Length * Slots / 64;
            _steps[first + i].Select(ofNumbers, least, most, among.Slice(i * Words, words), blocks, bits.Slice(i * Words, words));
        }
    }

    /// <summary>Keeps of some slots those whose times, or numbers, lie in a closed range, in their order; returns how many.</summary>
    public int Keep(Span<int> slots, bool ofNumbers, long least, long most)
    {
        var (from, to) = (ColumnSteps.StepOf(least, ofNumbers), ColumnSteps.StepOf(most, ofNumbers));
        var kept = 0;
        foreach (var slot in slots)
        {
            var step = _steps[slot / ColumnSteps.Slots].Step(slot % ColumnSteps.Slots, ofNumbers);
            if (step >= from && step <= to && ((step > from && step < to) || IsWithin(ofNumbers ? Number(slot) : Time(slot))))
            {
                slots[kept++] = slot;
            }
        }

        return kept;

        bool IsWithin(long value) => value >= least && value <= most;
    }
}
