using System.Collections.Concurrent;

namespace ImageTagging.Searching;

/// <summary>
/// Every name that a search can use, with what it finds. A snapshot: immutable, small beside the index. What a search for a known tag
/// never asks for is worked out when it is first asked for: a program that makes one search starts the sooner.
/// </summary>
internal sealed class TagDictionary
{
    private readonly Dictionary<string, long> _counts;
    private readonly RelationsByName _aliases;
    private readonly RelationsByName _parents;
    private readonly Lazy<Dictionary<string, NameEntry>> _entries;
    private readonly Lazy<Dictionary<string, NameEntry>> _translations;
    private readonly Lazy<NameIndex> _names;
    private readonly Lazy<IReadOnlyList<string>> _tags;
    private readonly ConcurrentDictionary<string, LanguageNames> _languages = new(StringComparer.Ordinal);

    /// <summary>A dictionary of what an index counts.</summary>
    /// <param name="tags">The tags.</param>
    /// <param name="aliases">Other names.</param>
    /// <param name="parents">Broader names.</param>
    /// <param name="otherNames">
    /// Tags with their names in other languages. They find what the tag finds where nothing else is called so; they are not proposed,
    /// and no typing error is put right to them.
    /// </param>
    public TagDictionary(
        IReadOnlyList<TagCount> tags,
        IReadOnlyList<RelationCount> aliases,
        IReadOnlyList<RelationCount> parents,
        Func<IEnumerable<(string Tag, IEnumerable<string> Names)>>? otherNames = null
    )
    {
        _counts = new(tags.Count, StringComparer.Ordinal);
        foreach (var (tag, count) in tags)
        {
            _counts[tag] = count;
        }

        (_aliases, _parents) = (new(aliases), new(parents));
        _entries = new(() =>
            _counts
                .Keys.Concat(_aliases.Names)
                .Concat(_parents.Names)
                .Distinct(StringComparer.Ordinal)
                .ToDictionary(n => n, n => Entry(n)!, StringComparer.Ordinal)
        );
        _translations = new(() => otherNames is null ? [] : Translations(otherNames()));
        _names = new(() => new([.. _entries.Value.Values]));
        _tags = new(() =>
            [.. tags.OrderByDescending(t => t.Count).ThenBy(t => t.Value, StringComparer.Ordinal).Select(t => t.Value)]
        );
    }

    /// <summary>All names, for completion and correction.</summary>
    public NameIndex Names => _names.Value;

    /// <summary>The tags, the most frequent first.</summary>
    public IReadOnlyList<string> Tags => _tags.Value;

    /// <summary>The places of the facet, each with the words that it may be called by, the most frequent first.</summary>
    public IReadOnlyList<PlaceEntry> Places { get; init; } = [];

    public int Count => _entries.Value.Count + _translations.Value.Count;

    /// <summary>A name's entry; null where nothing is called so.</summary>
    public NameEntry? Find(string name) =>
        (_entries.IsValueCreated ? _entries.Value.GetValueOrDefault(name) : Entry(name))
        ?? _translations.Value.GetValueOrDefault(name);

    /// <summary>Works out all that searches may ask for.</summary>
    public TagDictionary Complete()
    {
        _ = (_translations.Value, _names.Value, _tags.Value);
        return this;
    }

    /// <summary>Its names in a language, worked out once.</summary>
    public LanguageNames NamesIn(Vocabulary vocabulary, string language) =>
        _languages.GetOrAdd(language, code => LanguageNames.Of(this, vocabulary, code));

    // One name's entry by itself, as all of them are made.
    private NameEntry? Entry(string name)
    {
        var (aliases, parents) = (_aliases.Of(name), _parents.Of(name));
        var isTag = _counts.TryGetValue(name, out var count);
        if (!isTag && aliases.Count == 0 && parents.Count == 0)
        {
            return null;
        }

        foreach (var relation in aliases.Concat(parents))
        {
            count = Math.Max(count, relation.Count);
        }

        var kind =
            isTag ? SuggestionKind.Tag
            : aliases.Count > 0 ? SuggestionKind.Alias
            : SuggestionKind.Parent;
        return new(name, kind, count, Finds(aliases, parents));
    }

    private IReadOnlyList<string> Finds(List<RelationCount> aliases, List<RelationCount> parents) =>
        aliases.Count + parents.Count == 0
            ? []
            :
            [
                .. aliases
                    .Concat(parents)
                    .Select(r => r.Relation.Tag)
                    .Distinct(StringComparer.Ordinal)
                    .OrderByDescending(t => _counts.GetValueOrDefault(t))
                    .ThenBy(t => t, StringComparer.Ordinal),
            ];

    private Dictionary<string, NameEntry> Translations(IEnumerable<(string Tag, IEnumerable<string> Names)> others)
    {
        var translations = new Dictionary<string, NameEntry>(StringComparer.Ordinal);
        var known = others
            .Select(o => (Entry: Entry(o.Tag), o.Names))
            .Where(o => o.Entry is not null)
            .OrderByDescending(o => o.Entry!.Count)
            .ThenBy(o => o.Entry!.Name, StringComparer.Ordinal);
        foreach (var (entry, names) in known)
        {
            foreach (var name in names.Where(n => !IsThere(n)))
            {
                var other = translations.GetValueOrDefault(name);
                IReadOnlyList<string> finds = entry!.Kind == SuggestionKind.Tag ? [entry.Name, .. entry.Finds] : entry.Finds;
                translations[name] = new(
                    name,
                    SuggestionKind.Alias,
                    Math.Max(other?.Count ?? 0, entry.Count),
                    [.. (other?.Finds ?? []).Concat(finds).Distinct(StringComparer.Ordinal)]
                );
            }
        }

        return translations;
    }

    private bool IsThere(string name) => _counts.ContainsKey(name) || _aliases.Has(name) || _parents.Has(name);
}
