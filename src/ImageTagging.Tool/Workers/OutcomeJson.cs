using System.Text.Json;
using ImageTagging.Tool.Output;

namespace ImageTagging.Tool.Workers;

/// <summary>The outcomes of listings, as JSON objects.</summary>
internal static class OutcomeJson
{
    private static readonly JsonEncodedText[] s_kinds =
    [
        .. Enum.GetNames<ImageOutcomeKind>().Select(n => JsonEncodedText.Encode(JsonNamingPolicy.CamelCase.ConvertName(n))),
    ];

    public static void Write(Utf8JsonWriter w, ImageOutcome outcome)
    {
        w.WriteString("source", outcome.Image.Source);
        w.WriteString("key", outcome.Image.Key);
        w.WriteString("outcome", s_kinds[(int)outcome.Kind]);
        if (outcome.Tagger is { } tagger)
        {
            w.WriteString("tagger", tagger);
        }

        if (outcome.Reason is { } reason)
        {
            w.WriteString("kind", JsonNamingPolicy.CamelCase.ConvertName(reason.Kind.ToString()));
            w.WriteString("code", reason.Code);
            w.WriteString("message", SettingWords.In(reason.Message));
        }
    }

    public static void WriteBadLine(Utf8JsonWriter w, string source, long number, Exception fault)
    {
        w.WriteString("source", source);
        w.WriteNull("key");
        w.WriteString("outcome", "failed");
        w.WriteString("kind", "refused");
        w.WriteString("code", "BadLine");
        w.WriteString("message", $"Line {number}: {fault.Message.ReplaceLineEndings(" ")}");
        w.WriteNumber("line", number);
    }

    public static void Write(Utf8JsonWriter w, ListingGap gap)
    {
        w.WriteString("prefix", gap.Prefix);
        w.WriteString("reason", gap.Reason);
    }

    public static void Write(Utf8JsonWriter w, KeyRange range, long listed)
    {
        ListingJson.Write(w, range);
        w.WriteNumber("count", listed);
    }
}
