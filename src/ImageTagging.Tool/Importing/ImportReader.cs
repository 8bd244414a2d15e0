using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using CsvHelper;
using CsvHelper.Configuration;
using ImageTagging.Tool.Workers;

namespace ImageTagging.Tool.Importing;

/// <summary>Reads tags line by line, at constant memory: NDJSON, or CSV with a header.</summary>
internal static class ImportReader
{
    public static IAsyncEnumerable<ImportLine> ReadAsync(Stream from, bool isCsv, CancellationToken cancellationToken) =>
        isCsv ? ReadCsvAsync(from, cancellationToken) : ReadJsonAsync(from, cancellationToken);

    private static async IAsyncEnumerable<ImportLine> ReadJsonAsync(
        Stream from,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var (number, line) in InputLines.ReadAsync(from, cancellationToken).ConfigureAwait(false))
        {
            yield return Parse(number, line);
        }
    }

    private static ImportLine Parse(long number, byte[]? line)
    {
        try
        {
            using var parsed = JsonDocument.Parse(line ?? throw new FormatException("The line is too long."));
            var root = parsed.RootElement;
            var source = Text(root, "key") is null ? null : Text(root, "source");
            var image =
                (source is null ? Text(root, "image") ?? Text(root, "location") : null)
                ?? Text(root, "key")
                ?? throw new FormatException("It names no image.");
            var tags =
                root.TryGetProperty("tags", out var all) && all.ValueKind == JsonValueKind.Array
                    ? all.EnumerateArray().Select(Label).ToArray()
                : Text(root, "tag") is { } one ? [Label(one, Confidence(root))]
                : throw new FormatException("It has neither tags nor a tag.");
            return new(number)
            {
                Image = image,
                Source = source,
                Tags = tags,
                By = Text(root, "by"),
            };
        }
        catch (Exception fault) when (fault is JsonException or FormatException or InvalidOperationException)
        {
            return new(number) { Fault = fault.Message.ReplaceLineEndings(" ") };
        }
    }

    private static async IAsyncEnumerable<ImportLine> ReadCsvAsync(
        Stream from,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var text = new StreamReader(from, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, leaveOpen: true);
        var settings = new CsvConfiguration(CultureInfo.InvariantCulture) { BadDataFound = null, MissingFieldFound = null };
        using var csv = new CsvReader(text, settings);
        if (!await csv.ReadAsync().ConfigureAwait(false) || !csv.ReadHeader())
        {
            yield break;
        }

        var columns = (csv.HeaderRecord ?? []).Select(c => c.Trim().ToLowerInvariant()).ToList();
        var (source, key) = (columns.IndexOf("source"), columns.IndexOf("key"));
        var (image, tags, one) = (columns.IndexOf("image"), columns.IndexOf("tags"), columns.IndexOf("tag"));
        var (many, confidence, by) = (columns.IndexOf("confidences"), columns.IndexOf("confidence"), columns.IndexOf("by"));
        var isNamedBySource = source >= 0 && key >= 0;
        image = isNamedBySource ? key : image;
        if (image < 0 || (tags < 0 && one < 0))
        {
            throw new ImageTaggingException("The CSV's first line must name the columns image, and tags or tag.")
            {
                Code = "Usage",
            };
        }

        while (await csv.ReadAsync().ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return Row(csv.Parser.RawRow);
        }

        ImportLine Row(long number)
        {
            try
            {
                var names = tags >= 0 ? Split(Cell(tags)) : [Cell(one)];
                string[] sure =
                    many >= 0 && tags >= 0 ? Cell(many).Split(';', StringSplitOptions.RemoveEmptyEntries)
                    : confidence >= 0 && Cell(confidence).Length > 0 ? [.. names.Select(_ => Cell(confidence))]
                    : [];
                return Cell(image).Length == 0 ? throw new FormatException("It names no image.")
                    : sure.Length > 0 && sure.Length != names.Count
                        ? throw new FormatException("It has not as many confidences as tags.")
                    : new(number)
                    {
                        Image = Cell(image),
                        Source = isNamedBySource ? Cell(source) : null,
                        Tags = [.. names.Select((n, i) => Label(n, sure.Length == 0 ? null : Number(sure[i])))],
                        By = by >= 0 && Cell(by).Length > 0 ? Cell(by) : null,
                    };
            }
            catch (FormatException fault)
            {
                return new(number) { Fault = fault.Message };
            }
        }

        string Cell(int column) => csv.GetField(column) ?? "";
    }

    // As an export writes them: ; between, a backslash before one that belongs to a tag.
    private static List<string> Split(string tags)
    {
        var (all, tag) = (new List<string>(), new StringBuilder());
        for (var i = 0; i < tags.Length; i++)
        {
            if (tags[i] == ';')
            {
                all.Add(tag.ToString());
                tag.Clear();
            }
            else
            {
                i += tags[i] == '\\' && i + 1 < tags.Length ? 1 : 0;
                tag.Append(tags[i]);
            }
        }

        all.Add(tag.ToString());
        return [.. all.Where(t => !string.IsNullOrWhiteSpace(t))];
    }

    private static ImageLabel Label(JsonElement tag) =>
        tag.ValueKind == JsonValueKind.String
            ? Label(tag.GetString()!, null)
            : Label(Text(tag, "name") ?? throw new FormatException("A tag has no name."), Confidence(tag));

    private static ImageLabel Label(string name, double? confidence) =>
        TagName.Normalize(name).Length == 0 ? throw new FormatException("An empty name is no tag.")
        : confidence is < 0 or > 100 or double.NaN ? throw new FormatException("A confidence is 0 to 100.")
        : new() { Name = name, Confidence = confidence ?? 100 };

    private static double? Confidence(JsonElement of) =>
        of.TryGetProperty("confidence", out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    private static double Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException("A confidence is no number.");

    private static string? Text(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
