using ImageTagging.Sqlite.Postings;

namespace ImageTagging.Sqlite.Reading;

/// <summary>Slots, rising, with their latest states: confidences in hundredths or <see cref="ChangeSegment.Absent"/>.</summary>
internal readonly ref struct SlotChanges(ReadOnlySpan<int> slots, ReadOnlySpan<short> values)
{
    public ReadOnlySpan<int> Slots { get; } = slots;

    public ReadOnlySpan<short> Values { get; } = values;

    public void Deconstruct(out ReadOnlySpan<int> slots, out ReadOnlySpan<short> values)
    {
        slots = Slots;
        values = Values;
    }

    /// <summary>Where the changes of a chunk stand.</summary>
    public (int Start, int End) In(int chunk)
    {
        var (first, next) = ((long)chunk << 16, (long)(chunk + 1) << 16);
        return (First(Slots, first), First(Slots, next));

        static int First(ReadOnlySpan<int> slots, long slot)
        {
            var (start, end) = (0, slots.Length);
            while (start < end)
            {
                var middle = (start + end) >>> 1;
                (start, end) = slots[middle] < slot ? (middle + 1, end) : (start, middle);
            }

            return start;
        }
    }

    public static SlotChanges Join(SlotChanges older, SlotChanges newer)
    {
        var most = older.Slots.Length + newer.Slots.Length;
        var (slots, values) = (new int[most], new short[most]);
        int o = 0,
            n = 0,
            number = 0;
        while (o < older.Slots.Length || n < newer.Slots.Length)
        {
            var oldSlot = o < older.Slots.Length ? older.Slots[o] : int.MaxValue;
            var newSlot = n < newer.Slots.Length ? newer.Slots[n] : int.MaxValue;
            slots[number] = Math.Min(oldSlot, newSlot);
            values[number++] = newSlot <= oldSlot ? newer.Values[n] : older.Values[o];
            o += oldSlot <= newSlot ? 1 : 0;
            n += newSlot <= oldSlot ? 1 : 0;
        }

        return new(slots.AsSpan(0, number), values.AsSpan(0, number));
    }
}
