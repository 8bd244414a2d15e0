using System.Buffers;
using System.Text.Json;

namespace ImageTagging.Testing.Rekognition;

/// <summary>Writes labels as the operation's answer, filtered and cut as the request asks.</summary>
internal static class AnswerWriter
{
    public static ReadOnlyMemory<byte> Write(RekognitionDouble server, RekognitionCall call, JsonElement request)
    {
        var labels = Select(server.LabelsOf(call), call.Operation, request);
        var buffer = new ArrayBufferWriter<byte>(2048);
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        if (server.UnknownMembers is { } unknown)
        {
            using var members = JsonDocument.Parse("{" + unknown + "}");
            foreach (var member in members.RootElement.EnumerateObject())
            {
                member.WriteTo(writer);
            }
        }

        switch (call.Operation)
        {
            case "DetectLabels":
                writer.WriteString("LabelModelVersion", server.ModelVersion);
                WriteLabels(writer, labels, server.UnknownMembers is not null);
                if (
                    Member(request, "Features") is { } features
                    && features.EnumerateArray().Any(f => f.ValueEquals("IMAGE_PROPERTIES"))
                )
                {
                    ColorWriter.Write(writer, Count(Member(request, "Settings"), "ImageProperties", "MaxDominantColors") ?? 10);
                }

                break;
            case "DetectCustomLabels":
                LabelWriter.WriteCustom(writer, labels);
                break;
            case "DetectModerationLabels":
                writer.WriteString("ModerationModelVersion", server.ModelVersion);
                LabelWriter.WriteModeration(writer, labels);
                break;
            default:
                writer.WriteString("TextModelVersion", server.ModelVersion);
                LabelWriter.WriteText(writer, labels);
                break;
        }

        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    private static void WriteLabels(Utf8JsonWriter writer, IEnumerable<ImageLabel> labels, bool withUnknown)
    {
        writer.WriteStartArray("Labels");
        foreach (var label in labels)
        {
            LabelWriter.WriteLabel(writer, label, withUnknown);
        }

        writer.WriteEndArray();
    }

    private static List<ImageLabel> Select(IReadOnlyList<ImageLabel> labels, string operation, JsonElement request)
    {
        if (
            operation == "DetectLabels"
            && Member(request, "Features") is { } features
            && !features.EnumerateArray().Any(f => f.ValueEquals("GENERAL_LABELS"))
        )
        {
            return [];
        }

        var least =
            Member(request, "MinConfidence")?.GetDouble()
            ?? (
                Member(request, "Filters") is { } filters && Member(filters, "WordFilter") is { } words
                    ? Member(words, "MinConfidence")?.GetDouble()
                    : null
            )
            ?? operation switch
            {
                "DetectLabels" => 55,
                "DetectModerationLabels" => 50,
                "DetectText" => 80,
                _ => 0,
            };
        var most = (Member(request, "MaxLabels") ?? Member(request, "MaxResults"))?.GetInt32() ?? 1000;
        var kept = labels.Where(l => l.Confidence >= least);
        if (Member(request, "Settings") is { } settings && Member(settings, "GeneralLabels") is { } general)
        {
            kept = kept.Where(l => Passes(general, "Label", [l.Name]) && Passes(general, "LabelCategory", l.Categories));
        }

        return [.. kept.OrderByDescending(l => l.Confidence).ThenBy(l => l.Name, StringComparer.Ordinal).Take(most)];
    }

    private static bool Passes(JsonElement general, string what, IReadOnlyList<string> names)
    {
        bool Lists(string filter) =>
            Member(general, what + filter) is { } list
            && list.EnumerateArray().Any(f => names.Contains(f.GetString(), StringComparer.Ordinal));
        return (Member(general, what + "InclusionFilters") is null || Lists("InclusionFilters")) && !Lists("ExclusionFilters");
    }

    private static int? Count(JsonElement? element, string outer, string inner) =>
        element is { } there && Member(there, outer) is { } middle ? Member(middle, inner)?.GetInt32() : null;

    private static JsonElement? Member(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
