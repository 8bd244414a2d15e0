using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ImageTagging;

/// <summary>A taught tag as a small JSON document: how indexes keep it, and how it is taken from one to another.</summary>
public static class TaughtTagDocument
{
    /// <summary>The most characters of a document: 65,536.</summary>
    public const int MaxLength = 65_536;

    private const int Format = 1;

    // Beyond these log-odds nothing becomes surer, and sums stay finite.
    private const float MostWeight = 1e6f;

    /// <summary>The document of a tag.</summary>
    /// <param name="tag">The tag.</param>
    /// <returns>JSON.</returns>
    public static string Write(TaughtTag tag)
    {
        ArgumentNullException.ThrowIfNull(tag);
        float[] weights = [.. tag.Weights];
        return JsonSerializer.Serialize(
            new TaughtTagFile
            {
                TaughtTag = Format,
                Tag = tag.Tag,
                Version = tag.Version,
                Space = tag.Space,
                Yes = tag.Yes,
                No = tag.No,
                Presumed = tag.Presumed,
                YesQuery = tag.YesQuery,
                NoQuery = tag.NoQuery,
                By = tag.By,
                At = tag.At,
                Threshold = tag.Threshold,
                Quality = tag.Quality,
                Warnings = [.. tag.Warnings],
                Bias = tag.Bias,
                Labels = tag.LabelWeights.ToDictionary(),
                // The same bytes on every machine: little-endian, as all that .NET runs on is.
                Weights = Convert.ToBase64String(MemoryMarshal.AsBytes<float>(weights)),
            },
            TaughtTagJson.Default.TaughtTagFile
        );
    }

    /// <summary>Reads a document.</summary>
    /// <param name="json">The document, from anywhere: what is wrong in it is reported.</param>
    /// <returns>The tag.</returns>
    /// <exception cref="ImageTaggingException">It is no such document (code <c>NoTaughtTag</c>).</exception>
    public static TaughtTag Read(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        if (json.Length > MaxLength)
        {
            throw Fault($"it is longer than {MaxLength} characters");
        }

        try
        {
            var file = JsonSerializer.Deserialize(json, TaughtTagJson.Default.TaughtTagFile) ?? throw Fault("it is empty");
            return Of(file);
        }
        catch (Exception fault) when (fault is JsonException or FormatException or InvalidOperationException)
        {
            throw Fault(fault is JsonException { Path: { } path } ? $"'{path}' cannot be read" : "its weights are no numbers");
        }
    }

    private static TaughtTag Of(TaughtTagFile file)
    {
        if (file.TaughtTag != Format)
        {
            throw Fault($"'taughtTag' is not {Format}");
        }

        var tag = TagName.Normalize(file.Tag);
        var labels = file.Labels ?? [];
        var bytes = Convert.FromBase64String(file.Weights);
        var weights = bytes.Length % sizeof(float) == 0 ? MemoryMarshal.Cast<byte, float>(bytes).ToArray() : [];
        return tag.Length == 0 ? throw Fault("'tag' is empty")
            : string.IsNullOrWhiteSpace(file.Space) ? throw Fault("'space' is empty")
            : weights.Length is 0 or > Embedding.MaxDimensions ? throw Fault("its weights are no numbers")
            : !weights.Append(file.Bias).Concat(labels.Values).All(w => Math.Abs(w) <= MostWeight)
                ? throw Fault("a weight is out of range")
            : !(file.Threshold is >= 0 and <= 100) ? throw Fault("'threshold' is not 0 to 100")
            : Math.Min(file.Yes, Math.Min(file.No, file.Presumed)) < 0 ? throw Fault("a number of examples is negative")
            : !IsMeasured(file.Quality) ? throw Fault("'quality' is not made of shares from 0 to 1")
            // As elsewhere, whoever did something has a name that can be printed; a document need not tell it.
            : file.By is { } by && by.Any(char.IsControl) ? throw Fault("'by' is no name")
            : file.Warnings?.Any(w => w is null || w.Any(char.IsControl)) == true ? throw Fault("a warning in it is no text")
            : new TaughtTag
            {
                Tag = tag,
                Version = Math.Max(1, file.Version),
                Space = file.Space,
                Weights = weights,
                LabelWeights = labels
                    .GroupBy(l => l.Key, StringComparer.OrdinalIgnoreCase)
                    .ToDictionary(g => g.Key, g => g.First().Value, StringComparer.OrdinalIgnoreCase),
                Bias = file.Bias,
                Threshold = file.Threshold,
                Yes = file.Yes,
                No = file.No,
                Presumed = file.Presumed,
                YesQuery = Query(file.YesQuery),
                NoQuery = Query(file.NoQuery),
                Quality = file.Quality,
                Warnings = [.. (file.Warnings ?? []).OfType<string>()],
                By = file.By ?? "",
                At = file.At,
            };
    }

    private static bool IsMeasured(TaughtQuality? quality) =>
        quality is null
        || (IsShare(quality.AveragePrecision) && IsShares(quality.Precision) && IsShares(quality.Recall) && quality.Folds >= 0);

    private static bool IsShares(MeasuredShare share) => IsShare(share.Value) && IsShare(share.Low) && IsShare(share.High);

    private static bool IsShare(double share) => share is >= 0 and <= 1;

    private static string? Query(string? text)
    {
        try
        {
            return text is null ? null : TagQueryText.ToCanonical(TagQueryParser.Parse(text));
        }
        catch (Exception fault) when (fault is TagQuerySyntaxException or ImageTaggingException)
        {
            throw Fault("a query in it cannot be read");
        }
    }

    private static ImageTaggingException Fault(string why) =>
        new($"This is no taught tag's document: {why}.") { Kind = FailureKind.Refused, Code = ErrorCodes.NoTaughtTag };

    internal sealed record TaughtTagFile
    {
        public required int TaughtTag { get; init; }
        public required string Tag { get; init; }
        public int Version { get; init; }
        public required string Space { get; init; }
        public int Yes { get; init; }
        public int No { get; init; }
        public int Presumed { get; init; }
        public string? YesQuery { get; init; }
        public string? NoQuery { get; init; }
        public string? By { get; init; }
        public DateTimeOffset At { get; init; }
        public required double Threshold { get; init; }
        public TaughtQuality? Quality { get; init; }
        public string?[]? Warnings { get; init; }
        public float Bias { get; init; }
        public Dictionary<string, float>? Labels { get; init; }
        public required string Weights { get; init; }
    }
}

/// <summary>The document's JSON, generated.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    WriteIndented = true
)]
[JsonSerializable(typeof(TaughtTagDocument.TaughtTagFile))]
internal sealed partial class TaughtTagJson : JsonSerializerContext;
