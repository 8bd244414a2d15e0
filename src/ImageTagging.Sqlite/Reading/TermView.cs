using ImageTagging.Indexing;
using ImageTagging.Sqlite.Postings;
using ImageTagging.Sqlite.Querying;

namespace ImageTagging.Sqlite.Reading;

/// <summary>A term's slots in a snapshot: what is stored, with the changes since laid over it.</summary>
internal sealed class TermView
{
    private readonly IndexSnapshot _snapshot;
    private readonly int _term;
    private readonly Posting _whole;
    private readonly long _merged;
    private readonly ChangeSegment[] _changed;

    // Of each of the changed segments the changes in it and behind it, each slot once; made when first asked for.
    private readonly (int[] Slots, short[] Values)?[] _from;

    public TermView(IndexSnapshot snapshot, int term)
    {
        (_snapshot, _term) = (snapshot, term);
        _whole = snapshot.Read(term, -1, out _merged);
        var changed = new List<ChangeSegment>();
        foreach (var segment in snapshot.State.Segments)
        {
            if (segment.Of(term) is var (start, end) && start < end)
            {
                changed.Add(segment);
            }
        }

        _changed = [.. changed];
        _from = new (int[], short[])?[_changed.Length];
        if (!IsChunked)
        {
            _whole = Composed(_whole, -1, ref _merged);
        }
    }

    private bool IsChunked => ReferenceEquals(_whole, Posting.Chunked);

    /// <summary>How many slots a chunk holds at the most, as far as it can be told without reading; 0 where it surely holds none.</summary>
    public int MostIn(int chunk) => IsChunked ? Bits.Slots : _whole.PartOf(chunk).Count + Changes(chunk, _merged).Slots.Length;

    /// <summary>The slots of a chunk whose confidence lies in a closed range.</summary>
    public ChunkSet Select(int chunk, int least = 0, int most = 10_000)
    {
        var set = Base(chunk, out var merged).Select(least, most);
        var (slots, values) = Changes(chunk, merged);
        return slots.IsEmpty ? set : Overlay(set, slots, values, least, most);
    }

    /// <summary>How many of a chunk's slots at a level or over it are in a set.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="level">The level.</param>
    /// <param name="set">The set, as a bitmap.</param>
    /// <param name="held">How many of the chunk's slots reach the level, in the set or not; rather too few than too many.</param>
    public int CountIn(int chunk, int level, ulong[] set, out int held)
    {
        var part = Base(chunk, out var merged);
        var count = CountBase(part, level, set, out held);
        var (slots, values) = Changes(chunk, merged);
        // Each change may have taken one away.
        held = Math.Max(0, held - slots.Length);
        for (var i = 0; i < slots.Length; i++)
        {
            var low = slots[i] & 0xFFFF;
            if (Bits.Has(set, low))
            {
                count += values[i] != ChangeSegment.Absent && Levels.Of(values[i]) >= level ? 1 : 0;
                count -= part.LevelOf(low) >= level ? 1 : 0;
            }
        }

        return count;
    }

    /// <summary>How many of all slots at a level or over it are in a set; -1 where they were not read at once.</summary>
    public long CountWhole(int level, SlotSet set)
    {
        if (IsChunked)
        {
            return -1;
        }

        long count = 0;
        for (var i = 0; i < _whole.Chunks.Length; i++)
        {
            var chunk = _whole.Chunks[i];
            count += set[chunk].IsEmpty ? 0 : CountBase(_whole.PartAt(i), level, set.ToBits(chunk), out _);
        }

        var (slots, values) = Changes(-1, _merged);
        for (var i = 0; i < slots.Length; i++)
        {
            var (chunk, low) = (slots[i] >> 16, slots[i] & 0xFFFF);
            if (!set[chunk].IsEmpty && Bits.Has(set.ToBits(chunk), low))
            {
                count += values[i] != ChangeSegment.Absent && Levels.Of(values[i]) >= level ? 1 : 0;
                count -= _whole.PartOf(chunk).LevelOf(low) >= level ? 1 : 0;
            }
        }

        return count;
    }

    /// <summary>Adds the points of each of a chunk's slots that has the term, by its weight.</summary>
    public void AddPoints(int chunk, int sixteenths, Span<int> points) => Points(chunk, sixteenths, points, isSum: true);

    /// <summary>Raises the points of each of a chunk's slots that has the term to those that the term gives, where they are lower.</summary>
    public void RaisePoints(int chunk, int sixteenths, Span<int> points) => Points(chunk, sixteenths, points, isSum: false);

    /// <summary>The confidence of a slot (0 where the term has none), or -1 where it does not have the term.</summary>
    public int ConfidenceOf(int chunk, int low) => Changed(chunk, low, out var part) ?? part.ConfidenceOf(low);

    private short? Changed(int chunk, int low, out Part part)
    {
        part = Base(chunk, out var merged);
        var (slots, values) = Behind(merged);
        var at = slots.BinarySearch(chunk << 16 | low);
        return at < 0 ? null : values[at];
    }

    /// <summary>The stored state of a chunk, and up to which transaction.</summary>
    public Part Base(int chunk, out long merged)
    {
        if (!IsChunked)
        {
            merged = _merged;
            return _whole.PartOf(chunk);
        }

        return Composed(_snapshot.Read(_term, chunk, out merged), chunk, ref merged).PartOf(chunk);
    }

