using System.Globalization;
using System.Numerics;

namespace ImageTagging.Imaging;

/// <summary>64 bits that stay nearly the same when a picture is resized, re-encoded or slightly changed.</summary>
/// <param name="Bits">Each bit tells whether one of 9 × 8 grey fields is darker than its right neighbour, row by row from the top.</param>
public readonly record struct PerceptualHash(ulong Bits)
{
    /// <summary>The number of bits that differ, 0–64; up to about 10 is likely the same picture.</summary>
    public int DistanceTo(PerceptualHash other) => BitOperations.PopCount(Bits ^ other.Bits);

    /// <summary>16 lower-case hex digits.</summary>
    public override string ToString() => Bits.ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>The hash of 9 × 8 grey values, row by row.</summary>
    internal static PerceptualHash Of(ReadOnlySpan<byte> grey)
    {
        var bits = 0UL;
        for (var row = 0; row < 8; row++)
        {
            for (var column = 0; column < 8; column++)
            {
                bits = (bits << 1) | (grey[(row * 9) + column] < grey[(row * 9) + column + 1] ? 1UL : 0);
            }
        }

        return new(bits);
    }
}
