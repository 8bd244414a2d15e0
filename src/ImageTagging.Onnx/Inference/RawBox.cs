namespace ImageTagging.Onnx.Inference;

/// <summary>A box in pixels of the model's input.</summary>
internal readonly record struct RawBox(int Class, double Score, double Left, double Top, double Right, double Bottom);
