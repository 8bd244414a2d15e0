using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.Tokenizers;

namespace ImageTagging.Semantics;

/// <summary>The loaded model: makes vectors of what pictures may show, of length one, so that near meanings lie near.</summary>
internal sealed class SentenceEncoder : IDisposable
{
    /// <summary>The numbers of a vector.</summary>
    public const int Width = 384;

    // Longer texts are cut: nobody's question needs more, and the work grows with it.
    private const int MostTokens = 64;
    private const int BatchTokens = 512;
    private static readonly string[] s_inputs = ["input_ids", "attention_mask", "token_type_ids"];
    private static readonly string[] s_outputs = ["last_hidden_state"];

    // A word alone means much that no picture shows.
    private const string Prompt = "a photo of ";
    private const int PromptTokens = 5;

    // What all pictures' words have in common tells none from another: most of it is taken away. It is shipped, since to work it out
    // takes a third of the time until the first answer.
    private const float Common = 0.65f;
    private const string CommonFile = "everyday-words.f32";
    private const string EverydayWords =
        "animal plant tree flower water sky mountain beach city street house room food drink person child clothing car boat airplane "
        + "tool machine sport music book sign night snow forest stone light colour";

    private readonly InferenceSession _session;
    private readonly BertTokenizer _tokenizer;
    private readonly float[] _common;

    private SentenceEncoder(InferenceSession session, BertTokenizer tokenizer)
    {
        (_session, _tokenizer) = (session, tokenizer);
        _common = new float[Width];
        using var file = Resource(CommonFile);
        file.ReadExactly(MemoryMarshal.AsBytes(_common.AsSpan()));
    }

    /// <summary>The part that the vectors of everyday words have in common, as it is shipped.</summary>
    internal ReadOnlyMemory<float> Shipped => _common;

    /// <summary>The same, worked out.</summary>
    internal float[] WorkOutCommon()
    {
        var words = EverydayWords.Split(' ');
        var common = new float[Width];
        foreach (var (vector, _) in Means(words, CancellationToken.None))
        {
            TensorPrimitives.MultiplyAdd(vector, Common / words.Length, common, common);
        }

        return common;
    }

    /// <exception cref="ImageTaggingException">ONNX Runtime's native library is not there (code <c>NativeLibraryMissing</c>).</exception>
    public static SentenceEncoder Load()
    {
        using var vocabulary = Resource("bert-uncased-vocab.txt");
        var tokenizer = BertTokenizer.Create(vocabulary);
        using var file = Resource("all-minilm-l6-v2-int8.onnx");
        var model = new byte[file.Length];
        file.ReadExactly(model);
        try
        {
            using var options = ModelThreads.One();
            return new(new InferenceSession(model, options), tokenizer);
        }
        catch (Exception fault) when (fault is DllNotFoundException or TypeInitializationException)
        {
            throw new ImageTaggingException(ModelThreads.MissingLibrary, fault)
            {
                Kind = FailureKind.SetUp,
                Code = ErrorCodes.NativeLibraryMissing,
            };
        }
    }

    /// <summary>The meanings of the texts, in their order.</summary>
    public Meaning[] Encode(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        var means = Means(texts, cancellationToken);
        foreach (var (vector, _) in means)
        {
            TensorPrimitives.Subtract(vector, _common, vector);
            Normalize(vector);
        }

        return [.. means.Select(m => new Meaning(m.Vector, m.IsPieced))];
    }

    public void Dispose() => _session.Dispose();

    private (float[] Vector, bool IsPieced)[] Means(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        var means = new (float[] Vector, bool IsPieced)[texts.Count];

        // Texts of one length are worked out together: none needs padding, and each gets the same vector in any company.
        var ids = new IReadOnlyList<int>[texts.Count];
        for (var i = 0; i < texts.Count; i++)
        {
            ids[i] = _tokenizer.EncodeToIds(Prompt + texts[i], MostTokens, addSpecialTokens: true, out _, out _);
        }

        foreach (var same in Enumerable.Range(0, texts.Count).GroupBy(i => ids[i].Count))
        {
            foreach (var batch in same.Chunk(Math.Max(1, BatchTokens / same.Key)))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var vectors = Run(batch, ids, same.Key);
                for (var i = 0; i < batch.Length; i++)
                {
                    means[batch[i]] = (vectors[i], IsPieced(texts[batch[i]], same.Key - PromptTokens));
                }
            }
        }

        return means;
    }

    private float[][] Run(int[] batch, IReadOnlyList<int>[] ids, int length)
    {
        var vectors = new float[batch.Length][];
        var tokens = new long[batch.Length * length];
        var mask = new long[tokens.Length];
        Array.Fill(mask, 1);
        for (var i = 0; i < tokens.Length; i++)
        {
            tokens[i] = ids[batch[i / length]][i % length];
        }

        long[] shape = [batch.Length, length];
        using var options = new Microsoft.ML.OnnxRuntime.RunOptions();
        using var first = OrtValue.CreateTensorValueFromMemory(tokens, shape);
        using var second = OrtValue.CreateTensorValueFromMemory(mask, shape);
        using var third = OrtValue.CreateTensorValueFromMemory(new long[tokens.Length], shape);
        using var outputs = _session.Run(options, s_inputs, [first, second, third], s_outputs);
        var states = outputs[0].GetTensorDataAsSpan<float>();
        for (var i = 0; i < batch.Length; i++)
        {
            var vector = new float[Width];
            for (var token = 0; token < length; token++)
            {
                TensorPrimitives.Add(vector, states.Slice(((i * length) + token) * Width, Width), vector);
            }

            Normalize(vector);
            vectors[i] = vector;
        }

        return vectors;
    }

    // The model's own words are English and frequent; others it reads by pieces, and guesses.
    private static bool IsPieced(string text, int pieces)
    {
        var words = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var isLetter = char.IsLetterOrDigit(text[i]);
            words += !char.IsWhiteSpace(text[i]) && (!isLetter || i == 0 || !char.IsLetterOrDigit(text[i - 1])) ? 1 : 0;
        }

        return pieces * 3 > words * 4;
    }

    private static void Normalize(Span<float> vector)
    {
        var length = TensorPrimitives.Norm<float>(vector);
        TensorPrimitives.Divide(vector, length > 0 ? length : 1, vector);
    }

    private static Stream Resource(string name) => typeof(SentenceEncoder).Assembly.GetManifestResourceStream(name)!;
}
