using System.Text.Json.Serialization;

namespace ImageTagging.Onnx;

/// <summary>Describes an ONNX model: what goes in, what comes out, what it means. Read from JSON; the schema is docs/schemas/model-card.schema.json.</summary>
public sealed record ModelCard
{
    // Optional members have setters: the JSON source generator overwrites the initial values of init-only ones.

    /// <summary>The schema's address, for editors; not read.</summary>
    [JsonPropertyName("$schema")]
    public string? Schema { get; set; }

    /// <summary>The model's name, and the tagger's unless told otherwise: lower-case letters, digits, <c>-</c> and <c>.</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The model's version: provenance, kept with each answer. Null for the first digits of the file's hash.</summary>
    public string? Version { get; set; }

    /// <summary>A description for people: the model, its origin, its licence.</summary>
    public string? Description { get; set; }

    /// <summary>The model's file, relative to the card.</summary>
    public required string File { get; init; }

    /// <summary>How pictures go in.</summary>
    public required ModelInput Input { get; init; }

    /// <summary>How a detector's outputs are read. Exactly one of this, <see cref="Classifier"/> and <see cref="Segmenter"/>.</summary>
    public DetectorOutput? Detector { get; set; }

    /// <summary>How a classifier's output is read.</summary>
    public ClassifierOutput? Classifier { get; set; }

    /// <summary>How a segmenter's output is read; a label's confidence is then the share of the picture that it covers.</summary>
    public SegmenterOutput? Segmenter { get; set; }

    /// <summary>The output with numbers that lie near each other for pictures that look alike, whatever else the model says; null for none.</summary>
    public string? Embedding { get; set; }

    /// <summary>The labels by class number, from 0. Exactly one of this and <see cref="LabelsFile"/>.</summary>
    public IReadOnlyList<string>? Labels { get; set; }

    /// <summary>A text file with one label a line, relative to the card.</summary>
    public string? LabelsFile { get; set; }

    /// <summary>Labels that are never given, such as <c>background</c>.</summary>
    public IReadOnlyList<string> Ignore { get; set; } = [];

    /// <summary>Categories, each with the labels that belong to it.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Categories { get; set; } =
        new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>Broader labels, each with the labels below it.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Parents { get; set; } =
        new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>Labels, each with its other names.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Aliases { get; set; } =
        new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>The lowest confidence that is kept, 0–100.</summary>
    /// <value>The default is 30.</value>
    public double MinConfidence { get; set; } = 30;

    /// <summary>The most labels of a picture, the surest first; 0 for no limit.</summary>
    /// <value>The default is 0.</value>
    public int MaxLabels { get; set; }
}
