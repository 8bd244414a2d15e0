using System.Globalization;
using System.Text.Json;
using static ImageTagging.Onnx.Tests.TinyModel;

namespace ImageTagging.Onnx.Tests.TwoTower;

/// <summary>
/// Two towers of random weights in the shapes of CLIP or SigLIP, written field by field with their tokenizers, and the same sums done
/// by plain loops.
/// </summary>
/// <param name="side">The picture's side.</param>
/// <param name="patch">The side of a patch.</param>
/// <param name="tokens">The tokens of a vocabulary.</param>
/// <param name="width">The numbers of a vector.</param>
/// <param name="seed">Of the weights.</param>
internal sealed class TwoTowerFiles(int side, int patch, int tokens, int width, int seed)
{
    private readonly float[] _patches = Random(seed, width * 3 * patch * patch, 0.02f);
    private readonly float[] _tokens = Random(seed + 1, tokens * width, 1);
    private readonly float[] _projection = Random(seed + 2, width * width, 0.1f);

    /// <summary>Patches through a convolution, what is negative left out, averaged, projected: as the first layer of a vision transformer.</summary>
    public byte[] Images(string input, string output) =>
        Model(
            [
                Tensor("patches", _patches, width, 3, patch, patch),
                Tensor("projection", _projection, width, width),
                Node("Conv", [input, "patches"], "seen", Ints("strides", patch, patch), Ints("kernel_shape", patch, patch)),
                Node("Relu", ["seen"], "kept"),
                Node("GlobalAveragePool", ["kept"], "mean"),
                Node("Flatten", ["mean"], "flat"),
                Node("MatMul", ["flat", "projection"], output),
            ],
            [Value(input, 1, 1, 3, side, side)],
            Value(output, 1, 1, width)
        );

    /// <summary>The tokens' vectors, where a mask says so only those that are none of the padding, averaged.</summary>
    public byte[] Texts(string ids, string? mask, string output, int length)
    {
        byte[][] nodes =
        [
            Tensor("tokens", _tokens, tokens, width),
            Node("Gather", ["tokens", ids], "found"),
            .. mask is null
                ? (byte[][])[]
                :
                [
                    Node("Cast", [mask], "weights", Int("to", 1)),
                    // Opset 11, in which the axes are an attribute.
                    Node("Unsqueeze", ["weights"], "columns", Ints("axes", 2)),
                    Node("Mul", ["found", "columns"], "weighted"),
                ],
            Node("ReduceMean", [mask is null ? "found" : "weighted"], output, Ints("axes", 1), Int("keepdims", 0)),
        ];
        byte[][] inputs = mask is null ? [Value(ids, 7, 1, length)] : [Value(ids, 7, 1, length), Value(mask, 7, 1, length)];
        return Model(nodes, inputs, Value(output, 1, 1, width));
    }

    /// <summary>The picture's vector, by loops.</summary>
    /// <param name="rgb">The pixels, three bytes each, row by row.</param>
    /// <param name="number">From a byte and its channel to the model's number.</param>
    public double[] ImageVector(byte[] rgb, Func<byte, int, double> number)
    {
        var across = side / patch;
        var mean = new double[width];
        for (var row = 0; row < across; row++)
        {
            for (var column = 0; column < across; column++)
            {
                for (var w = 0; w < width; w++)
                {
                    double sum = 0;
                    for (var channel = 0; channel < 3; channel++)
                    {
                        for (var y = 0; y < patch; y++)
                        {
                            for (var x = 0; x < patch; x++)
                            {
                                var at = ((((row * patch) + y) * side) + (column * patch) + x) * 3;
                                sum +=
                                    number(rgb[at + channel], channel)
                                    * _patches[(((((w * 3) + channel) * patch) + y) * patch) + x];
                            }
                        }
                    }

                    mean[w] += Math.Max(0, sum) / (across * across);
                }
            }
        }

        var vector = new double[width];
        for (var to = 0; to < width; to++)
        {
            for (var from = 0; from < width; from++)
            {
                vector[to] += mean[from] * _projection[(from * width) + to];
            }
        }

        return Unit(vector);
    }

    /// <summary>A text's vector, by loops.</summary>
    /// <param name="ids">All tokens, padding included.</param>
    /// <param name="counted">How many of them count.</param>
    public double[] TextVector(IReadOnlyList<int> ids, int counted)
    {
        var vector = new double[width];
        for (var i = 0; i < counted; i++)
        {
            for (var w = 0; w < width; w++)
            {
                vector[w] += _tokens[(ids[i] * width) + w];
            }
        }

        return Unit(vector);
    }

    public static double[] Unit(double[] vector)
    {
        var length = Math.Sqrt(vector.Sum(v => v * v));
        return [.. vector.Select(v => v / length)];
    }

