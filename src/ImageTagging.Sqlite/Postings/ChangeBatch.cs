using System.Buffers;
using System.Buffers.Binary;

namespace ImageTagging.Sqlite.Postings;

/// <summary>The changes of one write transaction, with the levels that they replaced, as the file keeps them until they are merged.</summary>
internal sealed class ChangeBatch(long sequence, ChangeSegment changes, sbyte[] oldLevels)
{
    public long Sequence => sequence;

    public ChangeSegment Changes => changes;

    /// <summary>For each change the level that the slot had, or -1 where it did not have the term.</summary>
    public ReadOnlySpan<sbyte> OldLevels => oldLevels;

    /// <summary>Appends the batch: its length, then its number and changes.</summary>
    public void Write(ArrayBufferWriter<byte> to)
    {
        var body = new ArrayBufferWriter<byte>(16 + (changes.Count * 6));
        VarInt.Write(body, (ulong)sequence);
        VarInt.Write(body, (ulong)changes.Count);
        VarInt.Write(body, (ulong)changes.Terms.Length);
        var before = 0;
        for (var i = 0; i < changes.Terms.Length; i++)
        {
            var (start, end) = changes.At(i);
            VarInt.Write(body, (ulong)(changes.Terms[i] - before));
            VarInt.Write(body, (ulong)(end - start));
            before = changes.Terms[i];
            var slot = 0;
            for (var at = start; at < end; at++)
            {
                VarInt.Write(body, (ulong)(changes.Slots[at] - slot));
                slot = changes.Slots[at];
            }

            var values = body.GetSpan(3 * (end - start));
            for (var at = start; at < end; at++)
            {
                BinaryPrimitives.WriteInt16LittleEndian(values[(3 * (at - start))..], changes.Values[at]);
                values[(3 * (at - start)) + 2] = (byte)oldLevels[at];
            }

            body.Advance(3 * (end - start));
        }

        VarInt.Write(to, (ulong)body.WrittenCount);
        to.Write(body.WrittenSpan);
    }

    /// <summary>Reads the next batch; null, and passed over, where it is not behind a number.</summary>
    /// <exception cref="InvalidDataException">The bytes are no batch.</exception>
    public static ChangeBatch? Read(ref ReadOnlySpan<byte> from, long behind)
    {
        var length = VarInt.ReadInt(ref from);
        if (length > from.Length)
        {
            throw new InvalidDataException("A batch of changes was cut short.");
        }

        var body = from[..length];
        from = from[length..];
        var sequence = (long)VarInt.Read(ref body);
        return sequence > behind ? ReadBody(sequence, body) : null;
    }

    private static ChangeBatch ReadBody(long sequence, ReadOnlySpan<byte> body)
    {
        var count = VarInt.ReadInt(ref body);
        var number = VarInt.ReadInt(ref body);
        if (count > body.Length || number > count)
        {
            throw new InvalidDataException("Not a batch of changes.");
        }

        var (terms, starts) = (new int[number], new int[number + 1]);
        var (slots, values, levels) = (new int[count], new short[count], new sbyte[count]);
        int term = 0,
            next = 0;
        for (var i = 0; i < number; i++)
        {
            term += VarInt.ReadInt(ref body);
            terms[i] = term;
            var end = next + VarInt.ReadInt(ref body);
            if (end > count)
            {
                throw new InvalidDataException("Not a batch of changes.");
            }

            var slot = 0;
            for (var at = next; at < end; at++)
            {
                slot += VarInt.ReadInt(ref body);
                slots[at] = slot;
            }

            for (; next < end; next++)
            {
                values[next] = BinaryPrimitives.ReadInt16LittleEndian(body);
                levels[next] = (sbyte)body[2];
                body = body[3..];
            }

            starts[i + 1] = end;
        }

        return new(sequence, new(sequence - 1, sequence, terms, starts, slots, values), levels);
    }
}
