using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ImageTagging.Semantics;

/// <summary>Sums over vectors.</summary>
internal static class Vectors
{
    /// <summary>The dot product of two vectors of <see cref="SentenceEncoder.Width"/> numbers.</summary>
    // Compiled for speed at its first call: a process that asks once would pass all names through the slow form that others begin with.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Dot(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var a = MemoryMarshal.Cast<float, Vector<float>>(left);
        var b = MemoryMarshal.Cast<float, Vector<float>>(right);
        Vector<float> even = default,
            odd = default;
        for (var i = 0; i + 1 < a.Length && i + 1 < b.Length; i += 2)
        {
            even += a[i] * b[i];
            odd += a[i + 1] * b[i + 1];
        }

        return Vector.Sum(even + odd);
    }
}
