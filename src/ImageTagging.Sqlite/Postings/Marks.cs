using System.Buffers;

namespace ImageTagging.Sqlite.Postings;

/// <summary>Up to which write each term's stored posting is merged: ranges of terms, each with its write. Immutable.</summary>
internal sealed class Marks
{
    private readonly int[] _terms;
    private readonly long[] _sequences;

    private Marks(int[] terms, long[] sequences) => (_terms, _sequences) = (terms, sequences);

    /// <summary>Nothing is merged.</summary>
    public static Marks None { get; } = new([0], [0]);

    /// <summary>Every later write is still to be merged.</summary>
    public long Least => _sequences.Min();

    public long Of(int term)
    {
        var at = Array.BinarySearch(_terms, term);
        return _sequences[at < 0 ? ~at - 1 : at];
    }

    /// <summary>The terms from one up to, and not with, another are merged up to a write.</summary>
    public Marks With(int from, int before, long sequence)
    {
        var (terms, sequences) = (new List<int>(), new List<long>());
        for (var i = 0; i < _terms.Length && _terms[i] < from; i++)
        {
            Append(_terms[i], _sequences[i]);
        }

        Append(from, sequence);
        if (before < int.MaxValue)
        {
            Append(before, Of(before));
            for (var i = 0; i < _terms.Length; i++)
            {
                if (_terms[i] > before)
                {
                    Append(_terms[i], _sequences[i]);
                }
            }
        }

        return new([.. terms], [.. sequences]);

        void Append(int term, long merged)
        {
            if (sequences.Count == 0 || sequences[^1] != merged)
            {
                terms.Add(term);
                sequences.Add(merged);
            }
        }
    }

    public static Marks Read(ReadOnlySpan<byte> from)
    {
        var number = VarInt.ReadInt(ref from);
        if (number == 0 || number > from.Length)
        {
            throw new InvalidDataException("Not a list of marks.");
        }

        var (terms, sequences) = (new int[number], new long[number]);
        for (var i = 0; i < number; i++)
        {
            terms[i] = (i == 0 ? 0 : terms[i - 1]) + VarInt.ReadInt(ref from);
            sequences[i] = (long)VarInt.Read(ref from);
        }

        return terms[0] == 0 ? new(terms, sequences) : throw new InvalidDataException("Not a list of marks.");
    }

    public byte[] ToBytes()
    {
        var to = new ArrayBufferWriter<byte>();
        VarInt.Write(to, (ulong)_terms.Length);
        for (var i = 0; i < _terms.Length; i++)
        {
            VarInt.Write(to, (ulong)(_terms[i] - (i == 0 ? 0 : _terms[i - 1])));
            VarInt.Write(to, (ulong)_sequences[i]);
        }

        return to.WrittenSpan.ToArray();
    }
}
