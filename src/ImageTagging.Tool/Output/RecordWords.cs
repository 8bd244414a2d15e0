using System.Globalization;
using System.Text.Json;

namespace ImageTagging.Tool.Output;

/// <summary>A whole record, for people and as JSON.</summary>
internal static class RecordWords
{
    public static IEnumerable<string> Lines(ImageRecord record, string? language = null)
    {
        yield return record.Location;
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"  {record.MediaType ?? "unknown type"}, {(record.Width is { } w ? $"{w} × {record.Height} pixels, " : "")}{record.Size:N0} bytes, modified {record.ModifiedAt:yyyy-MM-dd HH:mm:ss}Z"
        );
        foreach (var ending in record.Companions)
        {
            var kind = ImageFiles.IsRaw(ending) ? "the raw file" : "the moving part";
            yield return $"  with {Terminal.Safe(ImageFiles.KeyOf(record.Key[(record.Key.LastIndexOf('/') + 1)..], ending))}, {kind}";
        }

        yield return $"  {Status(record)}{(record.TaggedAt is { } at ? string.Create(CultureInfo.InvariantCulture, $", tagged {at:yyyy-MM-dd HH:mm:ss}Z") : "")}";
        foreach (var line in record.Facts is { } facts ? PhotoWords.Lines(facts) : [])
        {
            yield return line;
        }

        yield return "  tags: " + (record.Tags.Count == 0 ? "none" : TagWords.Of(record.Tags, int.MaxValue, language));
        foreach (var tagger in record.Taggers)
        {
            yield return $"  {tagger.Name}{(tagger.ModelVersion is { } v ? " " + v : "")}:";
            foreach (var label in tagger.Labels)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"    {label.Name} {label.Confidence:0.##}")
                    + (label.Boxes.Count > 0 ? $" ({label.Boxes.Count}×)" : "")
                    + (label.Area is { } area ? string.Create(CultureInfo.InvariantCulture, $", {area:0%} of the picture") : "")
                    + (label.Parents.Count > 0 ? " < " + string.Join(", ", label.Parents) : "")
                    + (label.Models.Count > 0 ? $" [{string.Join(", ", label.Models)}]" : "");
            }

            if (tagger.BorrowedFrom is { } lender)
            {
                yield return $"    answered for its near duplicate {Terminal.Safe(lender.Key)} of {Terminal.Safe(lender.Source)}";
            }

            if (tagger.PassedOver is { } condition)
            {
                yield return $"    not called: not among those of {Terminal.Safe(condition)}";
            }

            if (tagger.Warning is { } warning)
            {
                yield return $"    warning: {Terminal.Safe(warning)}";
            }

            if (tagger.Failure is { } failure)
            {
                yield return $"    failed ({failure.Code}, attempt {failure.Attempts}): {SettingWords.In(failure.Message)}";
            }
        }

        foreach (var edit in record.Edits)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"  {EditWords.Of(edit)} by {edit.By}, {edit.At:yyyy-MM-dd HH:mm:ss}Z, batch {edit.Batch}"
            ) + (edit.IsForEarlierVersion ? " (for an earlier version)" : "");
        }
    }

    public static void Write(Utf8JsonWriter w, ImageRecord record, string? language = null)
    {
        w.WriteString("id", record.Name.Id.ToString());
        w.WriteString("source", record.Source);
        w.WriteString("key", record.Key);
        w.WriteString("location", record.Location);
        w.WriteStartArray("companions");
        foreach (var ending in record.Companions)
        {
            w.WriteStringValue(ImageFiles.KeyOf(record.Key, ending));
        }

        w.WriteEndArray();
        w.WriteNumber("size", record.Size);
        w.WriteString("modifiedAt", record.ModifiedAt);
        Optional(w, "width", record.Width);
        Optional(w, "height", record.Height);
        w.WriteString("mediaType", record.MediaType);
        w.WriteString("status", Status(record));
        if (record.Facts is { } facts)
        {
            PhotoWords.Write(w, facts);
        }

        TagWords.Write(w, "tags", record.Tags, language);
        w.WriteStartArray("taggers");
        foreach (var tagger in record.Taggers)
        {
            w.WriteStartObject();
            w.WriteString("name", tagger.Name);
            w.WriteString("modelVersion", tagger.ModelVersion);
            w.WriteStartArray("labels");
            foreach (var label in tagger.Labels)
            {
                WriteLabel(w, label);
            }

            w.WriteEndArray();
            if (tagger.BorrowedFrom is { } lender)
            {
                w.WriteStartObject("borrowedFrom");
                w.WriteString("source", lender.Source);
                w.WriteString("key", lender.Key);
                w.WriteEndObject();
            }

            if (tagger.PassedOver is { } condition)
            {
                w.WriteString("passedOver", condition);
            }

            if (tagger.Warning is { } warning)
            {
                w.WriteString("warning", warning);
            }

            if (tagger.Failure is { } failure)
            {
                w.WriteStartObject("failure");
                w.WriteString("code", failure.Code);
                w.WriteString("message", SettingWords.In(failure.Message));
                w.WriteNumber("attempts", failure.Attempts);
                w.WriteEndObject();
            }

            w.WriteEndObject();
        }

        w.WriteEndArray();
        w.WriteStartArray("edits");
        foreach (var edit in record.Edits)
        {
            w.WriteStartObject();
            EditWords.Members(w, edit);
            w.WriteString("by", edit.By);
            w.WriteString("at", edit.At);
            w.WriteString("batch", edit.Batch);
            w.WriteEndObject();
        }

        w.WriteEndArray();
    }

    public static void WriteLabel(Utf8JsonWriter w, ImageLabel label)
    {
        w.WriteStartObject();
        LabelMembers(w, label);
        w.WriteEndObject();
    }

    public static void LabelMembers(Utf8JsonWriter w, ImageLabel label)
    {
        w.WriteString("name", label.Name);
        w.WriteNumber("confidence", Math.Round(label.Confidence, 4));
        Strings(w, "parents", label.Parents);
        Strings(w, "aliases", label.Aliases);
        Strings(w, "categories", label.Categories);
        w.WriteStartArray("boxes");
        foreach (var box in label.Boxes)
        {
            w.WriteStartObject();
            w.WriteNumber("left", Math.Round(box.Left, 5));
            w.WriteNumber("top", Math.Round(box.Top, 5));
            w.WriteNumber("width", Math.Round(box.Width, 5));
            w.WriteNumber("height", Math.Round(box.Height, 5));
            if (box.Confidence is { } sure)
            {
                w.WriteNumber("confidence", Math.Round(sure, 4));
            }

            w.WriteEndObject();
        }

        w.WriteEndArray();
        if (label.Area is { } area)
        {
            w.WriteNumber("area", Math.Round(area, 5));
        }

        Strings(w, "models", label.Models);
    }

    private static string Status(ImageRecord record) => record.Status.ToString().ToLowerInvariant();

    private static void Optional(Utf8JsonWriter w, string name, int? value)
    {
        if (value is { } number)
        {
            w.WriteNumber(name, number);
        }
        else
        {
            w.WriteNull(name);
        }
    }

    private static void Strings(Utf8JsonWriter w, string name, IReadOnlyList<string> values)
    {
        w.WriteStartArray(name);
        foreach (var value in values)
        {
            w.WriteStringValue(value);
        }

        w.WriteEndArray();
    }
}
