using System.Numerics;
using System.Runtime.InteropServices;

namespace ImageTagging.Teaching;

/// <summary>Sums over lists of numbers, several at a time.</summary>
internal static class Numerals
{
    /// <summary>The sum of the products of two lists of the same length.</summary>
    public static float Dot(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var lefts = MemoryMarshal.Cast<float, Vector<float>>(left);
        var rights = MemoryMarshal.Cast<float, Vector<float>>(right);
        Vector<float> one = default,
            two = default;
        var i = 0;
        for (; i + 1 < lefts.Length; i += 2)
        {
            one += lefts[i] * rights[i];
            two += lefts[i + 1] * rights[i + 1];
        }

        if (i < lefts.Length)
        {
            one += lefts[i] * rights[i];
        }

        var sum = Vector.Sum(one + two);
        for (i = lefts.Length * Vector<float>.Count; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }

    /// <summary>The products of one list with four rows, which are read once together.</summary>
    public static (float, float, float, float) DotFour(ReadOnlySpan<float> list, ReadOnlySpan<float> rows)
    {
        var size = list.Length;
        var lists = MemoryMarshal.Cast<float, Vector<float>>(list);
        var a = MemoryMarshal.Cast<float, Vector<float>>(rows[..size]);
        var b = MemoryMarshal.Cast<float, Vector<float>>(rows.Slice(size, size));
        var c = MemoryMarshal.Cast<float, Vector<float>>(rows.Slice(2 * size, size));
        var d = MemoryMarshal.Cast<float, Vector<float>>(rows.Slice(3 * size, size));
        Vector<float> one = default,
            two = default,
            three = default,
            four = default;
        for (var i = 0; i < lists.Length; i++)
        {
            var value = lists[i];
            one += value * a[i];
            two += value * b[i];
            three += value * c[i];
            four += value * d[i];
        }

        var (w, x, y, z) = (Vector.Sum(one), Vector.Sum(two), Vector.Sum(three), Vector.Sum(four));
        for (var i = lists.Length * Vector<float>.Count; i < size; i++)
        {
            w += list[i] * rows[i];
            x += list[i] * rows[size + i];
            y += list[i] * rows[(2 * size) + i];
            z += list[i] * rows[(3 * size) + i];
        }

        return (w, x, y, z);
    }

    /// <summary>Adds a list, so many times, to a sum.</summary>
    public static void AddTimes(Span<float> sum, ReadOnlySpan<float> list, float times)
    {
        var sums = MemoryMarshal.Cast<float, Vector<float>>(sum);
        var lists = MemoryMarshal.Cast<float, Vector<float>>(list);
        for (var i = 0; i < sums.Length; i++)
        {
            sums[i] += lists[i] * times;
        }

        for (var i = sums.Length * Vector<float>.Count; i < sum.Length; i++)
        {
            sum[i] += list[i] * times;
        }
    }

    /// <summary>The share of a whole that log-odds stand for, 0–1.</summary>
    public static double Share(double logOdds) => 1 / (1 + Math.Exp(-logOdds));
}
