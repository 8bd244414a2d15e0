namespace ImageTagging.Vocabularies;

/// <summary>A fault of a vocabulary, and its place: a JSON path such as <c>$.rename['auto']</c>.</summary>
internal readonly record struct VocabularyFault(string Path, string Message)
{
    public static string In(string section, string name) =>
        $"$.{section}['{name.Replace("'", "\\'", StringComparison.Ordinal)}']";
}
