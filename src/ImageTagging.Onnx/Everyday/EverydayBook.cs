using System.Text.Json;
using ImageTagging.Onnx.Cards;
using ImageTagging.Onnx.Inference;

namespace ImageTagging.Onnx.Everyday;

/// <summary>Turns what the models saw into everyday words with calibrated confidences, and into the names of what is certain.</summary>
internal sealed class EverydayBook
{
    public const string Resource = "everyday.json";

    /// <summary>The names of pixels in labels where no model says more.</summary>
    public const string Pixels = "pixels";

    // What a classifier's mean score over the parts of a picture says at least of the class's own name.
    private const double FineScore = 0.55;
    private const double FineConfidence = 0.85;

    // From this weight on a class is a kind of the word, below it only speaks for it.
    private const double KindOf = 0.99;
    private const double LeastBox = 0.3;
    private const double LeastArea = 0.005;

    // A model is named with a label where it says at least this much of what speaks for it.
    private const double LeastSay = 0.25;

    // What an area or thing that is only near in meaning says of a word: its nearness to this power. eng/words/make has the same number.
    private const double Nearness = 3;

    // What a shape in two tones shows the models guess, having seen photographs only: a guess is not kept.
    private const double Drawn = 0.25;

    // With so few examples a word's confidence is a guess itself.
    private const int FewExamples = 1;

    private readonly Word[] _words;
    private readonly int[][] _broader;
    private readonly (int Word, int Other)[] _excluded;
    private readonly (string Name, string[] Aliases, string[] Parents)?[] _fine;
    private readonly EverydayVariant _rules;
    private readonly Looks _looks;
    private readonly PixelProperties _wanted;
    private readonly string[] _models;

