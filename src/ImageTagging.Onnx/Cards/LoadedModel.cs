using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ImageTagging.Onnx.Cards;

/// <summary>A model card with everything that it names: the model's bytes' hash, the labels.</summary>
internal sealed class LoadedModel
{
    // Raised when the same card and model would be read differently: stored labels become stale then.
    private const string Reading = "2";

    private const string BuiltInCard = "coco80.json";

    private const int MostLabelBytes = 4 << 20;

    private readonly Func<Stream> _open;

    private LoadedModel(
        ModelCard card,
        IReadOnlyList<string> labels,
        string hash,
        string origin,
        bool isFile,
        Func<Stream> open
    ) => (Card, Labels, Hash, Origin, IsFile, _open) = (card, labels, hash, origin, isFile, open);

    public ModelCard Card { get; }

    public IReadOnlyList<string> Labels { get; }

    /// <summary>SHA-256 of the model's file and of those that hold weights of it, lower-case hex.</summary>
    public string Hash { get; }

    /// <summary>The model's name in messages: its file's full path.</summary>
    public string Origin { get; }

    /// <summary>True where <see cref="Origin"/> is a file: only from its path a model finds the weights that lie beside it.</summary>
    public bool IsFile { get; }

    /// <summary>A hash over all that decides an answer, thresholds excepted.</summary>
    public string Settings
    {
        get
        {
            var asked = Card with
            {
                Schema = null,
                Name = "",
                Version = null,
                Description = null,
                File = "",
                LabelsFile = null,
                Labels = Labels,
                MinConfidence = 0,
                MaxLabels = 0,
            };
            var text = $"{Reading}\n{Hash}\n{JsonSerializer.Serialize(asked, CardJson.Default.ModelCard)}";
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];
        }
    }

    public byte[] ReadModel()
    {
        using var stream = OpenOrFault(_open, Origin, "model file");
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>A model that the package carries: the detector, unless another card is named.</summary>
    public static LoadedModel BuiltIn(string card = BuiltInCard) =>
        Load("ImageTagging.Onnx", card, isFile: false, name => Resource(name));

    /// <summary>The model that a card describes.</summary>
    /// <exception cref="ImageTaggingException">The card, the model or the labels are missing or wrong; every fault in one sentence.</exception>
    public static LoadedModel FromCard(string path)
    {
        var full = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(full) ?? "";
        return Load(folder, Path.GetFileName(full), isFile: true, name => File.OpenRead(Path.Combine(folder, name)));
    }

    private static LoadedModel Load(string folder, string cardName, bool isFile, Func<string, Stream> open)
    {
        var cardPath = Path.Combine(folder, cardName);
        var card = ReadCard(cardPath, () => open(cardName), CardJson.Default.ModelCard);
        var faults = CardRules.FaultsOf(card).ToArray();
        if (faults.Length > 0)
        {
            throw Fault(ErrorCodes.ModelCardInvalid, $"The model card '{cardPath}' cannot be used: {string.Join("; ", faults)}.");
        }

        var labels = card.Labels ?? ReadLabels(Path.Combine(folder, card.LabelsFile!), () => open(card.LabelsFile!));
        if (labels.Count == 0)
        {
            throw Fault(ErrorCodes.ModelCardInvalid, $"The model card '{cardPath}' names no label.");
        }

        return Load(folder, card, labels, isFile, open);
    }

    /// <summary>One tower of a model of two, as a card for it alone would describe it.</summary>
    /// <exception cref="ImageTaggingException">A file is missing or cannot be read.</exception>
    public static LoadedModel OfTower(string folder, ModelCard card, IReadOnlyList<string> labels) =>
        Load(folder, card, labels, isFile: true, name => File.OpenRead(Path.Combine(folder, name)));

    private static LoadedModel Load(
        string folder,
        ModelCard card,
        IReadOnlyList<string> labels,
        bool isFile,
        Func<string, Stream> open
    )
    {
        var modelPath = Path.Combine(folder, card.File);
        using var model = OpenOrFault(() => open(card.File), modelPath, "model file");
        var hash = SHA256.HashData(model);
        model.Position = 0;
        foreach (var location in ExternalWeights.Locations(model))
        {
            using var weights = OpenWeights(modelPath, location, Path.GetDirectoryName(card.File) ?? "", open);
            hash = SHA256.HashData([.. hash, .. SHA256.HashData(weights)]);
        }

        return new(card, labels, Convert.ToHexStringLower(hash), modelPath, isFile, () => open(card.File));
    }

    private static Stream OpenWeights(string modelPath, string location, string folder, Func<string, Stream> open)
    {
        if (Path.IsPathRooted(location) || location.Split('/', '\\').Contains(".."))
        {
            throw Fault(
                "ModelUnusable",
                $"The model file '{modelPath}' wants weights from '{location}', which is not beside it."
            );
        }

        return OpenOrFault(
            () => open(Path.Combine(folder, location)),
            Path.Combine(Path.GetDirectoryName(modelPath) ?? "", location),
            "weights file"
        );
    }

    /// <summary>A card of whichever kind.</summary>
    public static T ReadCard<T>(string path, Func<Stream> open, JsonTypeInfo<T> type)
        where T : class
    {
        using var stream = OpenOrFault(open, path, "model card");
        try
        {
            return JsonSerializer.Deserialize(stream, type)
                ?? throw Fault(ErrorCodes.ModelCardInvalid, $"The model card '{path}' is empty.");
        }
        catch (JsonException fault)
        {
            throw Fault(ErrorCodes.ModelCardInvalid, $"The model card '{path}' cannot be read: {Words(fault)}", fault);
        }
    }

    // The parser's own words are about types and byte positions.
    private static string Words(JsonException fault)
    {
        const string Unmapped = "The JSON property '";
        if (fault.Message.StartsWith(Unmapped, StringComparison.Ordinal))
        {
            return $"'{fault.Message[Unmapped.Length..].Split('\'')[0]}' is no member of a model card.";
        }

        if (fault.Message.StartsWith("Duplicate property", StringComparison.Ordinal))
        {
            return $"'{fault.Message.Split('\'')[1]}' is there twice.";
        }

        if (fault.Message.Contains("missing required properties", StringComparison.Ordinal))
        {
            var names = fault.Message.Split('\'').Where((_, i) => i % 2 == 1).Skip(1);
            return $"it lacks {string.Join(", ", names)}.";
        }

        var where = string.Create(
            CultureInfo.InvariantCulture,
            $"line {(fault.LineNumber ?? 0) + 1}, column {(fault.BytePositionInLine ?? 0) + 1}"
        );
        return fault.Path is { Length: > 1 } path ? $"{where}: {path} is of another type." : $"it is no JSON from {where} on.";
    }

    /// <summary>The lines of a file with one label a line.</summary>
    public static string[] ReadLabels(string path) => ReadLabels(path, () => File.OpenRead(path));

    private static string[] ReadLabels(string path, Func<Stream> open)
    {
        using var file = OpenOrFault(open, path, "label file");
        // A device or a pipe says no length, and may never end.
        var bytes = new byte[MostLabelBytes + 1];
        var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (length > MostLabelBytes)
        {
            throw Fault(ErrorCodes.ModelCardInvalid, $"The label file '{path}' has more than {MostLabelBytes >> 20} MiB.");
        }

        using var reader = new StreamReader(new MemoryStream(bytes, 0, length), Encoding.UTF8);
        var lines = reader.ReadToEnd().TrimEnd('\n', '\r', ' ').Split('\n');
        return lines is [""] ? [] : [.. lines.Select(l => l.TrimEnd('\r').Trim())];
    }

    public static Stream OpenOrFault(Func<Stream> open, string path, string what)
    {
        try
        {
            return open();
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Fault(ErrorCodes.ModelMissing, $"There is no {what} '{path}'; check the path.", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Fault(ErrorCodes.ModelUnreadable, $"The {what} '{path}' cannot be read: {fault.Message}", fault);
        }
    }

    internal static Stream Resource(string name) =>
        typeof(LoadedModel).Assembly.GetManifestResourceStream(name) ?? throw new FileNotFoundException(name);

    public static ImageTaggingException Fault(string code, string message, Exception? cause = null) =>
        new(message, cause) { Kind = FailureKind.SetUp, Code = code };
}
