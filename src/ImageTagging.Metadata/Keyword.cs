namespace ImageTagging.Metadata;

/// <summary>One keyword with what stands above it, the broadest first.</summary>
internal readonly record struct Keyword(string Name, IReadOnlyList<string> Above)
{
    private const int LongestName = 200;
    private const int MostLevels = 16;

    /// <summary>A keyword without a place.</summary>
    public static Keyword? Plain(string? text) => Clean(text) is { } name ? new(name, []) : null;

    /// <summary>A keyword at the end of a path such as <c>Animals|Mammals|Cat</c>.</summary>
    public static Keyword? Placed(string? text, char between) => Below((text ?? "").Split(between, MostLevels));

    /// <summary>The last of these names, below those before it.</summary>
    public static Keyword? Below(IEnumerable<string> names)
    {
        var levels = names.Select(Clean).OfType<string>().TakeLast(MostLevels).ToArray();
        return levels.Length == 0 ? null : new(levels[^1], levels[..^1]);
    }

    // Text from outside on one line, without what a terminal would obey; null where nothing sensible is left.
    private static string? Clean(string? text)
    {
        if (text is null || text.Length > LongestName * 4)
        {
            return null;
        }

        var clean = string.Concat(text.Select(c => char.IsWhiteSpace(c) ? ' ' : c).Where(c => !char.IsControl(c))).Trim();
        return clean.Length is 0 or > LongestName || !IsWellFormed(clean) ? null : clean;
    }

    private static bool IsWellFormed(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value == 0xFFFD)
            {
                return false;
            }
        }

        return true;
    }
}