    // Many changes are laid over once, and what comes of it is kept in place of what was read.
    private Posting Composed(Posting posting, int chunk, ref long merged)
    {
        var changes = Changes(chunk, merged);
        if (changes.Slots.Length < _snapshot.Shared.ComposeAt)
        {
            return posting;
        }

        var composed = PostingPatch.Compose(posting, changes, _snapshot.HasConfidence(_term));
        merged = _snapshot.State.Sequence;
        _snapshot.Keep(_term, chunk, composed);
        return composed;
    }

    /// <summary>The latest states of the chunk's slots (of all, for chunk -1) that changed behind a transaction.</summary>
    private SlotChanges Changes(int chunk, long merged)
    {
        var changes = Behind(merged);
        if (chunk < 0 || changes.Slots.IsEmpty)
        {
            return changes;
        }

        var (start, end) = changes.In(chunk);
        return new(changes.Slots[start..end], changes.Values[start..end]);
    }

    private SlotChanges Behind(long merged)
    {
        var first = 0;
        while (first < _changed.Length && _changed[first].To <= merged)
        {
            first++;
        }

        if (first == _changed.Length)
        {
            return default;
        }

        var (slots, values) = _from[first] ??= Join(first);
        return new(slots, values);
    }

    private (int[] Slots, short[] Values) Join(int first)
    {
        var changes = default(SlotChanges);
        foreach (var segment in _changed.AsSpan(first))
        {
            var (start, end) = segment.Of(_term);
            var next = new SlotChanges(segment.Slots[start..end], segment.Values[start..end]);
            changes = changes.Slots.IsEmpty ? next : SlotChanges.Join(changes, next);
        }

        return (changes.Slots.ToArray(), changes.Values.ToArray());
    }

    private static int CountBase(Part part, int level, ulong[] set, out int held)
    {
        held = part.Count;
        if (part.Count == 0)
        {
            return 0;
        }

        if (level == 0)
        {
            return part.Bitmap is { } all ? Bits.CountAnd(all, set) : Bits.CountAnd(set, part.Lows);
        }

        var least = Levels.Least(level);
        if (part.Bitmap is { } bits)
        {
            return ConfidenceSelection.CountAnd(bits, part.Confidences, least, set, out held);
        }

        var confidences = part.Confidences;
        var lows = part.Lows[..confidences.Length];
        (held, var count) = (0, 0UL);
        for (var i = 0; i < confidences.Length; i++)
        {
            // Without a branch, which half of them would take by surprise.
            var reaches = (uint)(least - 1 - confidences[i]) >> 31;
            held += (int)reaches;
            count += set[lows[i] >> 6] >> (lows[i] & 63) & reaches;
        }

        return (int)count;
    }

    private static ChunkSet Overlay(ChunkSet set, ReadOnlySpan<int> slots, ReadOnlySpan<short> values, int least, int most)
    {
        if (set.Bits is not null || set.Count + slots.Length > Posting.MostNumbers)
        {
            var bits = (ulong[])set.ToBits().Clone();
            for (var i = 0; i < slots.Length; i++)
            {
                if (values[i] >= least && values[i] <= most && values[i] != ChangeSegment.Absent)
                {
                    Bits.Set(bits, slots[i] & 0xFFFF);
                }
                else
                {
                    Bits.Clear(bits, slots[i] & 0xFFFF);
                }
            }

            return new(bits);
        }

        var lows = set.Lows;
        var merged = new ushort[lows.Length + slots.Length];
        int number = 0,
            at = 0;
        for (var i = 0; i < slots.Length; i++)
        {
            var low = (ushort)slots[i];
            while (at < lows.Length && lows[at] < low)
            {
                merged[number++] = lows[at++];
            }

            at += at < lows.Length && lows[at] == low ? 1 : 0;
            merged[number] = low;
            number += values[i] >= least && values[i] <= most && values[i] != ChangeSegment.Absent ? 1 : 0;
        }

        lows[at..].CopyTo(merged.AsSpan(number));
        return new(merged, 0, number + lows.Length - at);
    }

    // What changed is left out of what is stored, and each slot is met once.
    private void Points(int chunk, int sixteenths, Span<int> points, bool isSum)
    {
        var part = Base(chunk, out var merged);
        var (slots, values) = Changes(chunk, merged);
        var confidences = part.Confidences;
        var at = 0;
        if (part.Bitmap is { } bits)
        {
            var number = 0;
            for (var i = 0; i < bits.Length; i++)
            {
                for (var word = bits[i]; word != 0; word &= word - 1)
                {
                    var low = i << 6 | System.Numerics.BitOperations.TrailingZeroCount(word);
                    var confidence = confidences.IsEmpty ? 0 : confidences[number++];
                    Give(low, confidence, slots, ref at, sixteenths, points, isSum);
                }
            }
        }
        else
        {
            var lows = part.Lows;
            for (var i = 0; i < lows.Length; i++)
            {
                Give(lows[i], confidences.IsEmpty ? 0 : confidences[i], slots, ref at, sixteenths, points, isSum);
            }
        }

        at = 0;
        for (var i = 0; i < slots.Length; i++)
        {
            if (values[i] != ChangeSegment.Absent)
            {
                Give(slots[i] & 0xFFFF, values[i], [], ref at, sixteenths, points, isSum);
            }
        }
    }

    private static void Give(
        int low,
        int confidence,
        ReadOnlySpan<int> changed,
        ref int at,
        int sixteenths,
        Span<int> points,
        bool isSum
    )
    {
        while (at < changed.Length && (changed[at] & 0xFFFF) < low)
        {
            at++;
        }

        if (at < changed.Length && (changed[at] & 0xFFFF) == low)
        {
            return;
        }

        var given = ScoredTags.Points(confidence, sixteenths);
        points[low] = isSum ? points[low] + given : Math.Max(points[low], given);
    }
}
