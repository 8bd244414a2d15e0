namespace ImageTagging.Metadata;

/// <summary>The names that taggers may have.</summary>
internal static class TaggerName
{
    /// <summary>Tells if it is of lower-case letters, digits, <c>-</c> and <c>.</c>.</summary>
    public static bool IsOne(string? name) =>
        name is { Length: > 0 } && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.');
}
