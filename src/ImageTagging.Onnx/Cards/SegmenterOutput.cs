namespace ImageTagging.Onnx;

/// <summary>How the output of a segmenter, which tells what covers how much of a picture, is read.</summary>
public sealed record SegmenterOutput
{
    /// <summary>The output with the share of the picture for each label, 0–1; null for the model's first.</summary>
    public string? Areas { get; set; }
}
