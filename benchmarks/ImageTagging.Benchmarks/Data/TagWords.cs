namespace ImageTagging.Benchmarks;

/// <summary>Made-up words, one a number, all different: tags and their parents, as a tagger spells them and as tags.</summary>
internal static class TagWords
{
    /// <summary>How many tags there are.</summary>
    public const int Tags = 20_000;

    /// <summary>How many parents there are.</summary>
    public const int Parents = 200;

    private const int FirstParent = 1_000_000;

    private static readonly string[] s_syllables =
    [
        .. from c in "bdfghjklmnprstvz" from v in new[] { "a", "e", "i", "o", "u", "ai", "or", "an" } select c + v,
    ];

    private static readonly string[] s_labels = [.. Enumerable.Range(0, Tags).Select(Word)];
    private static readonly string[] s_tags = [.. s_labels.Select(TagName.Normalize)];
    private static readonly string[] s_parentLabels = [.. Enumerable.Range(FirstParent, Parents).Select(Word)];
    private static readonly string[] s_parentTags = [.. s_parentLabels.Select(TagName.Normalize)];
    private static readonly string[][] s_parents = [.. s_parentLabels.Select(p => new[] { p })];

    /// <summary>The label of a tag, such as <c>Bade Foran</c>.</summary>
    public static string Label(int tag) => s_labels[tag];

    /// <summary>The name of a tag, in its normal form.</summary>
    public static string Tag(int tag) => s_tags[tag];

    /// <summary>The parents of a tag, as labels.</summary>
    public static IReadOnlyList<string> ParentLabels(int tag) => s_parents[tag % Parents];

    /// <summary>The parent of a tag, in its normal form.</summary>
    public static string ParentTag(int tag) => s_parentTags[tag % Parents];

    private static string Word(int number)
    {
        // 128 syllables: three of them tell any number below two million apart.
        var word = s_syllables[number & 127] + s_syllables[(number >> 7) & 127] + s_syllables[(number >> 14) & 127];
        var second = number % 3 == 0 ? " " + s_syllables[number % 127] + s_syllables[number % 113] : "";
        return char.ToUpperInvariant(word[0]) + word[1..] + second;
    }
}
