using System.Buffers;
using ImageTagging.Indexing;

namespace ImageTagging.Querying;

/// <summary>Words and characters of the query language.</summary>
internal static class QuerySyntax
{
    public const string Fields =
        "key, folder, source, category, status, modified, taken, camera, lens, people, title, orientation, place, near, iso, rating, has and any";

    /// <summary>The field whose value is a list of alternatives.</summary>
    public const string AnyOf = "any";

    /// <summary>The names of months, January first.</summary>
    public static IReadOnlyList<string> Months { get; } =
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

    /// <summary>The months of a season, as they are on the northern half of the globe; null where the word is none.</summary>
    public static IReadOnlyList<int>? Season(string word) =>
        word.ToLowerInvariant() switch
        {
            "spring" => [3, 4, 5],
            "summer" => [6, 7, 8],
            "autumn" or "fall" => [9, 10, 11],
            "winter" => [12, 1, 2],
            _ => null,
        };

    /// <summary>The fact that a word names; null where it names none.</summary>
    public static FactField? Fact(string word) =>
        word.ToLowerInvariant() switch
        {
            "person" => FactField.Person,
            "favorite" => FactField.Favourite,
            var name => Enum.GetValues<FactField>().Cast<FactField?>().FirstOrDefault(f => FactTerms.Name(f!.Value) == name),
        };

    /// <summary>The facet whose exact values stand behind a word and an equals sign, as in <c>camera="Canon EOS 5D"</c>; null where there is none.</summary>
    public static FacetField? ExactFacet(string word) =>
        word.ToLowerInvariant() switch
        {
            "camera" => FacetField.Camera,
            "lens" => FacetField.Lens,
            "people" or "person" => FacetField.Person,
            "folder" => FacetField.Folder,
            "place" => FacetField.Place,
            _ => null,
        };

    private static readonly SearchValues<string> s_keywords = SearchValues.Create(
        ["untagged", "failed", "gone", "favourite", "favorite", "*"],
        StringComparison.OrdinalIgnoreCase
    );

    public static bool IsKeyword(string word) => s_keywords.Contains(word);

    /// <summary>Tells if a character ends an unquoted tag.</summary>
    public static bool EndsTag(char c) => char.IsWhiteSpace(c) || c is '(' or ')' or '"' or '<' or '>' or '=' or ':' or '*';

    /// <summary>Tells if a character ends an unquoted value of a field.</summary>
    public static bool EndsValue(char c) => char.IsWhiteSpace(c) || c is '(' or ')' or '"';

    /// <summary>Tells if a tag in its normal form needs no quotes.</summary>
    public static bool IsPlainTag(string name) =>
        name.Length > 0
        && name[0] != '-'
        && !IsKeyword(name)
        && name.All(c => char.IsLetterOrDigit(c) || "-_./&'+#".Contains(c, StringComparison.Ordinal));

    /// <summary>Tells if a field's value needs no quotes.</summary>
    public static bool IsPlainValue(string value) =>
        value.Length > 0 && value.All(c => char.IsLetterOrDigit(c) || "-_./&'+#:*?\\@,~%=".Contains(c, StringComparison.Ordinal));
}
