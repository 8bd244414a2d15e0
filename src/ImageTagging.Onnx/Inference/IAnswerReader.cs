using ImageTagging.Imaging;
using Microsoft.ML.OnnxRuntime;

namespace ImageTagging.Onnx.Inference;

/// <summary>Reads a model's outputs.</summary>
internal interface IAnswerReader
{
    /// <summary>The outputs to compute; null for the model's first.</summary>
    IReadOnlyList<string?> Outputs { get; }

    /// <summary>The finds, in no order; a class may come several times.</summary>
    IEnumerable<Finding> Read(IReadOnlyList<OrtValue> outputs, PixelPlacement placement, double leastScore);
}
