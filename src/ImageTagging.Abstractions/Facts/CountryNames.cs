namespace ImageTagging;

/// <summary>The names of countries, in English and as people write them in some other languages.</summary>
/// <remarks>Countries are those of ISO 3166-1, which has territories too, and Kosovo. Threads may share it.</remarks>
public static class CountryNames
{
    private static readonly Lazy<Tables> s_tables = new(Read);

    /// <summary>The code of a country.</summary>
    /// <param name="name">A name in English, German, Spanish, French, Italian or Portuguese, or a code of two or three letters; case and accents do not count.</param>
    /// <returns>Two letters in capitals; null where no country has the name.</returns>
    public static string? CodeOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return s_tables.Value.Codes.GetValueOrDefault(PlaceWords.Key(name));
    }

    /// <summary>The English name of a country.</summary>
    /// <param name="code">Its two letters, in capitals.</param>
    /// <returns>The name; null where there is no such country.</returns>
    public static string? NameOf(string code)
    {
        ArgumentNullException.ThrowIfNull(code);
        return s_tables.Value.Names.TryGetValue(code, out var names) ? names[0] : null;
    }

    /// <summary>The names in English, usual short ones and codes of a country: <c>United Kingdom</c>, <c>UK</c>, <c>GB</c>, <c>GBR</c>.</summary>
    /// <param name="code">Its two letters, in capitals.</param>
    /// <returns>The names, the usual one first; empty where there is no such country.</returns>
    public static IReadOnlyList<string> NamesOf(string code)
    {
        ArgumentNullException.ThrowIfNull(code);
        return s_tables.Value.Names.TryGetValue(code, out var names) ? names : [];
    }

    // A line a country: its codes, its name, its other names in English, and those in other languages.
    private static Tables Read()
    {
        using var stream = typeof(CountryNames).Assembly.GetManifestResourceStream("countries.tsv")!;
        using var reader = new StreamReader(stream);
        var (codes, names) = (
            new Dictionary<string, string>(StringComparer.Ordinal),
            new Dictionary<string, string[]>(StringComparer.Ordinal)
        );
        var foreign = new List<(string Name, string Code)>();
        while (reader.ReadLine() is { } line)
        {
            var parts = line.Split('\t');
            var code = parts[0];
            names[code] = [parts[2], .. Several(parts[3]), code, parts[1]];
            foreach (var name in names[code])
            {
                codes.TryAdd(PlaceWords.Key(name), code);
            }

            foreign.AddRange(Several(parts[4]).Select(n => (n, code)));
        }

        // What is one country in English is no other in another language.
        foreach (var (name, code) in foreign)
        {
            codes.TryAdd(PlaceWords.Key(name), code);
        }

        return new(codes, names);

        static string[] Several(string part) => part.Split('|', StringSplitOptions.RemoveEmptyEntries);
    }

    private sealed record Tables(Dictionary<string, string> Codes, Dictionary<string, string[]> Names);
}
