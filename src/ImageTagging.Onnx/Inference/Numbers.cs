using ImageTagging.Onnx.Cards;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ImageTagging.Onnx.Inference;

/// <summary>Outputs as floats, whatever type they have, and what turns them into probabilities.</summary>
internal static class Numbers
{
    public static (float[] Values, long[] Shape) Of(LoadedModel model, OrtValue output)
    {
        var info = output.GetTensorTypeAndShape();
        float[] values = info.ElementDataType switch
        {
            TensorElementType.Float => output.GetTensorDataAsSpan<float>().ToArray(),
            TensorElementType.Float16 => Convert(output.GetTensorDataAsSpan<Float16>(), v => (float)v),
            TensorElementType.Double => Convert(output.GetTensorDataAsSpan<double>(), v => (float)v),
            TensorElementType.Int64 => Convert(output.GetTensorDataAsSpan<long>(), v => v),
            TensorElementType.Int32 => Convert(output.GetTensorDataAsSpan<int>(), v => v),
            var other => throw SessionRules.Mismatch(model, $"an output holds {other}, which cannot be read as numbers"),
        };
        return (values, info.Shape);
    }

    public static float Sigmoid(float value) => 1f / (1f + MathF.Exp(-value));

    public static void Softmax(Span<float> values)
    {
        var most = float.NegativeInfinity;
        foreach (var value in values)
        {
            most = Math.Max(most, value);
        }

        var sum = 0d;
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = MathF.Exp(values[i] - most);
            sum += values[i];
        }

        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)(values[i] / sum);
        }
    }

    public static void Activate(Span<float> values, Activation activation)
    {
        switch (activation)
        {
            case Activation.Softmax:
                Softmax(values);
                break;
            case Activation.Sigmoid:
                for (var i = 0; i < values.Length; i++)
                {
                    values[i] = Sigmoid(values[i]);
                }

                break;
        }
    }

    private static float[] Convert<T>(ReadOnlySpan<T> from, Func<T, float> value)
    {
        var to = new float[from.Length];
        for (var i = 0; i < to.Length; i++)
        {
            to[i] = value(from[i]);
        }

        return to;
    }
}
