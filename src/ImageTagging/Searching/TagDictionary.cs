using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace ImageTagging.Searching;

/// <summary>Every name that a search can use, with what it finds. A snapshot: immutable, small beside the index.</summary>
internal sealed class TagDictionary
{
    private readonly FrozenDictionary<string, NameEntry> _entries;
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

        NameEntry[] all = [.. entries.Values];
        if (namesOf is not null)
        {
            AddTranslations(entries, all, namesOf);
        }

        _entries = entries.ToFrozenDictionary(StringComparer.Ordinal);
        Tags = [.. tags.OrderByDescending(t => t.Count).ThenBy(t => t.Value, StringComparer.Ordinal).Select(t => t.Value)];
        Names = new(all);
    }

    /// <summary>All names, for completion and correction.</summary>
    public NameIndex Names { get; }

    /// <summary>The tags, the most frequent first.</summary>
    public IReadOnlyList<string> Tags { get; }

    /// <summary>The places of the facet, each with the words that it may be called by, the most frequent first.</summary>
    public IReadOnlyList<PlaceEntry> Places { get; init; } = [];

    public int Count => _entries.Count;

    /// <summary>A name's entry; null where nothing is called so.</summary>
    public NameEntry? Find(string name) => _entries.GetValueOrDefault(name);

    /// <summary>Its names in a language, worked out once.</summary>
    public LanguageNames NamesIn(Vocabulary vocabulary, string language) =>
        _languages.GetOrAdd(language, code => LanguageNames.Of(this, vocabulary, code));

    private static void AddTranslations(
        Dictionary<string, NameEntry> entries,
        NameEntry[] known,
        Func<string, IEnumerable<string>> namesOf
    )
    {
        var translations = new Dictionary<string, NameEntry>(StringComparer.Ordinal);
        foreach (var entry in known.OrderByDescending(e => e.Count).ThenBy(e => e.Name, StringComparer.Ordinal))
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

        foreach (var (name, entry) in translations)
        {
            entries.Add(name, entry);
        }
    }
}
