using System.Text.Json;
using ImageTagging.Onnx;

namespace ImageTagging.Benchmarks;

/// <summary>
/// How good the local tagger's rules are on photographs that they were not fitted to: five folds, by <c>eng/words/make --check</c>.
/// The rules in the package are fitted to all of the photographs, so what they say of these tells less of others.
/// </summary>
/// <param name="Standard">The default profile's figures, by name.</param>
/// <param name="Fast">Those of the fast one.</param>
/// <param name="Words">The words' broader and other names.</param>
/// <param name="Said">For each photograph, how sure rules that were fitted to others are of the words that they keep, 0–1.</param>
internal sealed record FoldedWords(
    IReadOnlyDictionary<string, double> Standard,
    IReadOnlyDictionary<string, double> Fast,
    IReadOnlyDictionary<string, FoldedWords.Relations> Words,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Said
)
{
    private static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Fits and reads; null, with a word about it, where Python, numpy and scikit-learn are not there.</summary>
    public static async Task<FoldedWords?> FitAsync(
        BenchmarkRun run,
        string folder,
        IEnumerable<string> names,
        CancellationToken cancellationToken
    )
    {
        if (await PythonAsync(cancellationToken) is not { } python)
        {
            run.Say("no five folds: they need Python with numpy and scikit-learn, and WordNet (Debian's wordnet-base)");
            return null;
        }

        run.Say("five folds: the models look at the photographs, then rules are fitted to four fifths and asked of the others");
        var (features, result) = (Path.Combine(run.Scratch, "features.ndjson"), Path.Combine(run.Scratch, "folds.json"));
        await WriteFeaturesAsync(features, folder, names, cancellationToken);
        var script = Path.Combine(Repository.Root, "eng", "words", "make");
        await ProgramRun.RunAsync(
            python,
            [script, "--check", result, features, folder],
            new Dictionary<string, string>(),
            cancellationToken
        );
        await using var file = File.OpenRead(result);
        return await JsonSerializer.DeserializeAsync<FoldedWords>(file, s_json, cancellationToken);
    }

    /// <summary>A line a picture: its name, the classifier's scores for each crop and those of the whole alone, its embeddings of both,
    /// areas, things (class, score, area), the look's numbers and its properties.</summary>
    public static async Task WriteFeaturesAsync(
        string file,
        string folder,
        IEnumerable<string> names,
        CancellationToken cancellationToken
    )
    {
        using var standard = new LocalTagger();
        using var fast = new LocalTagger(new() { Profile = LocalProfile.Fast });
        await using var to = new StreamWriter(file);
        foreach (var name in names.Order(StringComparer.Ordinal))
        {
            var bytes = await File.ReadAllBytesAsync(Path.Combine(folder, name), cancellationToken);
            var sight = await standard.SeeAsync(bytes, cancellationToken);
            var glance = await fast.SeeAsync(bytes, cancellationToken);
            var line = new
            {
                name,
                crops = sight.Crops,
                whole = glance.Crops,
                embedding = sight.Embedding,
                wholeEmbedding = glance.Embedding,
                areas = sight.Areas!,
                things = sight.Things!.Select(t => new[] { t.Class, t.Score, t.Box!.Value.Width * t.Box.Value.Height }),
                look = sight.Look.Numbers,
                properties = sight.Look.Properties,
            };
            await to.WriteLineAsync(JsonSerializer.Serialize(line).AsMemory(), cancellationToken);
        }
    }

    /// <summary>A photograph's labels with the words as rules say them that do not know it.</summary>
    public IReadOnlyList<ImageLabel> Labels(string name, IReadOnlyList<ImageLabel> said)
    {
        return
        [
            .. said.Where(l => !Words.ContainsKey(l.Name)),
            .. Said[name]
                .Select(w => new ImageLabel
                {
                    Name = w.Key,
                    Confidence = w.Value * 100,
                    Parents = Words[w.Key].Parents,
                    Aliases = Words[w.Key].Aliases,
                }),
        ];
    }

    private static async Task<string?> PythonAsync(CancellationToken cancellationToken)
    {
        foreach (var python in new[] { "python3", "/usr/bin/python3" })
        {
            try
            {
                await ProgramRun.RunAsync(
                    python,
                    ["-c", "import sklearn, os; os.stat('/usr/share/wordnet/data.noun')"],
                    new Dictionary<string, string>(),
                    cancellationToken
                );
                return python;
            }
            catch (Exception fault) when (fault is InvalidOperationException or System.ComponentModel.Win32Exception)
            {
                // The next one may have them.
            }
        }

        return null;
    }

    /// <summary>A word's broader and other names.</summary>
    internal sealed record Relations(IReadOnlyList<string> Parents, IReadOnlyList<string> Aliases);
}
