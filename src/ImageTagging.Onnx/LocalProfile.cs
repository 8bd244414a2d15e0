namespace ImageTagging.Onnx;

/// <summary>How much work <see cref="LocalTagger"/> puts into a picture.</summary>
public enum LocalProfile
{
    /// <summary>The classifier, once, over the whole picture.</summary>
    Fast,

    /// <summary>All three models, the classifier over four parts of the picture.</summary>
    Standard,

    /// <summary>All three models, the classifier over four parts, the middle, and the things that the detector found.</summary>
    Thorough,
}
