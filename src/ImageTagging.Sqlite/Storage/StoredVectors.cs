using System.Globalization;
using ImageTagging.Indexing;

namespace ImageTagging.Sqlite.Storage;

/// <summary>Which embeddings of a record lie beside it by space: the first of each; any other stays in the record.</summary>
internal static class StoredVectors
{
    /// <summary>The tagger's place in the record, the text of the space, and the embedding.</summary>
    public static IReadOnlyList<(int Tagger, string Space, Embedding Embedding)> Of(ImageRecord record)
    {
        List<(int, string, Embedding)>? found = null;
        for (var i = 0; i < record.Taggers.Count; i++)
        {
            if (
                record.Taggers[i].Embedding is { } embedding
                && BodyParts.IsText(embedding.Space)
                && SpaceOf(embedding) is var space
                && (found is null || !found.Exists(f => string.Equals(f.Item2, space, StringComparison.Ordinal)))
            )
            {
                (found ??= []).Add((i, space, embedding));
            }
        }

        return found ?? (IReadOnlyList<(int, string, Embedding)>)[];
    }

    /// <summary>The record without them.</summary>
    public static ImageRecord Without(ImageRecord record, IReadOnlyList<(int Tagger, string Space, Embedding Embedding)> vectors)
    {
        if (vectors.Count == 0)
        {
            return record;
        }

        TaggerState[] taggers = [.. record.Taggers];
        foreach (var (tagger, _, _) in vectors)
        {
            taggers[tagger] = taggers[tagger] with { Embedding = null };
        }

        return record with
        {
            Taggers = taggers,
        };
    }

    /// <summary>The spaces of which the file holds embeddings, by number, with their texts.</summary>
    public static List<(int Space, string Text)> Spaces(Database database)
    {
        var spaces = new List<(int, string)>();
        var rows = database["SELECT v.id, t.text FROM vector_spaces v JOIN texts t ON t.id = v.id"];
        while (rows.Step())
        {
            spaces.Add((rows.Int32(0), rows.Text(1)));
        }

        return spaces;
    }

    /// <summary>A space and its number of components as one text: a block holds embeddings of one size.</summary>
    public static string SpaceOf(Embedding embedding) =>
        string.Create(CultureInfo.InvariantCulture, $"{embedding.Space}{RecordTerms.Separator}{embedding.Dimensions}");

    /// <exception cref="InvalidDataException">The text is no space.</exception>
    public static (string Space, int Dimensions) ReadSpace(string text)
    {
        var at = text.LastIndexOf(RecordTerms.Separator);
        return at > 0 && int.TryParse(text.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var dimensions)
            ? (text[..at], dimensions)
            : throw new InvalidDataException("Not the name of a space.");
    }
}
