using System.Numerics.Tensors;
using ImageTagging.Onnx.Inference;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OrtRunOptions = Microsoft.ML.OnnxRuntime.RunOptions;

namespace ImageTagging.Onnx.TwoTower;

/// <summary>The loaded text tower: a text's vector of length 1, the mean over the card's prompts.</summary>
/// <remarks>Threads share it.</remarks>
internal sealed class TextEncoder : IDisposable
{
    private readonly TwoTowerModel _model;
    private readonly InferenceSession _session;
    private readonly TextTokenizer _tokenizer;
    private readonly string[] _inputs;
    private readonly string[] _outputs;
    private readonly TensorElementType[] _types;

    private TextEncoder(TwoTowerModel model, InferenceSession session, TextTokenizer tokenizer)
    {
        (_model, _session, _tokenizer) = (model, session, tokenizer);
        var text = model.Card.Text;
        _inputs = text.Mask is { } mask ? [text.Ids, mask] : [text.Ids];
        var known = session.InputMetadata;
        if (_inputs.FirstOrDefault(i => !known.ContainsKey(i)) is { } missing)
        {
            throw SessionRules.Mismatch(model.Texts, $"it has no input '{missing}', but {string.Join(", ", known.Keys)}");
        }

        if (known.Count != _inputs.Length)
        {
            throw SessionRules.Mismatch(
                model.Texts,
                $"it wants {string.Join(", ", known.Keys)} where {string.Join(" and ", _inputs)} is all there is"
            );
        }

        _types = [.. _inputs.Select(i => known[i].ElementDataType)];
        if (_types.Any(t => t is not (TensorElementType.Int64 or TensorElementType.Int32)))
        {
            throw SessionRules.Mismatch(model.Texts, "its inputs take no whole numbers");
        }

        _outputs = SessionRules.CheckOutputs(model.Texts, session.OutputMetadata, session.OutputNames, [text.Output]);
    }

    /// <exception cref="ImageTaggingException">The files are no such model, or not the one that the card describes.</exception>
    public static TextEncoder Open(TwoTowerModel model)
    {
        var tokenizer = TextTokenizer.Open(model.Card.Text.Tokenizer, model.Folder);
        var session = ModelSession.Load(model.Texts);
        try
        {
            return new(model, session, tokenizer);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>A text's vector.</summary>
    public float[] Encode(string text, CancellationToken cancellationToken)
    {
        float[]? sum = null;
        foreach (var prompt in _model.Card.Prompts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var vector = Run(prompt.Replace("{}", text, StringComparison.Ordinal));
            if (sum is null)
            {
                sum = vector;
            }
            else
            {
                TensorPrimitives.Add(sum, vector, sum);
            }
        }

        return Embeddings.Unit(sum!);
    }

    public void Dispose() => _session.Dispose();

    private float[] Run(string text)
    {
        var (ids, length) = _tokenizer.Encode(text);
        var mask = new long[ids.Length];
        mask.AsSpan(0, length).Fill(1);
        using var options = new OrtRunOptions();
        OrtValue[] inputs = [.. _inputs.Select((_, i) => Tensor(i == 0 ? ids : mask, _types[i]))];
        try
        {
            using var outputs = _session.Run(options, _inputs, inputs, _outputs);
            return TwoTowerModel.Vector(_model.Texts, outputs[0]);
        }
        catch (OnnxRuntimeException fault)
        {
            throw SessionRules.Mismatch(_model.Texts, $"it does not take {ids.Length} tokens ({fault.Message.Split('\n')[0]})");
        }
        finally
        {
            foreach (var input in inputs)
            {
                input.Dispose();
            }
        }
    }

    private static OrtValue Tensor(long[] values, TensorElementType type)
    {
        long[] shape = [1, values.Length];
        return type == TensorElementType.Int64
            ? OrtValue.CreateTensorValueFromMemory(values, shape)
            : OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(values, v => (int)v), shape);
    }
}
