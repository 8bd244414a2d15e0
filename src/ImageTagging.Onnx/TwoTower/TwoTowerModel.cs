using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ImageTagging.Onnx.Cards;
using ImageTagging.Onnx.Inference;
using Microsoft.ML.OnnxRuntime;

namespace ImageTagging.Onnx.TwoTower;

/// <summary>A card of two towers with everything that it names: both models, the tokenizer's files, the words.</summary>
internal sealed class TwoTowerModel
{
    // Raised when the same card and models would be read differently: stored labels become stale then.
    private const string Reading = "two-tower 1";

    private TwoTowerModel(TwoTowerCard card, string folder, LoadedModel images, LoadedModel texts)
    {
        (Card, Folder, Images, Texts) = (card, folder, images, texts);
        Hash = Hex(images.Hash + texts.Hash);
    }

    public TwoTowerCard Card { get; }

    /// <summary>Where the card is, and what it names.</summary>
    public string Folder { get; }

    /// <summary>The tower for pictures, as a classifier whose classes are the words.</summary>
    public LoadedModel Images { get; }

    public LoadedModel Texts { get; }

    public IReadOnlyList<string> Words => Images.Labels;

    public required IReadOnlyDictionary<string, double> Thresholds { get; init; }

    /// <summary>A hash of both models.</summary>
    public string Hash { get; }

    /// <summary>The space of the vectors: only of the same two models they can be compared.</summary>
    public string Space => $"{Card.Name}-{Hash[..8]}";

    /// <summary>A hash over all that decides an answer, the one threshold of all words excepted.</summary>
    public required string Settings { get; init; }

    /// <exception cref="ImageTaggingException">The card or a file that it names is missing or wrong; every fault in one sentence.</exception>
    public static TwoTowerModel Load(string path, IReadOnlyList<string>? words, IReadOnlyDictionary<string, double> thresholds)
    {
        var full = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(full) ?? "";
        var card = LoadedModel.ReadCard(full, () => File.OpenRead(full), TwoTowerJson.Default.TwoTowerCard);
        var faults = TwoTowerRules.FaultsOf(card).ToArray();
        if (faults.Length > 0)
        {
            throw Invalid(full, string.Join("; ", faults));
        }

        words ??= card.Words;
        words ??= card.WordsFile is { } file ? LoadedModel.ReadLabels(Path.Combine(folder, file)) : [];
        string[] distinct = [.. words.Select(w => w.Trim()).Where(w => w.Length > 0).Distinct(StringComparer.Ordinal)];
        if (distinct.Length > TwoTowerTaggerOptions.MostWords || distinct.Any(w => w.Length > TagName.MaxLength))
        {
            throw Invalid(full, "its words must be 20,000 at the most, of 256 characters at the most");
        }

        var least = new Dictionary<string, double>(card.Thresholds, StringComparer.Ordinal);
        foreach (var (word, threshold) in thresholds)
        {
            least[word] = threshold;
        }

        if (least.Keys.FirstOrDefault(w => !distinct.Contains(w, StringComparer.Ordinal)) is { } unknown)
        {
            throw Invalid(full, $"'thresholds' has '{unknown}', which is none of the words");
        }

        var images = LoadedModel.OfTower(
            folder,
            new()
            {
                Name = card.Name,
                File = card.Image.File,
                Input = card.Image.Input,
            },
            distinct
        );
        var texts = LoadedModel.OfTower(
            folder,
            new()
            {
                Name = card.Name,
                File = card.Text.File,
                Input = card.Image.Input,
            },
            distinct
        );
        return new(card, folder, images, texts) { Thresholds = least, Settings = SettingsOf(card, folder, images, texts, least) };
    }

    /// <summary>A vector of length 1 from a model's output for one picture or text.</summary>
    public static float[] Vector(LoadedModel tower, OrtValue output)
    {
        var (values, shape) = Numbers.Of(tower, output);
        return values.Length is >= 1 and <= Embedding.MaxDimensions && values.Length == shape[^1]
            ? Embeddings.Unit(values)
            : throw SessionRules.Mismatch(
                tower,
                $"its output is {string.Join('×', shape)}, where 1 to {Embedding.MaxDimensions} numbers are wanted: name the output with the vector"
            );
    }

    private static string SettingsOf(
        TwoTowerCard card,
        string folder,
        LoadedModel images,
        LoadedModel texts,
        Dictionary<string, double> thresholds
    )
    {
        var asked = card with
        {
            Schema = null,
            Name = "",
            Version = null,
            Description = null,
            WordsFile = null,
            Words = images.Labels,
            Thresholds = new SortedDictionary<string, double>(thresholds, StringComparer.Ordinal),
            MinConfidence = 0,
            MaxLabels = 0,
        };
        var tokenizer = string.Join('\n', TextTokenizer.Files(card.Text.Tokenizer).Select(f => HashOf(Path.Combine(folder, f))));
        var text = JsonSerializer.Serialize(asked, TwoTowerJson.Default.TwoTowerCard);
        return Hex($"{Reading}\n{images.Hash}\n{texts.Hash}\n{tokenizer}\n{text}")[..32];
    }

    private static string HashOf(string path)
    {
        using var file = LoadedModel.OpenOrFault(() => File.OpenRead(path), path, "tokenizer's file");
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    private static string Hex(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static ImageTaggingException Invalid(string path, string faults) =>
        LoadedModel.Fault(ErrorCodes.ModelCardInvalid, $"The model card '{path}' cannot be used: {faults}.");
}
