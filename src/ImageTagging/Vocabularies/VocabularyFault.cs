namespace ImageTagging.Vocabularies;

/// <summary>What is wrong with a vocabulary, and where: a JSON path such as <c>$.rename['auto']</c>.</summary>
internal readonly record struct VocabularyFault(string Path, string Message)
{
    public static string In(string section, string name) =>
        $"$.{section}['{name.Replace("'", "\\'", StringComparison.Ordinal)}']";
}
