namespace ImageTagging.Sqlite.Checking;

/// <summary>A sum that two multisets of pairs have in common where they are equal, in whatever order their pairs came; 64 bits of it are surely others where they are not.</summary>
internal struct MultisetSum
{
    /// <summary>How many pairs.</summary>
    public long Count { get; private set; }

    /// <summary>The sum of the mixed pairs.</summary>
    public ulong Sum { get; private set; }

    public void Add(ulong one, ulong other)
    {
        Count++;
        Sum += Mix(one + (Mix(other) * 0x9E37_79B9_7F4A_7C15));
    }

    public readonly bool IsSameAs(MultisetSum other) => Count == other.Count && Sum == other.Sum;

    // The finalizer of SplitMix64: each bit of a number changes half of the result's.
    private static ulong Mix(ulong number)
    {
        number = (number ^ (number >> 30)) * 0xBF58_476D_1CE4_E5B9;
        number = (number ^ (number >> 27)) * 0x94D0_49BB_1331_11EB;
        return number ^ (number >> 31);
    }
}
