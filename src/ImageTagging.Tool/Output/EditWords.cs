using System.Text.Json;
using ImageTagging.Indexing;

namespace ImageTagging.Tool.Output;

/// <summary>People's corrections, in words and in JSON.</summary>
internal static class EditWords
{
    public static string Of(Correction edit) =>
        edit switch
        {
            { Tag: { } tag } => $"{(edit.IsAdded ? "added" : "removed")} '{tag}'",
            { IsAdded: true, Fact: FactField.Rating, Value: "-1" } => "rejected",
            { IsAdded: true, Fact: FactField.Rating } => $"rated {edit.Value} of 5",
            { IsAdded: true, Fact: FactField.Favourite } => "called a favourite",
            { IsAdded: true } => $"titled '{edit.Value}'",
            { Fact: { } fact } => $"took away the {FactTerms.Name(fact)}",
            _ => "changed",
        };

    public static void Members(Utf8JsonWriter w, Correction edit)
    {
        if (edit.Tag is { } tag)
        {
            w.WriteString("tag"u8, tag);
        }

        if (edit.Fact is { } fact)
        {
            w.WriteString("fact"u8, FactTerms.Name(fact));
        }

        if (edit.Value is { } value)
        {
            w.WriteString("value"u8, value);
        }

        w.WriteBoolean("added"u8, edit.IsAdded);
    }
}
