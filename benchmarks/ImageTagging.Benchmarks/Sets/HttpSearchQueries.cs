namespace ImageTagging.Benchmarks.Sets;

/// <summary>Addresses to ask, none twice: half narrow searches with facets, a third broad ones with facets, the rest suggestions.</summary>
internal sealed class HttpSearchQueries(MillionImages images, IReadOnlyList<string> broad) : IDisposable
{
    private const int Most = 1_000_000;
    private const string Facets = "&facets=tags,categories,source,month,status&size=60";
    private readonly IEnumerator<SearchRequest> _narrow = new MillionQueries(images, broad).TwoTags(Most).GetEnumerator();
    private readonly IEnumerator<SearchRequest> _broad = new MillionQueries(images, broad)
        .Facets(Most, withBand: false)
        .GetEnumerator();
    private readonly HashSet<string> _suggested = new(StringComparer.Ordinal);
    private int _asked;
    private int _word;

    public string Next() =>
        (_asked++ % 6) switch
        {
            0 or 2 or 4 => Search(_narrow),
            1 or 3 => Search(_broad),
            _ => Suggestion(),
        };

    public void Dispose()
    {
        _narrow.Dispose();
        _broad.Dispose();
    }

    private static string Search(IEnumerator<SearchRequest> from) =>
        from.MoveNext()
            ? "api/search?q=" + Uri.EscapeDataString(TagQueryText.ToCanonical(from.Current.Query)) + Facets
            : throw new InvalidOperationException("There are no more different queries.");

    // Every other one with a wrong letter, as people type.
    private string Suggestion()
    {
        while (true)
        {
            var number = _word++;
            var noise = new Noise((ulong)number ^ 0x73756767UL);
            var tag = TagWords.Tag(noise.Next(TagWords.Tags));
            var typed = tag[..Math.Min(tag.Length, 3 + noise.Next(6))].ToCharArray();
            if (number % 2 == 1)
            {
                typed[noise.Next(typed.Length)] = (char)('a' + noise.Next(26));
            }

            var text = new string(typed);
            if (_suggested.Add(text))
            {
                return "api/suggest?q=" + Uri.EscapeDataString(text);
            }
        }
    }
}
