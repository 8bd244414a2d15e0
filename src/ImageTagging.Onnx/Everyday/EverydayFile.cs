using System.Text.Json.Serialization;

namespace ImageTagging.Onnx.Everyday;

/// <summary>Models/everyday.json as it is written, by eng/words/make.</summary>
internal sealed record EverydayFile(EvidenceWeights Standard, EvidenceWeights Fast, IReadOnlyList<EverydayWord> Words);

/// <summary>What the kinds of evidence weigh, the same for all words.</summary>
/// <param name="Evidence">A weight for each kind, in the order in which <see cref="EverydayBook"/> lists them.</param>
/// <param name="Intercept">What is added.</param>
/// <param name="Lift">What a word's look weighs: either way, and further where it speaks for the word.</param>
internal sealed record EvidenceWeights(double[] Evidence, double Intercept, double[] Lift);

/// <summary>A word, and what the models know of it: classes, areas, things and properties, each with the weight that it speaks with.</summary>
internal sealed record EverydayWord(
    string Name,
    string[]? Parents,
    string[]? Aliases,
    Dictionary<string, double>? Classes,
    Dictionary<string, double>? Areas,
    Dictionary<string, double>? Things,
    Dictionary<string, double>? Properties,
    WordFit Standard,
    WordFit Fast
);

/// <summary>How a word differs from the others: how common it is, and how well its evidence is known.</summary>
internal sealed record WordFit(double Bias, double Gain);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow
)]
[JsonSerializable(typeof(EverydayFile))]
internal sealed partial class EverydayJson : JsonSerializerContext;
