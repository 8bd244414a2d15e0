using System.Text.Json.Serialization;

namespace ImageTagging.Onnx.Everyday;

/// <summary>Models/everyday.json as it is written, by eng/words/make.</summary>
/// <param name="Pictures">How many pictures the rules were fitted to.</param>
/// <param name="Half">From how many examples on a word's evidence is trusted by half.</param>
/// <param name="Variants">The rules, for each choice of models.</param>
/// <param name="Words">The words.</param>
internal sealed record EverydayFile(
    int Pictures,
    double Half,
    IReadOnlyList<EverydayVariant> Variants,
    IReadOnlyList<EverydayWord> Words
);

/// <summary>The rules where some of the models look; the same for all words but for how many examples taught them.</summary>
/// <param name="Classifier">What the classifier looks at: <c>parts</c>, the <c>whole</c>, or null where it does not look.</param>
/// <param name="Segmenter">Whether the segmenter looks.</param>
/// <param name="Detector">Whether the detector looks.</param>
/// <param name="Evidence">A weight for each kind of evidence, in the order in which <see cref="EverydayBook"/> lists them.</param>
/// <param name="Intercept">What is added to the evidence.</param>
/// <param name="Lift">What a word's look weighs: either way, and further where it speaks for the word.</param>
/// <param name="Gain">What the evidence weighs: for all, further by how far it is trusted, and where no example taught it.</param>
/// <param name="Bias">What is added: for all, by how far it is trusted, where no example taught it, and by how common the word is.</param>
internal sealed record EverydayVariant(
    string? Classifier,
    bool Segmenter,
    bool Detector,
    double[] Evidence,
    double Intercept,
    double[] Lift,
    double[] Gain,
    double[] Bias
);

/// <summary>A word, what the models know of it (classes, areas, things and properties, each with the weight that it speaks with), the words that it excludes and needs, the areas and things that are near to it in meaning, and how many examples taught it.</summary>
internal sealed record EverydayWord(
    string Name,
    string[]? Parents,
    string[]? Aliases,
    Dictionary<string, double>? Classes,
    Dictionary<string, double>? Areas,
    Dictionary<string, double>? Things,
    Dictionary<string, double>? Properties,
    string[]? Excluded,
    string[]? Needs,
    Dictionary<string, double>? Near,
    int Examples
);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow
)]
[JsonSerializable(typeof(EverydayFile))]
internal sealed partial class EverydayJson : JsonSerializerContext;
