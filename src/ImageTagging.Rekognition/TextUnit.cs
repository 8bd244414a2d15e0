namespace ImageTagging.Rekognition;

/// <summary>Which pieces of text become labels.</summary>
public enum TextUnit
{
    /// <summary>Each word.</summary>
    Words,

    /// <summary>Each line.</summary>
    Lines,

    /// <summary>Each line and each word.</summary>
    LinesAndWords,
}
