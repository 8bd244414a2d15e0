using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text.Json;
using ImageTagging.Onnx.Cards;
using ImageTagging.Onnx.Inference;

namespace ImageTagging.Onnx.Everyday;

/// <summary>Turns what the models saw into everyday words with calibrated confidences, and into the names of what is certain.</summary>
internal sealed class EverydayBook
{
    public const string Resource = "everyday.json";
    public const string Looks = "everyday-looks.bin";

    // What the parts of a look weigh against each other; eng/words/make has the same numbers.
    private const float AreaWeight = 0.35f;
    private const float NumberWeight = 0.5f;
    private const float EmbeddingWeight = 2f;

    // What a classifier's mean score over the parts of a picture says at least of the class's own name.
    private const double FineScore = 0.55;
    private const double FineConfidence = 0.85;

    // From this weight on a class is a kind of the word, below it only speaks for it.
    private const double KindOf = 0.99;
    private const double LeastBox = 0.3;

    // What a shape in two tones shows the models guess, having seen photographs only.
    private const double Drawn = 0.55;

    private readonly Word[] _words;
    private readonly int[][] _broader;
    private readonly (string Name, string[] Aliases, string[] Parents)?[] _fine;
    private readonly EvidenceWeights _weights;
    private readonly bool _isFast;
    private readonly PictureProperties _wanted;

