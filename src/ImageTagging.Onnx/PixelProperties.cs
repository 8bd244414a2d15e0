namespace ImageTagging.Onnx;

/// <summary>Properties of a picture's pixels that <see cref="LocalTagger"/> tells without a model.</summary>
[Flags]
public enum PixelProperties
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The colour of at least 45 % of it: red, yellow, green, blue, purple, pink, black or white.</summary>
    Colours = 1,

    /// <summary><c>blurred</c>, where nothing in it is in focus.</summary>
    Sharpness = 2,

    /// <summary><c>screenshot</c>, <c>document</c>, and <c>panorama</c> from 2.4 times as wide as high.</summary>
    Kinds = 4,

    /// <summary><c>portrait format</c>, <c>landscape format</c> or <c>square format</c>: every picture has one of them.</summary>
    Formats = 8,

    /// <summary>Those that are right often enough and not true of every picture.</summary>
    Usual = Colours | Sharpness | Kinds,
}
