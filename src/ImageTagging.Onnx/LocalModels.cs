namespace ImageTagging.Onnx;

/// <summary>The models that <see cref="LocalTagger"/> asks.</summary>
[Flags]
public enum LocalModels
{
    /// <summary>None of them; not allowed.</summary>
    None = 0,

    /// <summary>The classifier of 1,000 things, <c>imagenet1k</c>; pictures are compared by it too.</summary>
    Classifier = 1,

    /// <summary>The segmenter, which tells how much of a picture is sky, grass or building: <c>ade32</c>.</summary>
    Segmenter = 2,

    /// <summary>The detector of 80 things with boxes, <c>coco80</c>.</summary>
    Detector = 4,

    /// <summary>All three.</summary>
    All = Classifier | Segmenter | Detector,
}
