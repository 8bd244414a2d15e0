namespace ImageTagging.Vocabularies;

/// <summary>The library's own names of everyday tags by language, everyday-names.json: a vocabulary of nothing but names.</summary>
internal static class EverydayNames
{
    // They mean something else in English, for which they must not find what they mean abroad: no bees for ape, no skirts for rock.
    private static readonly HashSet<string> s_english = new[]
    {
        "ape",
        "arena",
        "bach",
        "bank",
        "boot",
        "bunt",
        "cane",
        "cartel",
        "case",
        "champ",
        "close",
        "collar",
        "crayon",
        "cuisine",
        "estate",
        "fille",
        "four",
        "gorge",
        "grama",
        "grange",
        "handy",
        "hell",
        "herd",
        "hut",
        "journal",
        "kind",
        "laden",
        "legume",
        "lit",
        "mare",
        "mobile",
        "mono",
        "mousse",
        "muster",
        "natal",
        "nave",
        "negro",
        "pain",
        "pan",
        "pane",
        "pastel",
        "plan",
        "plat",
        "plato",
        "portable",
        "porte",
        "raisin",
        "regal",
        "rind",
        "robe",
        "rock",
        "rose",
        "rot",
        "rue",
        "sable",
        "sac",
        "scale",
        "see",
        "singe",
        "sole",
        "stanza",
        "stern",
        "tee",
        "teller",
        "tour",
        "viola",
        "wand",
    }.ToHashSet(StringComparer.Ordinal);

    private static readonly Lazy<IReadOnlyDictionary<string, IReadOnlyDictionary<string, IReadOnlyList<string>>>> s_all = new(
        () =>
        {
            using var stream = typeof(EverydayNames).Assembly.GetManifestResourceStream("everyday-names.json")!;
            using var reader = new StreamReader(stream);
            return VocabularyReader.Read(reader.ReadToEnd()).Rules.Names;
        }
    );

    public static IReadOnlyDictionary<string, IReadOnlyList<string>> None { get; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>For each tag its names by language, the first as it is shown.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, IReadOnlyList<string>>> All => s_all.Value;

    /// <summary>The languages of names to be shown; English ones are other spellings, by which a tag is only found.</summary>
    public static IReadOnlyList<string> Languages { get; } = ["de", "es", "fr", "it", "pt"];

    public static bool IsEnglish(string name) => s_english.Contains(name);
}
