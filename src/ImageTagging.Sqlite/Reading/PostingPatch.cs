using System.Buffers;
using System.Runtime.InteropServices;
using ImageTagging.Sqlite.Postings;

namespace ImageTagging.Sqlite.Reading;

/// <summary>Lays changes over postings. One thread uses it, again and again.</summary>
internal sealed class PostingPatch
{
    private List<int> _slots = [];
    private List<ushort> _confidences = [];
    private List<int> _nextSlots = [];
    private List<ushort> _nextConfidences = [];

    public ReadOnlySpan<int> Slots => CollectionsMarshal.AsSpan(_slots);

    /// <summary>The confidence of each slot; 0 where the term has none.</summary>
    public ReadOnlySpan<ushort> Confidences => CollectionsMarshal.AsSpan(_confidences);

    /// <summary>The posting with the changes, as one to be kept.</summary>
    public static Posting Compose(Posting posting, SlotChanges changes, bool hasConfidence)
    {
        var patch = new PostingPatch();
        patch.Apply(posting, changes, new int[Levels.Count]);
        if (patch.Slots.IsEmpty)
        {
            return Posting.Empty;
        }

        var bytes = new ArrayBufferWriter<byte>(64 + (4 * patch.Slots.Length));
        Posting.Write(bytes, patch.Slots, hasConfidence ? patch.Confidences : []);
        return Posting.Read(bytes.WrittenSpan);
    }

    /// <summary>Leaves the posting with the changes in <see cref="Slots"/>, and adds to the counts by level what they change.</summary>
    public void Apply(Posting posting, SlotChanges changes, int[] delta)
    {
        _slots.Clear();
        _confidences.Clear();
        posting.CopyTo(_slots, _confidences);
        _nextSlots.Clear();
        _nextConfidences.Clear();
        var old = CollectionsMarshal.AsSpan(_slots);
        var oldConfidences = CollectionsMarshal.AsSpan(_confidences);
        var (slots, values) = changes;
        var at = 0;
        for (var i = 0; i < slots.Length; i++)
        {
            var start = at;
            while (at < old.Length && old[at] < slots[i])
            {
                at++;
            }

            _nextSlots.AddRange(old[start..at]);
            _nextConfidences.AddRange(oldConfidences[start..at]);
            if (at < old.Length && old[at] == slots[i])
            {
                delta[Levels.Of(oldConfidences[at++])]--;
            }

            if (values[i] != ChangeSegment.Absent)
            {
                _nextSlots.Add(slots[i]);
                _nextConfidences.Add((ushort)values[i]);
                delta[Levels.Of(values[i])]++;
            }
        }

        _nextSlots.AddRange(old[at..]);
        _nextConfidences.AddRange(oldConfidences[at..]);
        (_slots, _nextSlots) = (_nextSlots, _slots);
        (_confidences, _nextConfidences) = (_nextConfidences, _confidences);
    }
}
