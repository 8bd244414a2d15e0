namespace ImageTagging.Onnx;

/// <summary>The part of a model of two towers that pictures go into.</summary>
public sealed record ImageTower
{
    /// <summary>The model's file, relative to the card.</summary>
    public required string File { get; init; }

    /// <summary>How pictures go in.</summary>
    public required ModelInput Input { get; init; }

    /// <summary>The output with the picture's vector; null for the model's first.</summary>
    public string? Output { get; set; }
}
