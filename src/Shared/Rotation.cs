using System.Numerics;
using System.Runtime.InteropServices;

namespace ImageTagging;

// One fixed turn of a space: lengths and angles stay, and whatever a model's components are like, those of the turned embedding
// are all of the same kind. So their signs tell much of it, and how wrong they are can be said beforehand.
// Random signs and Walsh-Hadamard transforms by turns, over the first and over the last components, as many as a power of two has.
// Each step adds in one order only, so that every machine and vector width comes to the same bits.
internal static class Rotation
{
    private const int Rounds = 4;

    // Turns a vector, in place.
    public static void Turn(Span<float> vector)
    {
        var window = (int)BitOperations.RoundUpToPowerOf2((uint)vector.Length + 1) / 2;
        var scale = 1 / MathF.Sqrt(window);
        for (var round = 0; round < Rounds; round++)
        {
            Flip(vector, round);
            var part = round % 2 == 0 ? vector[..window] : vector[^window..];
            Transform(part);
            for (var i = 0; i < part.Length; i++)
            {
                part[i] *= scale;
            }
        }
    }

    private static void Flip(Span<float> vector, int round)
    {
        for (var from = 0; from < vector.Length; from += 64)
        {
            var signs = Mix(((ulong)round << 32) + (ulong)from);
            var end = Math.Min(from + 64, vector.Length);
            for (var i = from; i < end; i++, signs >>= 1)
            {
                vector[i] = (signs & 1) == 0 ? vector[i] : -vector[i];
            }
        }
    }

    private static void Transform(Span<float> vector)
    {
        for (var half = 1; half < vector.Length; half *= 2)
        {
            for (var from = 0; from < vector.Length; from += 2 * half)
            {
                Add(vector.Slice(from, half), vector.Slice(from + half, half));
            }
        }
    }

    // The sums to the left, the differences to the right.
    private static void Add(Span<float> left, Span<float> right)
    {
        var lefts = MemoryMarshal.Cast<float, Vector<float>>(left);
        var rights = MemoryMarshal.Cast<float, Vector<float>>(right);
        for (var i = 0; i < lefts.Length; i++)
        {
            (lefts[i], rights[i]) = (lefts[i] + rights[i], lefts[i] - rights[i]);
        }

        for (var i = lefts.Length * Vector<float>.Count; i < left.Length; i++)
        {
            (left[i], right[i]) = (left[i] + right[i], left[i] - right[i]);
        }
    }

    // The finaliser of SplitMix64.
    private static ulong Mix(ulong number)
    {
        number += 0x9E3779B97F4A7C15;
        number = (number ^ (number >> 30)) * 0xBF58476D1CE4E5B9;
        number = (number ^ (number >> 27)) * 0x94D049BB133111EB;
        return number ^ (number >> 31);
    }
}
