using System.Globalization;
using System.Numerics.Tensors;
using ImageTagging.Onnx.Cards;
using ImageTagging.Semantics;

namespace ImageTagging.Benchmarks;

/// <summary>How near in meaning the words of <c>eng/words/words.tsv</c> are to the names of the segmenter's areas and the detector's things.</summary>
internal static class NearLabels
{
    // What is further has nothing to do with the word.
    private const float Least = 0.2f;
    private const string Heading =
        "# How near in meaning each word of words.tsv is to the names of areas and things, from 0.2 on, by the sentence model. Written by the\n"
        + "# benchmark set local-words --near; read by make.\n";

    /// <summary>Writes a line a word.</summary>
    public static async Task WriteAsync(string file, CancellationToken cancellationToken)
    {
        var list = Path.Combine(Repository.Root, "eng", "words", "words.tsv");
        var words = (await File.ReadAllLinesAsync(list, cancellationToken))
            .Where(l => l.Length > 0 && l[0] != '#')
            .Select(l => l.Split('\t')[0])
            .ToArray();
        // The first area is what has no name.
        string[] labels =
        [
            .. LoadedModel
                .BuiltIn("ade32.json")
                .Labels.Skip(1)
                .Concat(LoadedModel.BuiltIn("coco80.json").Labels)
                .Distinct(StringComparer.Ordinal),
        ];
        using var encoder = SentenceEncoder.Load();
        var meant = encoder.Encode(labels, cancellationToken);
        await using var to = new StreamWriter(file) { NewLine = "\n" };
        await to.WriteAsync(Heading.AsMemory(), cancellationToken);
        foreach (var (word, meaning) in words.Zip(encoder.Encode(words, cancellationToken)))
        {
            var near = labels
                .Zip(
                    meant,
                    (label, other) => (label, Nearness: TensorPrimitives.Dot<float>(meaning.Vector.Span, other.Vector.Span))
                )
                .Where(n => n.Nearness >= Least)
                .OrderByDescending(n => n.Nearness)
                .Select(n => string.Create(CultureInfo.InvariantCulture, $"{n.label}:{Math.Min(1, n.Nearness):0.##}"));
            await to.WriteLineAsync($"{word}\t{string.Join(", ", near)}".AsMemory(), cancellationToken);
        }
    }
}
