namespace ImageTagging.Onnx;

/// <summary>The part of a model of two towers that texts go into.</summary>
public sealed record TextTower
{
    /// <summary>The model's file, relative to the card.</summary>
    public required string File { get; init; }

    /// <summary>The input with the tokens' numbers.</summary>
    /// <value>The default is <c>input_ids</c>.</value>
    public string Ids { get; set; } = "input_ids";

    /// <summary>The input that tells tokens (1) from padding (0); null where the model has none.</summary>
    public string? Mask { get; set; }

    /// <summary>The output with the text's vector; null for the model's first.</summary>
    public string? Output { get; set; }

    /// <summary>The tokenizer.</summary>
    public required TextTokens Tokenizer { get; init; }
}
