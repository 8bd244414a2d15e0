using System.Globalization;
using System.Numerics;

namespace ImageTagging;

/// <summary>
/// 63 bits that stay nearly the same when a picture is resized, re-encoded, made lighter or darker, or slightly cropped: the signs
/// of its lowest frequencies. What a turned picture's hash is can be told from it.
/// </summary>
/// <param name="Bits">
/// Each bit tells whether a frequency, 8 down by 8 across, is positive. In the place of the lowest, which is the mean, stands
/// <see cref="IsPlain"/>.
/// </param>
public readonly record struct PerceptualHash(ulong Bits)
{
    /// <summary>How many bits tell something: 63.</summary>
    public const int BitCount = (Frequencies * Frequencies) - 1;

    private const int Side = 32;
    private const int Frequencies = 8;

    // Shades of 255 by which a frequency is more than chance, and how many such frequencies a picture of anything has.
    private const float Faint = 0.25f;
    private const float Clear = 0.5f;
    private const int LeastFaint = 8;
    private const int LeastClear = 20;

    private static readonly float[] s_cosines = Cosines();

    /// <summary>
    /// True if there is little to see from afar, as of pages of text, skies and walls: others of the kind have much the same hash, and only
    /// one that is nearly equal tells of the same picture.
    /// </summary>
    public bool IsPlain => (Bits & 1) != 0;

    /// <summary>True if there is nothing to see, as of a black or a grey area: such a hash tells of no picture.</summary>
    public bool IsBlank => Bits == 1;

    /// <summary>The hash of a picture.</summary>
    /// <param name="rgb">The whole picture as a square, three bytes a pixel, row by row.</param>
    /// <param name="side">The square's side, a multiple of 32.</param>
    /// <returns>The hash.</returns>
    /// <exception cref="ArgumentException">The pixels are no such square.</exception>
    public static PerceptualHash FromPixels(ReadOnlySpan<byte> rgb, int side)
    {
        if (side <= 0 || side % Side != 0 || rgb.Length != side * side * 3)
        {
            throw new ArgumentException($"The pixels are no square with a side that is a multiple of {Side}.", nameof(rgb));
        }

        Span<float> grey = stackalloc float[Side * Side];
        grey.Clear();
        var cell = side / Side;
        for (var y = 0; y < side; y++)
        {
            var row = rgb.Slice(y * side * 3, side * 3);
            var cells = grey.Slice(y / cell * Side, Side);
            for (var x = 0; x < side; x++)
            {
                // The luma weights of ITU-R BT.601.
                cells[x / cell] += (row[x * 3] * 0.299f) + (row[(x * 3) + 1] * 0.587f) + (row[(x * 3) + 2] * 0.114f);
            }
        }

        // Across, then down.
        Span<float> rows = stackalloc float[Side * Frequencies];
        for (var y = 0; y < Side; y++)
        {
            for (var f = 0; f < Frequencies; f++)
            {
                var sum = 0f;
                for (var x = 0; x < Side; x++)
                {
                    sum += grey[(y * Side) + x] * s_cosines[(f * Side) + x];
                }

                rows[(y * Frequencies) + f] = sum;
            }
        }

        var bits = 0UL;
        var (faint, clear) = (0, 0);
        var pixels = (float)side * side;
        for (var at = 1; at < Frequencies * Frequencies; at++)
        {
            var sum = 0f;
            for (var y = 0; y < Side; y++)
            {
                sum += rows[(y * Frequencies) + (at % Frequencies)] * s_cosines[(at / Frequencies * Side) + y];
            }

            bits |= sum > 0 ? 1UL << at : 0;
            var shades = MathF.Abs(sum) / pixels * (at % Frequencies == 0 || at < Frequencies ? MathF.Sqrt(2) : 2);
            faint += shades > Faint ? 1 : 0;
            clear += shades > Clear ? 1 : 0;
        }

        return new(
            faint < LeastFaint ? 1
            : clear < LeastClear ? bits | 1
            : bits
        );
    }

    /// <summary>A hash from its text.</summary>
    /// <param name="text">What <see cref="ToString"/> gave.</param>
    /// <param name="hash">The hash.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryParse(string? text, out PerceptualHash hash)
    {
        var isOne = ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bits);
        hash = new(bits);
        return isOne && text!.Length == 16;
    }

    /// <summary>The number of bits that differ, 0–63; up to about 10 is likely the same picture.</summary>
    /// <param name="other">The other hash.</param>
    /// <returns>How many of the bits differ; 0 for pictures that look the same.</returns>
    public int DistanceTo(PerceptualHash other) => BitOperations.PopCount((Bits ^ other.Bits) & ~1UL);

    /// <summary>The hash of the picture turned by a quarter, clockwise.</summary>
    /// <returns>The hash of the turned picture.</returns>
    public PerceptualHash Turned()
    {
        var turned = Bits & 1;
        for (var down = 0; down < Frequencies; down++)
        {
            for (var across = 0; across < Frequencies; across++)
            {
                var from = (across * Frequencies) + down;
                if (from > 0)
                {
                    // Frequencies change places; the odd ones along the turned side change their sign.
                    turned |= ((Bits >> from) ^ (ulong)(across & 1) & 1) % 2 << ((down * Frequencies) + across);
                }
            }
        }

        return new(turned);
    }

    /// <summary>16 lower-case hex digits.</summary>
    public override string ToString() => Bits.ToString("x16", CultureInfo.InvariantCulture);

    private static float[] Cosines()
    {
        var cosines = new float[Frequencies * Side];
        for (var f = 0; f < Frequencies; f++)
        {
            for (var i = 0; i < Side; i++)
            {
                cosines[(f * Side) + i] = (float)Math.Cos(Math.PI * f * ((2 * i) + 1) / (2 * Side));
            }
        }

        return cosines;
    }
}
