using ImageTagging.Imaging;
using ImageTagging.Onnx.Cards;
using Microsoft.ML.OnnxRuntime;

namespace ImageTagging.Onnx.Inference;

/// <summary>Reads one number a label.</summary>
internal sealed class ClassifierReader(LoadedModel model, ClassifierOutput output) : IAnswerReader
{
    public IReadOnlyList<string?> Outputs { get; } = [output.Output];

    public IEnumerable<Finding> Read(IReadOnlyList<OrtValue> outputs, PixelPlacement placement, double leastScore)
    {
        var (values, _) = Numbers.Of(model, outputs[0]);
        if (values.Length != model.Labels.Count)
        {
            throw SessionRules.Mismatch(model, $"it tells {values.Length} classes, the card names {model.Labels.Count} labels");
        }

        Numbers.Activate(values, output.Activation);
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] >= leastScore)
            {
                yield return new(i, Math.Min(1, values[i]), null);
            }
        }
    }
}
