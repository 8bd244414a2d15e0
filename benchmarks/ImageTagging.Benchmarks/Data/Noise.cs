namespace ImageTagging.Benchmarks;

/// <summary>Random numbers that hang on nothing but their arguments, so that any record can be made again at any time.</summary>
internal struct Noise(ulong seed)
{
    private ulong _state = Mix(seed);

    /// <summary>Spreads a number over 64 bits (the finaliser of SplitMix64).</summary>
    public static ulong Mix(ulong value)
    {
        unchecked
        {
            value += 0x9E3779B97F4A7C15;
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
            return value ^ (value >> 31);
        }
    }

    public ulong Next() => _state = Mix(_state);

    /// <summary>A number from 0, under the end.</summary>
    public int Next(int end) => (int)(Next() % (ulong)end);

    /// <summary>A number from 0, under 1.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));
}