    public EverydayBook(
        LoadedModel classifier,
        LoadedModel segmenter,
        LoadedModel detector,
        LocalProfile profile,
        LocalModels models,
        PixelProperties wanted
    )
    {
        using var stream = LoadedModel.Resource(Resource);
        var file = JsonSerializer.Deserialize(stream, EverydayJson.Default.EverydayFile)!;
        _wanted = wanted;
        var parts =
            !models.HasFlag(LocalModels.Classifier) ? null
            : profile == LocalProfile.Fast ? "whole"
            : "parts";
        _rules = file.Variants.Single(v =>
            v.Classifier == parts
            && v.Segmenter == models.HasFlag(LocalModels.Segmenter)
            && v.Detector == models.HasFlag(LocalModels.Detector)
        );
        _looks = Looks.Read(file, _rules, segmenter.Labels.Count, detector.Labels.Count);
        _models = [classifier.Card.Name, segmenter.Card.Name, detector.Card.Name, Pixels];
        var classes = Numbered([.. classifier.Labels.Select(l => l.Split(',')[0])]);
        var areas = Numbered(segmenter.Labels);
        var things = Numbered(detector.Labels);
        var properties = Numbered(PixelStatistics.PropertyNames);
        _words = [.. file.Words.Select(w => new Word(w, _rules, file, classes, areas, things, properties))];
        var places = _words.Select((w, i) => (w.Name, i)).ToDictionary(p => p.Name, p => p.i, StringComparer.Ordinal);
        _broader =
        [
            .. file.Words.Select(w =>
                (w.Parents ?? []).Concat(w.Needs ?? []).Where(places.ContainsKey).Select(p => places[p]).ToArray()
            ),
        ];
        _excluded = [.. file.Words.SelectMany((w, i) => (w.Excluded ?? []).Select(o => (i, places[o])))];
        var names = file.Words.Select(w => w.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        _fine = _rules.Classifier is null ? [] : [.. classifier.Labels.Select((l, i) => Fine(l, i, names, _words))];
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
    /// <param name="sight">What was seen.</param>
    /// <param name="least">The lowest confidence.</param>
    /// <param name="leastRare">The lowest of words that no more than <see cref="FewExamples"/> examples taught.</param>
    public IReadOnlyList<ImageLabel> Labels(Sight sight, double least, double leastRare)
    {
        var labels = new List<ImageLabel>();
        var look = _looks.Of(sight);
        var properties = sight.Look.Properties;
        var told = PropertyRules.Of(sight.Look, _wanted).ToDictionary(p => p.Name, p => p.Probability, StringComparer.Ordinal);
        var says = new Say[_words.Length];
        var alone = new double[_words.Length];
        for (var i = 0; i < _words.Length; i++)
        {
            says[i] = Weigh(i, sight, properties, look);
            alone[i] = Numbers.Sigmoid((float)says[i].Logit);
        }

        var beside = InCompany(alone);
        for (var i = 0; i < _words.Length; i++)
        {
            var word = _words[i];
            var said = beside[i] * (sight.Look.IsDrawn && word.Properties.Length == 0 ? Drawn : 1);
            var isProven = told.Remove(word.Name, out var proven) && proven > said;
            var confidence = Confidences.Of(isProven ? proven : said);
            if (confidence >= (word.IsRare && !isProven ? Math.Max(least, leastRare) : least))
            {
                labels.Add(
                    new()
                    {
                        Name = word.Name,
                        Confidence = confidence,
                        Parents = word.Parents,
                        Aliases = word.Aliases,
                        Boxes = Boxes(word, sight),
                        Area = Area(word, sight),
                        Models = isProven ? [Pixels] : says[i].Models(_models),
                    }
                );
            }
        }

        labels.AddRange(
            told.Select(t => new ImageLabel
                {
                    Name = t.Key,
                    Confidence = Confidences.Of(t.Value),
                    Models = [Pixels],
                })
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
                            Models = [_models[0]],
                        }
                    );
                }
            }
        }

        return labels;
    }

    private Say Weigh(int number, Sight sight, double[] properties, float[] look)
    {
        var word = _words[number];
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

        var seen = sight.Areas is { } areas ? Sum(word.Areas, areas) : 0;
        var shown = 0d;
        foreach (var (property, weight) in word.Properties)
        {
            shown += properties[property] * weight;
        }

        var area = Math.Clamp(seen + shown, 0, 1);
        var thing = 0d;
        foreach (var (kind, weight) in word.Things)
        {
            thing = Math.Max(thing, sight.Surest[kind] * weight);
        }

        var nearAreas = sight.Areas is null ? 0 : Sum(word.NearAreas, sight.Areas);
        var nearThings = Sum(word.NearThings, sight.Surest);

        var weights = _rules.Evidence;
        var ofClasses = (Log(mean, 0.01) * weights[0]) + (Log(best, 0.02) * weights[1]) + (mean * weights[6]);
        var ofAreas = (Log(area, 0.02) * weights[2]) + (Math.Sqrt(area) * weights[4]);
        var ofThings = (Log(thing, 0.05) * weights[3]) + (thing * weights[5]);
        var ofNearAreas = Log(nearAreas, 0.02) * weights[10];
        var ofNearThings = Log(nearThings, 0.05) * weights[11];
        var known =
            (_rules.Classifier is not null && word.Classes.Length > 0 ? weights[7] : 0)
            + (word.Properties.Length > 0 || (_rules.Segmenter && word.Areas.Length > 0) ? weights[8] : 0)
            + (_rules.Detector && word.Things.Count > 0 ? weights[9] : 0);
        var like = _looks.Likeness(look, number);
        var lift = like.Areas + like.Pixels + like.Things + like.Embedding + like.Bias;
        var slope = _rules.Lift[0] + (lift > 0 ? _rules.Lift[1] : 0);
        var ofShown = seen + shown > 0 ? ofAreas * shown / (seen + shown) : 0;
        return new(
            ((_rules.Intercept + ofClasses + ofAreas + ofThings + ofNearAreas + ofNearThings + known) * word.Gain)
                + word.Bias
                + (lift * slope),
            (ofClasses * word.Gain) + (like.Embedding * slope),
            ((ofAreas - ofShown + ofNearAreas) * word.Gain) + (like.Areas * slope),
            ((ofThings + ofNearThings) * word.Gain) + (like.Things * slope),
            (ofShown * word.Gain) + (like.Pixels * slope)
        );
    }

    // A word is hardly surer than a broader one or than what it needs: where there is no person there is no portrait, without a sky no
    // toy kite. Of two that exclude each other the less sure one holds at most as often as the other does not.
    private double[] InCompany(double[] alone)
    {
        var within = new double[alone.Length];
        for (var i = 0; i < within.Length; i++)
        {
            within[i] = alone[i];
            foreach (var broader in _broader[i])
            {
                within[i] = Math.Min(within[i], Math.Sqrt(alone[i] * alone[broader]));
            }
        }

        double[] beside = [.. within];
        foreach (var (word, other) in _excluded)
        {
            var (less, more) = within[word] <= within[other] ? (word, other) : (other, word);
            beside[less] = Math.Min(beside[less], 1 - within[more]);
        }

        return beside;
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

    // What is a kind of the word, not what only speaks for it: of a garden's plants nobody knows how much is garden.
    private static double? Area(Word word, Sight sight)
    {
        var share = 0d;
        foreach (var (number, weight) in word.Areas)
        {
            share += weight >= KindOf && sight.Areas is { } areas ? areas[number] : 0;
        }

        return share >= LeastArea ? Math.Round(Math.Min(1, share), 4) : null;
    }

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

    /// <summary>How much speaks for a word, and what each model has to say of that.</summary>
    private readonly record struct Say(double Logit, double Classifier, double Segmenter, double Detector, double Pixels)
    {
        /// <summary>The names of the models that say most of it; of one at the least.</summary>
        public IReadOnlyList<string> Models(string[] names)
        {
            double[] says = [Classifier, Segmenter, Detector, Pixels];
            var most = says.Max();
            var enough = Math.Min(most, says.Sum(s => Math.Max(0, s)) * LeastSay);
            return [.. names.Zip(says).Where(n => n.Second >= enough).OrderByDescending(n => n.Second).Select(n => n.First)];
        }
    }

    private sealed class Word(
        EverydayWord word,
        EverydayVariant rules,
        EverydayFile file,
        Dictionary<string, int> classes,
        Dictionary<string, int> areas,
        Dictionary<string, int> things,
        Dictionary<string, int> properties
    )
    {
        private readonly double _trust = word.Examples / (word.Examples + file.Half);

        public string Name { get; } = word.Name;

        // What pixels alone tell needs no example.
        public bool IsRare { get; } =
            word.Examples <= FewExamples && (word.Properties is null || (word.Classes ?? word.Areas ?? word.Things) is not null);

        public string[] Parents { get; } = word.Parents ?? [];

        public string[] Aliases { get; } = word.Aliases ?? [];

        public double Gain => rules.Gain[0] + (rules.Gain[1] * _trust) + (word.Examples == 0 ? rules.Gain[2] : 0);

        public double Bias =>
            rules.Bias[0]
            + (rules.Bias[1] * _trust)
            + (word.Examples == 0 ? rules.Bias[2] : 0)
            + (rules.Bias[3] * Math.Log((word.Examples + 0.3) / (file.Pictures + 2)));

        public (int Number, float Weight)[] Classes { get; } = Weights(word.Classes, classes);

        public (int Number, float Weight)[] Areas { get; } = Weights(word.Areas, areas);

        public (int Number, float Weight)[] Properties { get; } = Weights(word.Properties, properties);

        public (int Number, float Weight)[] NearAreas { get; } = Near(word.Near, areas);

        public (int Number, float Weight)[] NearThings { get; } = Near(word.Near, things);

        public Dictionary<int, double> Things { get; } = (word.Things ?? []).ToDictionary(t => things[t.Key], t => t.Value);

        private static (int, float)[] Near(Dictionary<string, double>? from, Dictionary<string, int> numbers) =>
            [
                .. (from ?? [])
                    .Where(p => numbers.ContainsKey(p.Key))
                    .Select(p => (numbers[p.Key], (float)Math.Pow(p.Value, Nearness))),
            ];

        private static (int, float)[] Weights(Dictionary<string, double>? from, Dictionary<string, int> numbers) =>
            [.. (from ?? []).Select(p => (numbers[p.Key], (float)p.Value))];
    }
}
