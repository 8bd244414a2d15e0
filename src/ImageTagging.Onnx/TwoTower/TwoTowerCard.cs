using System.Text.Json.Serialization;

namespace ImageTagging.Onnx;

/// <summary>
/// Describes a model of two towers, one for pictures and one for texts, whose vectors lie near each other where the text tells of the
/// picture: CLIP, SigLIP and their kin. Read from JSON; the schema is docs/schemas/two-tower-card.schema.json.
/// </summary>
public sealed record TwoTowerCard
{
    // Optional members have setters: the JSON source generator overwrites the initial values of init-only ones.

    /// <summary>The schema's address, for editors; not read.</summary>
    [JsonPropertyName("$schema")]
    public string? Schema { get; set; }

    /// <summary>The model's name, and the tagger's unless told otherwise: lower-case letters, digits, <c>-</c> and <c>.</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The model's version: provenance, kept with each answer. Null for the first digits of the files' hash.</summary>
    public string? Version { get; set; }

    /// <summary>A description for people: the model, its origin, its licence.</summary>
    public string? Description { get; set; }

    /// <summary>The tower for pictures.</summary>
    public required ImageTower Image { get; init; }

    /// <summary>The tower for texts.</summary>
    public required TextTower Text { get; init; }

    /// <summary>The sentence that a word or a question is put into, where <c>{}</c> stands; the vectors of several are averaged. 1–100.</summary>
    /// <value>The default is the word alone.</value>
    public IReadOnlyList<string> Prompts { get; set; } = ["{}"];

    /// <summary>The number that the cosine of picture and text is multiplied with, as the model was trained.</summary>
    /// <value>The default is 1.</value>
    public double Scale { get; set; } = 1;

    /// <summary>The number that is then added.</summary>
    /// <value>The default is 0.</value>
    public double Bias { get; set; }

    /// <summary>The function that makes probabilities of that: the sigmoid of each word (SigLIP), or the softmax of all (CLIP).</summary>
    /// <value>The default is <see cref="Activation.Sigmoid"/>.</value>
    public Activation Activation { get; set; } = Activation.Sigmoid;

    /// <summary>The words that become tags; options may name others. Not together with <see cref="WordsFile"/>.</summary>
    public IReadOnlyList<string>? Words { get; set; }

    /// <summary>A text file with one word a line, relative to the card.</summary>
    public string? WordsFile { get; set; }

    /// <summary>The lowest confidence of single words, 0–100.</summary>
    public IReadOnlyDictionary<string, double> Thresholds { get; set; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>The lowest confidence of all other words, 0–100.</summary>
    /// <value>The default is 30.</value>
    public double MinConfidence { get; set; } = 30;

    /// <summary>The most labels of a picture, the surest first; 0 for no limit.</summary>
    /// <value>The default is 0.</value>
    public int MaxLabels { get; set; }
}
