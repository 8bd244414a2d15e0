using System.Text;

namespace ImageTagging.Onnx.Tests;

/// <summary>An ONNX classifier of some hundred bytes, written field by field: the mean of each colour, so that it tells red from blue.</summary>
internal static class TinyModel
{
    /// <param name="side">The side of its input; 0 for any.</param>
    /// <param name="batch">How many pictures it takes at once; 0 for any number.</param>
    public static byte[] ColourMeans(int side, int batch = 1) =>
        [
            .. Number(1, 8),
            .. Message(
                7,
                [
                    .. Message(1, [.. Text(1, "pixels"), .. Text(2, "means"), .. Text(4, "GlobalAveragePool")]),
                    .. Text(2, "g"),
                    .. Message(11, Value("pixels", batch, 3, side, side)),
                    .. Message(12, Value("means", batch, 3, 1, 1)),
                ]
            ),
            .. Message(8, Number(2, 13)),
        ];

    /// <summary>The same, with a number added to each mean that lies in a file beside the model, or wherever else it is said to.</summary>
    public static byte[] WithWeightsIn(string location, bool inConstant = false)
    {
        byte[] weights =
        [
            .. Number(1, 1),
            .. Number(2, 1),
            .. Text(8, "bias"),
            .. Message(13, [.. Text(1, "location"), .. Text(2, location)]),
            .. Message(13, [.. Text(1, "length"), .. Text(2, "4")]),
            .. Number(14, 1),
        ];
        // A constant's value is an attribute of its node; an initializer stands beside the nodes.
        byte[] bias = inConstant
            ? Message(
                1,
                [
                    .. Text(2, "bias"),
                    .. Text(4, "Constant"),
                    .. Message(5, [.. Text(1, "value"), .. Number(20, 4), .. Message(5, weights)]),
                ]
            )
            : Message(5, weights);
        return
        [
            .. Number(1, 8),
            .. Message(
                7,
                [
                    .. bias,
                    .. Message(1, [.. Text(1, "pixels"), .. Text(2, "mean"), .. Text(4, "GlobalAveragePool")]),
                    .. Message(1, [.. Text(1, "mean"), .. Text(1, "bias"), .. Text(2, "means"), .. Text(4, "Add")]),
                    .. Text(2, "g"),
                    .. Message(11, Value("pixels", 1, 3, 8, 8)),
                    .. Message(12, Value("means", 1, 3, 1, 1)),
                ]
            ),
            .. Message(8, Number(2, 13)),
        ];
    }

    /// <summary>Writes the model, its card and what else is named; returns the card's path.</summary>
    public static string Write(string folder, string card, byte[]? model = null)
    {
        File.WriteAllBytes(Path.Combine(folder, "tiny.onnx"), model ?? ColourMeans(8));
        var path = Path.Combine(folder, "card.json");
        File.WriteAllText(path, card);
        return path;
    }

    private static byte[] Value(string name, params int[] shape)
    {
        byte[] dimensions = [.. shape.SelectMany(d => Message(1, d == 0 ? Text(2, "any") : Number(1, d)))];
        return [.. Text(1, name), .. Message(2, Message(1, [.. Number(1, 1), .. Message(2, dimensions)]))];
    }

    internal static byte[] Number(int field, int value) => [.. Varint(field << 3), .. Varint(value)];

    internal static byte[] Text(int field, string text) => Message(field, Encoding.UTF8.GetBytes(text));

    internal static byte[] Message(int field, byte[] content) =>
        [.. Varint((field << 3) | 2), .. Varint(content.Length), .. content];

    internal static IEnumerable<byte> Varint(int value)
    {
        for (; value > 127; value >>= 7)
        {
            yield return (byte)(value | 0x80);
        }

        yield return (byte)value;
    }
}
