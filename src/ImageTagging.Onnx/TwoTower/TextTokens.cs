namespace ImageTagging.Onnx;

/// <summary>How a text becomes the numbers of its tokens. Exactly one of <see cref="Vocabulary"/> with <see cref="Merges"/>, and <see cref="SentencePiece"/>.</summary>
public sealed record TextTokens
{
    /// <summary>The vocabulary of a byte-level BPE as CLIP has it, a JSON object of tokens and their numbers (<c>vocab.json</c>), relative to the card.</summary>
    public string? Vocabulary { get; set; }

    /// <summary>The merges that belong to it, one a line (<c>merges.txt</c>), relative to the card.</summary>
    public string? Merges { get; set; }

    /// <summary>The end of the last token of each word.</summary>
    /// <value>The default is <c>&lt;/w&gt;</c>, as CLIP has it.</value>
    public string? EndOfWord { get; set; } = "</w>";

    /// <summary>A SentencePiece model, of unigrams or BPE (<c>spiece.model</c>, <c>tokenizer.model</c>), relative to the card.</summary>
    public string? SentencePiece { get; set; }

    /// <summary>True if texts are written in lower case first.</summary>
    /// <value>The default is true.</value>
    public bool LowerCase { get; set; } = true;

    /// <summary>True if punctuation is left out first, as SigLIP's first version was trained.</summary>
    /// <value>The default is false.</value>
    public bool WithoutPunctuation { get; set; }

    /// <summary>The most tokens of a text, <see cref="Start"/> and <see cref="End"/> among them, 3–4,096; what is longer is cut.</summary>
    public required int Length { get; init; }

    /// <summary>The token before a text; null for none.</summary>
    public int? Start { get; set; }

    /// <summary>The token behind a text; null for none.</summary>
    public int? End { get; set; }

    /// <summary>The token that shorter texts are filled up with to the <see cref="Length"/>; null where the model takes texts of any length.</summary>
    public int? Padding { get; set; }
}
