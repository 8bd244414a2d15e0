using ImageTagging.Imaging;
using ImageTagging.Onnx.Cards;
using Microsoft.ML.OnnxRuntime;

namespace ImageTagging.Onnx.Inference;

/// <summary>Reads one number a label: how sure a classifier is, or how much of the picture a segmenter says that it covers.</summary>
internal sealed class ClassifierReader(LoadedModel model, ClassifierOutput? classifier, SegmenterOutput? segmenter)
    : IAnswerReader
{
    public IReadOnlyList<string?> Outputs { get; } = [segmenter is null ? classifier?.Output : segmenter.Areas];

    public IEnumerable<Finding> Read(IReadOnlyList<OrtValue> outputs, PixelPlacement placement, double leastScore)
    {
        var (values, _) = Numbers.Of(model, outputs[0]);
        if (values.Length != model.Labels.Count)
        {
            throw SessionRules.Mismatch(model, $"it tells {values.Length} classes, the card names {model.Labels.Count} labels");
        }

        Numbers.Activate(values, classifier?.Activation ?? Activation.None);
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] >= leastScore)
            {
                var value = Math.Min(1, values[i]);
                yield return new(i, value, null, segmenter is null ? null : Math.Round(value, 4));
            }
        }
    }
}
