using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using ImageTagging.Sqlite.Postings;
using ImageTagging.Sqlite.Reading;

namespace ImageTagging.Sqlite.Storage;

/// <summary>The facts that the index derived from a record: its content ids' hashes and its terms, stored beside it.</summary>
/// <param name="IsGone">Whether the record is gone, so that its terms are those of gone images.</param>
/// <param name="Contents">The hashes of the present content's ids.</param>
/// <param name="Previous">The hashes of the former content's ids.</param>
/// <param name="Ids">The ids of the terms, rising within tags and within the others, tags first.</param>
/// <param name="Confidences">The confidences of the tags, in the order of their ids.</param>
internal sealed record Facts(bool IsGone, long[] Contents, long[] Previous, int[] Ids, ushort[] Confidences)
{
    public static Facts None { get; } = new(IsGone: false, [], [], [], []);

    public ReadOnlySpan<int> Tags => Ids.AsSpan(0, Confidences.Length);

    public ReadOnlySpan<int> Others => Ids.AsSpan(Confidences.Length);

    /// <summary>Tells what changes from one record's terms to another's: term, old and new confidence (-1 for none).</summary>
    public static void Compare(Facts before, Facts after, int slot, ChangeList changes)
    {
        if (before.IsGone == after.IsGone || before.Ids.Length == 0 || after.Ids.Length == 0)
        {
            Compare(before, after, before.IsGone || after.IsGone, slot, changes);
        }
        else
        {
            Compare(before, None, before.IsGone, slot, changes);
            Compare(None, after, after.IsGone, slot, changes);
        }
    }

    // A tag's id is never another term's, so that each half is compared with its like.
    private static void Compare(Facts before, Facts after, bool isGone, int slot, ChangeList changes)
    {
        Compare(before.Tags, before.Confidences, after.Tags, after.Confidences, isGone, slot, changes);
        Compare(before.Others, [], after.Others, [], isGone, slot, changes);
    }

    private static void Compare(
        ReadOnlySpan<int> old,
        ReadOnlySpan<ushort> oldValues,
        ReadOnlySpan<int> present,
        ReadOnlySpan<ushort> presentValues,
        bool isGone,
        int slot,
        ChangeList changes
    )
    {
        int o = 0,
            n = 0;
        while (o < old.Length || n < present.Length)
        {
            var oldId = o < old.Length ? old[o] : int.MaxValue;
            var id = n < present.Length ? present[n] : int.MaxValue;
            var was =
                oldId > id ? -1
                : oldValues.IsEmpty ? 0
                : oldValues[o];
            var becomes =
                id > oldId ? -1
                : presentValues.IsEmpty ? 0
                : presentValues[n];
            if (was != becomes)
            {
                changes.Add(TermFields.Term(Math.Min(oldId, id), isGone), slot, was, becomes);
            }

            o += oldId <= id ? 1 : 0;
            n += id <= oldId ? 1 : 0;
        }
    }

    /// <summary>Counts a record's tags at a confidence or over it, or its other terms, as they are stored.</summary>
    /// <param name="from">What is stored.</param>
    /// <param name="ofTags">Whether tags are counted, else the others.</param>
    /// <param name="least">The least confidence of a tag.</param>
    /// <param name="counts">How many records have each term.</param>
    /// <exception cref="InvalidDataException">The bytes are no facts.</exception>
    public static void Count(ReadOnlySpan<byte> from, bool ofTags, int least, Dictionary<int, long> counts)
    {
        if (from.IsEmpty)
        {
            throw new InvalidDataException("A record's facts are missing.");
        }

        from = from[1..];
        PassHashes(ref from);
        PassHashes(ref from);
        var tags = VarInt.ReadInt(ref from);
        var others = VarInt.ReadInt(ref from);
        if (tags + others > from.Length)
        {
            throw new InvalidDataException("A record's facts were cut short.");
        }

        Span<int> ids = tags <= 256 ? stackalloc int[tags] : new int[tags];
        var id = 0;
        for (var i = 0; i < tags; i++)
        {
            ids[i] = id += VarInt.ReadInt(ref from);
        }

        id = 0;
        for (var i = 0; i < others; i++)
        {
            id += VarInt.ReadInt(ref from);
            if (!ofTags)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(counts, id, out _)++;
            }
        }

        for (var i = 0; ofTags && i < tags; i++)
        {
            if (BinaryPrimitives.ReadUInt16LittleEndian(from[(2 * i)..]) >= least)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(counts, ids[i], out _)++;
            }
        }
    }

    public static Facts Read(ReadOnlySpan<byte> from)
    {
        if (from.IsEmpty)
        {
            throw new InvalidDataException("A record's facts are missing.");
        }

        var isGone = from[0] == 1;
        from = from[1..];
        var contents = ReadHashes(ref from);
        var previous = ReadHashes(ref from);
        var tags = VarInt.ReadInt(ref from);
        var all = tags + VarInt.ReadInt(ref from);
        if (all > from.Length)
        {
            throw new InvalidDataException("A record's facts were cut short.");
        }

        var ids = new int[all];
        for (var i = 0; i < all; i++)
        {
            ids[i] = VarInt.ReadInt(ref from) + (i == 0 || i == tags ? 0 : ids[i - 1]);
        }

        var confidences = new ushort[tags];
        for (var i = 0; i < tags; i++)
        {
            confidences[i] = BinaryPrimitives.ReadUInt16LittleEndian(from[(2 * i)..]);
        }

        return new(isGone, contents, previous, ids, confidences);
    }

    public void Write(ArrayBufferWriter<byte> to)
    {
        to.GetSpan(1)[0] = IsGone ? (byte)1 : (byte)0;
        to.Advance(1);
        WriteHashes(to, Contents);
        WriteHashes(to, Previous);
        VarInt.Write(to, (ulong)Confidences.Length);
        VarInt.Write(to, (ulong)(Ids.Length - Confidences.Length));
        for (var i = 0; i < Ids.Length; i++)
        {
            VarInt.Write(to, (ulong)(Ids[i] - (i == 0 || i == Confidences.Length ? 0 : Ids[i - 1])));
        }

        var bytes = to.GetSpan(2 * Confidences.Length);
        for (var i = 0; i < Confidences.Length; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes[(2 * i)..], Confidences[i]);
        }

        to.Advance(2 * Confidences.Length);
    }

    private static long[] ReadHashes(ref ReadOnlySpan<byte> from)
    {
        var number = VarInt.ReadInt(ref from);
        if (number > from.Length / 8)
        {
            throw new InvalidDataException("A record's facts were cut short.");
        }

        var hashes = new long[number];
        for (var i = 0; i < number; i++)
        {
            hashes[i] = BinaryPrimitives.ReadInt64LittleEndian(from[(8 * i)..]);
        }

        from = from[(8 * number)..];
        return hashes;
    }

    private static void PassHashes(ref ReadOnlySpan<byte> from)
    {
        var number = VarInt.ReadInt(ref from);
        from =
            number <= from.Length / 8 ? from[(8 * number)..] : throw new InvalidDataException("A record's facts were cut short.");
    }

    private static void WriteHashes(ArrayBufferWriter<byte> to, long[] hashes)
    {
        VarInt.Write(to, (ulong)hashes.Length);
        foreach (var hash in hashes)
        {
            BinaryPrimitives.WriteInt64LittleEndian(to.GetSpan(8), hash);
            to.Advance(8);
        }
    }
}
