using System.Buffers;
using ImageTagging.Sqlite.Postings;

namespace ImageTagging.Sqlite.Reading;

/// <summary>Lays changes over postings. One thread uses it, again and again.</summary>
internal sealed class PostingPatch
{
    private int[] _slots = new int[1024];
    private ushort[] _confidences = new ushort[1024];
    private int[] _nextSlots = new int[1024];
    private ushort[] _nextConfidences = new ushort[1024];
    private int _count;

    public ReadOnlySpan<int> Slots => _slots.AsSpan(0, _count);

    /// <summary>The confidence of each slot; 0 where the term has none.</summary>
    public ReadOnlySpan<ushort> Confidences => _confidences.AsSpan(0, _count);

    /// <summary>The posting with the changes, as one to be kept.</summary>
    public static Posting Compose(Posting posting, SlotChanges changes, bool hasConfidence)
    {
        var patch = new PostingPatch();
        patch._count = posting.CopyTo(ref patch._slots, ref patch._confidences);
        patch.Apply(changes, new int[Levels.Count]);
        if (patch.Slots.IsEmpty)
        {
            return Posting.Empty;
        }

        var bytes = new ArrayBufferWriter<byte>(64 + (4 * patch.Slots.Length));
        PostingBytes.Write(bytes, patch.Slots, hasConfidence ? patch.Confidences : []);
        return Posting.Read(bytes.WrittenSpan);
    }

    /// <summary>Reads what is stored into <see cref="Slots"/>.</summary>
    /// <exception cref="InvalidDataException">The bytes are no posting.</exception>
    public Posting.Kind Read(ReadOnlySpan<byte> stored)
    {
        (var kind, _count) = Posting.Decode(stored, ref _slots, ref _confidences);
        return kind;
    }

    /// <summary>Lays changes over <see cref="Slots"/>, and adds to the counts by level what they change.</summary>
    public void Apply(SlotChanges changes, int[] delta)
    {
        var (slots, values) = changes;
        if (_nextSlots.Length < _count + slots.Length)
        {
            _nextSlots = new int[(_count + slots.Length) * 3 / 2];
            _nextConfidences = new ushort[_nextSlots.Length];
        }

        var old = Slots;
        var oldConfidences = Confidences;
        var next = _nextSlots.AsSpan();
        var nextConfidences = _nextConfidences.AsSpan();
        int at = 0,
            number = 0;
        for (var i = 0; i < slots.Length; i++)
        {
            var start = at;
            while (at < old.Length && old[at] < slots[i])
            {
                at++;
            }

            old[start..at].CopyTo(next[number..]);
            oldConfidences[start..at].CopyTo(nextConfidences[number..]);
            number += at - start;
            if (at < old.Length && old[at] == slots[i])
            {
                delta[Levels.Of(oldConfidences[at++])]--;
            }

            if (values[i] != ChangeSegment.Absent)
            {
                next[number] = slots[i];
                nextConfidences[number++] = (ushort)values[i];
                delta[Levels.Of(values[i])]++;
            }
        }

        old[at..].CopyTo(next[number..]);
        oldConfidences[at..].CopyTo(nextConfidences[number..]);
        _count = number + old.Length - at;
        (_slots, _nextSlots) = (_nextSlots, _slots);
        (_confidences, _nextConfidences) = (_nextConfidences, _confidences);
    }
}