    /// <summary>A SentencePiece model of these pieces: 1 of unigrams, 2 of BPE.</summary>
    public static byte[] SentencePiece(int kind, params (string Piece, float Score, int Type)[] pieces) =>
        [
            .. pieces.SelectMany(p =>
                Message(
                    1,
                    [.. Text(1, p.Piece), .. Varint((2 << 3) | 5), .. BitConverter.GetBytes(p.Score), .. Number(3, p.Type)]
                )
            ),
            .. Message(2, [.. Number(3, kind), .. Number(40, 0), .. Number(41, 1), .. Number(42, 2)]),
            .. Message(3, [.. Text(1, "identity"), .. Number(3, 0), .. Number(4, 1), .. Number(5, 1)]),
        ];

    /// <summary>CLIP's kind of vocabulary: every byte, alone and at a word's end, and what the merges make; then start and end.</summary>
    public static (string Vocabulary, string Merges, Dictionary<string, int> Ids) Bpe(params string[] merges)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var end in (string[])["", "</w>"])
        {
            for (var b = 0; b < 256; b++)
            {
                ids.Add(ByteSign((byte)b) + end, ids.Count);
            }
        }

        foreach (var merge in merges)
        {
            ids.Add(merge.Replace(" ", "", StringComparison.Ordinal), ids.Count);
        }

        ids.Add("<|startoftext|>", ids.Count);
        ids.Add("<|endoftext|>", ids.Count);
        return (JsonSerializer.Serialize(ids), "#version: 0.2\n" + string.Join('\n', merges) + "\n", ids);
    }

    /// <summary>GPT-2's sign for a byte: itself where it can be seen, else one behind 255.</summary>
    public static string ByteSign(byte value)
    {
        static bool IsSeen(int b) => b is (>= 33 and <= 126) or (>= 161 and <= 172) or (>= 174 and <= 255);
        return IsSeen(value)
            ? ((char)value).ToString(CultureInfo.InvariantCulture)
            : ((char)(256 + Enumerable.Range(0, value).Count(b => !IsSeen(b)))).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>BPE as it is defined: of all neighbours the pair whose merge stands first is joined, until there is none.</summary>
    public static List<string> Merge(IEnumerable<string> signs, IReadOnlyList<string> merges)
    {
        List<string> parts = [.. signs];
        while (true)
        {
            var (best, at) = (int.MaxValue, -1);
            for (var i = 0; i + 1 < parts.Count; i++)
            {
                var rank = merges.ToList().IndexOf(parts[i] + " " + parts[i + 1]);
                if (rank >= 0 && rank < best)
                {
                    (best, at) = (rank, i);
                }
            }

            if (at < 0)
            {
                return parts;
            }

            parts[at] += parts[at + 1];
            parts.RemoveAt(at + 1);
        }
    }

    private static float[] Random(int seed, int count, float size)
    {
        var random = new Random(seed);
        var values = new float[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = (float)((random.NextDouble() - 0.5) * 2 * size);
        }

        return values;
    }

    private static byte[] Model(byte[][] parts, byte[][] inputs, byte[] output) =>
        [
            .. Number(1, 6),
            .. Message(
                7,
                [.. parts.SelectMany(p => p), .. Text(2, "g"), .. inputs.SelectMany(i => Message(11, i)), .. Message(12, output)]
            ),
            .. Message(8, Number(2, 11)),
        ];

    private static byte[] Tensor(string name, float[] values, params int[] shape)
    {
        var raw = new byte[values.Length * 4];
        Buffer.BlockCopy(values, 0, raw, 0, raw.Length);
        return Message(5, [.. shape.SelectMany(d => Number(1, d)), .. Number(2, 1), .. Text(8, name), .. Message(9, raw)]);
    }

    private static byte[] Node(string operation, string[] inputs, string output, params byte[][] attributes) =>
        Message(
            1,
            [
                .. inputs.SelectMany(i => Text(1, i)),
                .. Text(2, output),
                .. Text(4, operation),
                .. attributes.SelectMany(a => Message(5, a)),
            ]
        );

    private static byte[] Ints(string name, params int[] values) =>
        [.. Text(1, name), .. values.SelectMany(v => Number(8, v)), .. Number(20, 7)];

    private static byte[] Int(string name, int value) => [.. Text(1, name), .. Number(3, value), .. Number(20, 2)];

    private static byte[] Value(string name, int type, params int[] shape)
    {
        byte[] dimensions = [.. shape.SelectMany(d => Message(1, Number(1, d)))];
        return [.. Text(1, name), .. Message(2, Message(1, [.. Number(1, type), .. Message(2, dimensions)]))];
    }
}
