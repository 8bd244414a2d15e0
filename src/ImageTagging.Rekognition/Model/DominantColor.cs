namespace ImageTagging.Rekognition;

/// <summary>A colour of a picture and how much of it there is.</summary>
public sealed record DominantColor
{
    /// <summary>Red, 0–255.</summary>
    public int Red { get; init; }

    /// <summary>Green, 0–255.</summary>
    public int Green { get; init; }

    /// <summary>Blue, 0–255.</summary>
    public int Blue { get; init; }

    /// <summary>As <c>#rrggbb</c>.</summary>
    public string? HexCode { get; init; }

    /// <summary>The nearest of the 140 colours of CSS, such as <c>slategray</c>.</summary>
    public string? CSSColor { get; init; }

    /// <summary>The nearest of twelve plain colours, such as <c>grey</c>.</summary>
    public string? SimplifiedColor { get; init; }

    /// <summary>The share of the pixels, 0–100.</summary>
    public double PixelPercent { get; init; }
}
