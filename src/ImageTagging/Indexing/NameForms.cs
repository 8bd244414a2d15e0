namespace ImageTagging.Indexing;

/// <summary>The spellings in bytes that a typed name may have in a store: systems write é as one character (NFC) or as e and a mark (NFD).</summary>
public static class NameForms
{
    // One system names a file: the form changes between the parts of a path at most, and few parts have letters that have two.
    private const int MostParts = 4;

    /// <summary>The name as it was written first, then its other forms, each part of the path in either; only itself where it has none.</summary>
    /// <param name="name">The name, or a pattern of names.</param>
    /// <returns>1 to 19 spellings, each once.</returns>
    public static IReadOnlyList<string> Of(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!name.AsSpan().ContainsAnyExceptInRange('\0', '\u00BF'))
        {
            return [name];
        }

        var parts = name.Split('/');
        var open = Enumerable.Range(0, parts.Length).Where(i => HasTwo(parts[i])).Take(MostParts).ToArray();
        List<string> all = [name];
        for (var chosen = 0; chosen < 1 << open.Length; chosen++)
        {
            for (var i = 0; i < open.Length; i++)
            {
                var part = parts[open[i]];
                parts[open[i]] = (chosen >> i & 1) == 0 ? CanonicalForm.Compose(part) : CanonicalForm.Decompose(part);
            }

            all.Add(string.Join('/', parts));
        }

        // What lies deeper than that is in one form throughout.
        all.Add(CanonicalForm.Compose(name));
        all.Add(CanonicalForm.Decompose(name));
        return [.. all.Distinct(StringComparer.Ordinal)];
    }

    private static bool HasTwo(string part) =>
        CanonicalForm.Decompose(part) is var apart
        && (
            !string.Equals(apart, part, StringComparison.Ordinal)
            || !string.Equals(CanonicalForm.Compose(part), part, StringComparison.Ordinal)
        );
}
