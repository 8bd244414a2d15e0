using System.Collections.Concurrent;

namespace ImageTagging.Searching;

/// <summary>
/// Every name that a search can use, with what it finds. A snapshot: immutable, small beside the index. What a search for a known tag
/// never asks for is worked out when it is first asked for: a program that makes one search starts the sooner.
/// </summary>
internal sealed class TagDictionary
{
    private readonly Dictionary<string, NameEntry> _entries;
    private readonly Lazy<Dictionary<string, NameEntry>> _translations;
    private readonly Lazy<NameIndex> _names;
    private readonly Lazy<IReadOnlyList<string>> _tags;
    private readonly ConcurrentDictionary<string, LanguageNames> _languages = new(StringComparer.Ordinal);

    /// <summary>A dictionary of what an index counts.</summary>
    /// <param name="tags">The tags.</param>
    /// <param name="aliases">Other names.</param>
    /// <param name="parents">Broader names.</param>
    /// <param name="namesOf">
    /// A name's names in other languages. They find what it finds where nothing else is called so; they are not proposed, and no
    /// typing error is put right to them.
    /// </param>
    public TagDictionary(
        IReadOnlyList<TagCount> tags,
        IReadOnlyList<RelationCount> aliases,
        IReadOnlyList<RelationCount> parents,
        Func<string, IEnumerable<string>>? namesOf = null
    )
    {
        var entries = new Dictionary<string, NameEntry>(tags.Count, StringComparer.Ordinal);
        var counts = new Dictionary<string, long>(tags.Count, StringComparer.Ordinal);
        foreach (var (tag, count) in tags)
        {
            entries[tag] = new(tag, SuggestionKind.Tag, count, []);
            counts[tag] = count;
        }

        foreach (var (relations, kind) in new[] { (aliases, SuggestionKind.Alias), (parents, SuggestionKind.Parent) })
        {
            foreach (var group in relations.GroupBy(r => r.Relation.Name, StringComparer.Ordinal))
            {
                var known = entries.GetValueOrDefault(group.Key);
                var finds = group
                    .Select(r => r.Relation.Tag)
                    .Concat(known?.Finds ?? [])
                    .Distinct(StringComparer.Ordinal)
                    .OrderByDescending(t => counts.GetValueOrDefault(t))
                    .ThenBy(t => t, StringComparer.Ordinal);
                entries[group.Key] = new(
                    group.Key,
                    known?.Kind ?? kind,
                    Math.Max(known?.Count ?? 0, group.Max(r => r.Count)),
                    [.. finds]
                );
            }
        }

        _entries = entries;
        _translations = new(() => namesOf is null ? [] : Translations(entries, namesOf));
        _names = new(() => new([.. entries.Values]));
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

    public int Count => _entries.Count + _translations.Value.Count;

    /// <summary>A name's entry; null where nothing is called so.</summary>
    public NameEntry? Find(string name) => _entries.GetValueOrDefault(name) ?? _translations.Value.GetValueOrDefault(name);

    /// <summary>Works out all that searches may ask for.</summary>
    public TagDictionary Complete()
    {
        _ = (_translations.Value, _names.Value, _tags.Value);
        return this;
    }

    /// <summary>Its names in a language, worked out once.</summary>
    public LanguageNames NamesIn(Vocabulary vocabulary, string language) =>
        _languages.GetOrAdd(language, code => LanguageNames.Of(this, vocabulary, code));

    private static Dictionary<string, NameEntry> Translations(
        Dictionary<string, NameEntry> entries,
        Func<string, IEnumerable<string>> namesOf
    )
    {
        var translations = new Dictionary<string, NameEntry>(StringComparer.Ordinal);
        foreach (var entry in entries.Values.OrderByDescending(e => e.Count).ThenBy(e => e.Name, StringComparer.Ordinal))
        {
            foreach (var name in namesOf(entry.Name).Where(n => !entries.ContainsKey(n)))
            {
                var other = translations.GetValueOrDefault(name);
                IReadOnlyList<string> finds = entry.Kind == SuggestionKind.Tag ? [entry.Name, .. entry.Finds] : entry.Finds;
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
}