    public EverydayBook(
        LoadedModel classifier,
        LoadedModel segmenter,
        LoadedModel detector,
        bool isFast,
        PictureProperties wanted
    )
    {
        using var stream = LoadedModel.Resource(Resource);
        var file = JsonSerializer.Deserialize(stream, EverydayJson.Default.EverydayFile)!;
        (_isFast, _wanted) = (isFast, wanted);
        _weights = isFast ? file.Fast : file.Standard;
        var classes = Numbered([.. classifier.Labels.Select(l => l.Split(',')[0])]);
        var areas = Numbered(segmenter.Labels);
        var things = Numbered(detector.Labels);
        var properties = Numbered(PictureLook.PropertyNames);
        var looks = ReadLooks(file.Words.Count, areas: segmenter.Labels.Count, isFast);
        _words = [.. file.Words.Select((w, i) => new Word(w, isFast, looks[i], classes, areas, things, properties))];
        var places = _words.Select((w, i) => (w.Name, i)).ToDictionary(p => p.Name, p => p.i, StringComparer.Ordinal);
        _broader = [.. _words.Select(w => w.Parents.Where(places.ContainsKey).Select(p => places[p]).ToArray())];
        var names = file.Words.Select(w => w.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        _fine = [.. classifier.Labels.Select((l, i) => Fine(l, i, names, _words))];
    }

    /// <summary>Every name and alias that it can say.</summary>
    public IReadOnlyCollection<string> Names =>
        [
            .. _words
                .SelectMany(w => w.Aliases.Append(w.Name))
                .Concat(
                    _fine.OfType<(string Name, string[] Aliases, string[] Parents)>().SelectMany(f => f.Aliases.Append(f.Name))
                )
                .Concat(PropertyRules.Names)
                .Distinct(StringComparer.OrdinalIgnoreCase),
        ];

    /// <summary>The labels, in no order.</summary>
    public IReadOnlyList<ImageLabel> Labels(Sight sight, double least)
    {
        var labels = new List<ImageLabel>();
        var look = Look(sight);
        var properties = sight.Look.Properties;
        var told = PropertyRules.Of(sight.Look, _wanted).ToDictionary(p => p.Name, p => p.Probability, StringComparer.Ordinal);
        var alone = _words.Select(w => (double)Numbers.Sigmoid((float)Logit(w, sight, properties, look))).ToArray();
        for (var i = 0; i < _words.Length; i++)
        {
            var word = _words[i];
            var said = Within(alone, i) * (sight.Look.IsDrawn && word.Properties.Length == 0 ? Drawn : 1);
            var confidence = Confidences.Of(told.Remove(word.Name, out var proven) ? Math.Max(said, proven) : said);
            if (confidence >= least)
            {
                labels.Add(
                    new()
                    {
                        Name = word.Name,
                        Confidence = confidence,
                        Parents = word.Parents,
                        Aliases = word.Aliases,
                        Boxes = Boxes(word, sight),
                    }
                );
            }
        }

        labels.AddRange(
            told.Select(t => new ImageLabel { Name = t.Key, Confidence = Confidences.Of(t.Value) })
                .Where(l => l.Confidence >= least)
        );
        for (var i = 0; i < _fine.Length; i++)
        {
            if (_fine[i] is { } fine && sight.Crops.Average(c => c[i]) is >= (float)FineScore and var score)
            {
                var confidence = Confidences.Of(score * FineConfidence);
                if (confidence >= least)
                {
                    labels.Add(
                        new()
                        {
                            Name = fine.Name,
                            Confidence = confidence,
                            Parents = fine.Parents,
                            Aliases = fine.Aliases,
                        }
                    );
                }
            }
        }

        return labels;
    }

    private double Logit(Word word, Sight sight, double[] properties, float[] look)
    {
        double mean = 0,
            best = 0;
        foreach (var crop in sight.Crops)
        {
            var sum = Sum(word.Classes, crop);
            mean += sum / sight.Crops.Count;
            best = Math.Max(best, sum);
        }

        foreach (var crop in sight.Extra)
        {
            best = Math.Max(best, Sum(word.Classes, crop));
        }

        var area = sight.Areas is { } areas ? Sum(word.Areas, areas) : 0;
        foreach (var (number, weight) in word.Properties)
        {
            area += properties[number] * weight;
        }

        area = Math.Clamp(area, 0, 1);
        var thing = 0d;
        foreach (var found in sight.Things ?? [])
        {
            // A speck is less what somebody who searches wants than a thing that fills the picture.
            var size = Math.Min(1, 0.45 + Math.Sqrt(found.Box!.Value.Width * found.Box.Value.Height));
            thing = Math.Max(thing, found.Score * word.Things.GetValueOrDefault(found.Class) * size);
        }

        ReadOnlySpan<double> evidence =
        [
            Log(mean, 0.01),
            Log(best, 0.02),
            Log(area, 0.02),
            Log(thing, 0.05),
            Math.Sqrt(area),
            thing,
            mean,
            word.Classes.Length > 0 ? 1 : 0,
            word.Properties.Length > 0 || (!_isFast && word.Areas.Length > 0) ? 1 : 0,
            !_isFast && word.Things.Count > 0 ? 1 : 0,
        ];
        var logit = _weights.Intercept;
        for (var i = 0; i < evidence.Length; i++)
        {
            logit += evidence[i] * _weights.Evidence[i];
        }

        var lift = TensorPrimitives.Dot<float>(look, word.Look.Weights) + word.Look.Bias;
        return (logit * word.Fit.Gain) + word.Fit.Bias + (lift * _weights.Lift[0]) + (Math.Max(0, lift) * _weights.Lift[1]);
    }

    // A word is hardly surer than a broader one: where there is no person there is no portrait.
    private double Within(double[] alone, int word)
    {
        var most = alone[word];
        foreach (var broader in _broader[word])
        {
            most = Math.Min(most, Math.Sqrt(alone[word] * alone[broader]));
        }

        return most;
    }

    private float[] Look(Sight sight) =>
        [
            .. _isFast ? [] : sight.Areas!.Select(a => MathF.Sqrt(a) * AreaWeight),
            .. sight.Look.Numbers.Select(n => (float)n * NumberWeight),
            .. sight.Embedding.Select(e => e * EmbeddingWeight),
        ];

    // For each profile and word: the length of a step, what is added, and a signed byte a number.
    private static (float[] Weights, float Bias)[] ReadLooks(int words, int areas, bool isFast)
    {
        using var stream = LoadedModel.Resource(Looks);
        using var reader = new BinaryReader(stream);
        var fast = reader.ReadInt32();
        var looks = new (float[], float)[words];
        for (var i = 0; i < words * (isFast ? 2 : 1); i++)
        {
            var (step, bias) = (reader.ReadSingle(), reader.ReadSingle());
            var bytes = MemoryMarshal.Cast<byte, sbyte>(reader.ReadBytes(i < words ? fast + areas : fast));
            var weights = new float[bytes.Length];
            TensorPrimitives.ConvertTruncating<sbyte, float>(bytes, weights);
            TensorPrimitives.Multiply(weights, step, weights);
            looks[i % words] = (weights, bias);
        }

        return looks;
    }

    private static double Log(double value, double floor) => Math.Log(Math.Clamp(value, 0, 1) + floor) - Math.Log(floor);

    private static double Sum((int Number, float Weight)[] weights, float[] scores)
    {
        var sum = 0d;
        foreach (var (number, weight) in weights)
        {
            sum += scores[number] * weight;
        }

        return sum;
    }

    private static BoundingBox[] Boxes(Word word, Sight sight) =>
        [
            .. (sight.Things ?? [])
                .Where(f => f.Score >= LeastBox && word.Things.GetValueOrDefault(f.Class) >= KindOf)
                .OrderByDescending(f => f.Score)
                .Select(f => f.Box!.Value),
        ];

    private static (string, string[], string[])? Fine(string label, int number, HashSet<string> names, Word[] words)
    {
        var all = label.Split(", ");
        return names.Contains(all[0])
            ? null
            : (
                all[0],
                [.. all.Skip(1).Where(a => !names.Contains(a))],
                [.. words.Where(w => w.Classes.Any(c => c.Number == number && c.Weight >= KindOf)).Select(w => w.Name)]
            );
    }

    // A name that stands for several classes is written with the class's number behind it.
    private static Dictionary<string, int> Numbered(IReadOnlyList<string> labels)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < labels.Count; i++)
        {
            numbers.TryAdd(labels[i], i);
            numbers[$"{labels[i]}#{i}"] = i;
        }

        return numbers;
    }

    private sealed class Word(
        EverydayWord word,
        bool isFast,
        (float[] Weights, float Bias) look,
        Dictionary<string, int> classes,
        Dictionary<string, int> areas,
        Dictionary<string, int> things,
        Dictionary<string, int> properties
    )
    {
        public string Name { get; } = word.Name;

        public string[] Parents { get; } = word.Parents ?? [];

        public string[] Aliases { get; } = word.Aliases ?? [];

        public WordFit Fit { get; } = isFast ? word.Fast : word.Standard;

        public (float[] Weights, float Bias) Look { get; } = look;

        public (int Number, float Weight)[] Classes { get; } = Weights(word.Classes, classes);

        public (int Number, float Weight)[] Areas { get; } = Weights(word.Areas, areas);

        public (int Number, float Weight)[] Properties { get; } = Weights(word.Properties, properties);

        public Dictionary<int, double> Things { get; } = (word.Things ?? []).ToDictionary(t => things[t.Key], t => t.Value);

        private static (int, float)[] Weights(Dictionary<string, double>? from, Dictionary<string, int> numbers) =>
            [.. (from ?? []).Select(p => (numbers[p.Key], (float)p.Value))];
    }
}
