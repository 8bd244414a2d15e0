using System.Collections.Concurrent;
using ImageTagging.Vocabularies;

namespace ImageTagging;

/// <summary>Turns labels into tags: renames, aliases, parents, blocked tags, the lowest confidence for a tag, how several taggers are heard, and what does not go together.</summary>
/// <remarks>Immutable; threads may share it. Labels stay as they were said, so another vocabulary only projects them anew.</remarks>
public sealed class Vocabulary
{
    // Names come from taggers; a tagger that never repeats one must not fill the memory.
    private const int MostRemembered = 65_536;

    private readonly VocabularyCompiler _compiled;
    private readonly ConcurrentDictionary<string, TagEntry> _entries = new(StringComparer.Ordinal);

    // Threads may go over the bound by as many as they are, which costs nothing.
    private int _remembered;

    // Searching needs none, and a command's start is no time for hashing.
    private readonly Lazy<string> _fingerprint;

    private Vocabulary(VocabularyCompiler compiled)
    {
        _compiled = compiled;
        _fingerprint = new(compiled.Fingerprint);
    }

    /// <summary>No rules: every label is a tag.</summary>
    public static Vocabulary Empty { get; } = new(new(new()));

    /// <summary>A hash of the rules and of the form of names, 32 hex digits, which records carry.</summary>
    public string Fingerprint => _fingerprint.Value;

    /// <summary>Makes a vocabulary of rules.</summary>
    /// <param name="rules">The rules.</param>
    /// <returns>The vocabulary.</returns>
    /// <exception cref="ImageTaggingException">Rules are empty, double, circular or contradict each other (code <c>VocabularyInvalid</c>); the message lists all faults.</exception>
    public static Vocabulary From(VocabularyRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        var compiled = new VocabularyCompiler(rules);
        return compiled.Faults.Count == 0 ? new(compiled) : throw Refused("The vocabulary", compiled.Faults, lines: null);
    }

    /// <summary>Reads a vocabulary from JSON; comments and trailing commas are allowed. The schema is docs/schemas/vocabulary.schema.json.</summary>
    /// <param name="json">The text.</param>
    /// <param name="name">What messages call it, such as the file's name.</param>
    /// <returns>The vocabulary.</returns>
    /// <exception cref="ImageTaggingException">It cannot be read (code <c>VocabularyInvalid</c>); the message names line, path and reason of each fault.</exception>
    public static Vocabulary Parse(string json, string name = "The vocabulary")
    {
        ArgumentNullException.ThrowIfNull(json);
        var read = VocabularyReader.Read(json);
        if (read.Faults.Count > 0)
        {
            throw Refused(name, read.Faults, read.Lines);
        }

        var compiled = new VocabularyCompiler(read.Rules);
        return compiled.Faults.Count == 0 ? new(compiled) : throw Refused(name, compiled.Faults, read.Lines);
    }

    /// <summary>Reads a vocabulary from a JSON file.</summary>
    /// <param name="path">The file's path.</param>
    /// <returns>The vocabulary.</returns>
    /// <exception cref="ImageTaggingException">The file is not there, cannot be read (code <c>VocabularyUnreadable</c>), or holds no vocabulary (<c>VocabularyInvalid</c>).</exception>
    public static Vocabulary Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            return Parse(File.ReadAllText(path), path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ImageTaggingException($"The vocabulary file '{path}' cannot be read: {fault.Message}", fault)
            {
                Code = ErrorCodes.VocabularyUnreadable,
            };
        }
    }

    /// <summary>The tag that a name becomes by normal form, renames and aliases; empty where nothing is left of it.</summary>
    /// <param name="name">A name, in any spelling.</param>
    /// <returns>The tag that stands for it.</returns>
    public string TagOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return EntryOf(name).Tag;
    }

    /// <summary>The broader names of a tag by these rules, all the way up.</summary>
    /// <param name="name">A tag or another name of it, in any spelling.</param>
    /// <returns>Tags and their other names, in no order; maybe none.</returns>
    public IReadOnlyList<string> BroaderThan(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return EntryOf(name).Parents;
    }

    /// <summary>The languages in which some tags have names to be shown, such as <c>de</c>, in the order of their codes.</summary>
    public IReadOnlyList<string> Languages =>
        [
            .. _compiled
                .Names.Values.SelectMany(names => names.Keys)
                .Concat(EverydayNames.Languages)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>The one of <see cref="Languages"/> that serves for a language: itself, or <c>pt</c> for <c>pt-br</c>; null where none does.</summary>
    /// <param name="language">The language, in any case.</param>
    /// <returns>The language of the vocabulary that suits it best; null for none.</returns>
    public string? LanguageFor(string language)
    {
        ArgumentNullException.ThrowIfNull(language);
        var languages = Languages;
        string[] codes = [language, language.Split('-')[0]];
        return codes
            .Select(code => languages.FirstOrDefault(known => known.Equals(code, StringComparison.OrdinalIgnoreCase)))
            .FirstOrDefault(known => known is not null);
    }

    /// <summary>Every tag that has a name in a language, with that name as it is shown.</summary>
    /// <param name="language">The language, as of <see cref="NameOf"/>.</param>
    /// <returns>Names by tag.</returns>
    public IReadOnlyDictionary<string, string> NamesIn(string language) =>
        _compiled
            .Names.Keys.Concat(EverydayNames.All.Keys)
            .Distinct(StringComparer.Ordinal)
            .Select(tag => (Tag: tag, Name: NameOf(tag, language)))
            .Where(n => n.Name != n.Tag)
            .ToDictionary(n => n.Tag, n => n.Name, StringComparer.Ordinal);

    /// <summary>A tag's name in a language, as it is shown: this vocabulary's first, otherwise the library's, otherwise the tag.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="language">The language, such as <c>de</c>; of <c>pt-br</c> without names of its own those of <c>pt</c>.</param>
    /// <returns>The name for people.</returns>
    public string NameOf(string tag, string language)
    {
        ArgumentNullException.ThrowIfNull(tag);
        ArgumentNullException.ThrowIfNull(language);
        var normal = TagName.Normalize(tag);
        string[] codes = language.Contains('-') ? [language, language.Split('-')[0]] : [language];
        return codes
                .Select(code =>
                    _compiled.Names.GetValueOrDefault(normal)?.GetValueOrDefault(code)
                    ?? EverydayNames.All.GetValueOrDefault(normal)?.GetValueOrDefault(code)
                )
                .FirstOrDefault(names => names is not null)
                ?[0]
            ?? tag;
    }

    /// <summary>A tag's names in all languages in their normal form, by which a search finds it.</summary>
    internal IEnumerable<string> NamesOf(string tag)
    {
        var own = _compiled.Names.GetValueOrDefault(tag);
        foreach (var name in own?.Values.SelectMany(n => n) ?? [])
        {
            yield return TagName.Normalize(name);
        }

        foreach (var (language, names) in EverydayNames.All.GetValueOrDefault(tag) ?? EverydayNames.None)
        {
            foreach (var name in own?.ContainsKey(language) == true ? [] : names.Select(TagName.Normalize))
            {
                if (!EverydayNames.IsEnglish(name) || language == "en")
                {
                    yield return name;
                }
            }
        }
    }

    /// <summary>Every tag that has names in some language, with <see cref="NamesOf" />.</summary>
    internal IEnumerable<(string Tag, IEnumerable<string> Names)> OtherNames() =>
        _compiled.Names.Keys.Union(EverydayNames.All.Keys, StringComparer.Ordinal).Select(t => (t, NamesOf(t)));

    /// <summary>True if any tag has other names or broader names by these rules.</summary>
    internal bool HasRelations => _compiled.HasRelations;

    /// <summary>True if any tag has a rule of how taggers are heard.</summary>
    internal bool HasTaggerRules => _compiled.HasTaggerRules;

    /// <summary>How taggers are heard about a tag; null where the surest counts.</summary>
    internal TaggerRule? TaggerRuleOf(string tag) => _compiled.TaggerRuleOf(tag);

    /// <summary>True if any tag depends on which others a picture has.</summary>
    internal bool HasCompany => _compiled.HasCompany;

    /// <summary>
    /// Works out a record's tags, categories, parents and aliases anew after its labels or corrections were changed. Taggers that were
    /// passed over for what was said before are asked for again by the next run.
    /// </summary>
    /// <param name="record">The record; one that is gone gets none of them.</param>
    /// <returns>The record with these rules' tags, and their fingerprint.</returns>
    public ImageRecord Project(ImageRecord record) => RecordProjector.ProjectChanged(record, this);

    /// <summary>Tells if a record's tags were made by these rules, by this version or by one whose names had another form.</summary>
    /// <param name="fingerprint">The record's <see cref="ImageRecord.Vocabulary"/>.</param>
    /// <returns>Whether they were.</returns>
    public bool HasMade(string? fingerprint) =>
        string.Equals(fingerprint, Fingerprint, StringComparison.Ordinal)
        || string.Equals(fingerprint, _compiled.FormerFingerprint(), StringComparison.Ordinal);

    internal TagEntry EntryOf(string name)
    {
        if (_entries.TryGetValue(name, out var known))
        {
            return known;
        }

        var entry = _compiled.Entry(TagName.Normalize(name));
        if (Volatile.Read(ref _remembered) < MostRemembered && name.Length <= TagName.MaxLength && _entries.TryAdd(name, entry))
        {
            Interlocked.Increment(ref _remembered);
        }

        return entry;
    }

    private static ImageTaggingException Refused(
        string name,
        IReadOnlyList<VocabularyFault> faults,
        IReadOnlyDictionary<string, int>? lines
    )
    {
        const int most = 20;
        var sentences = faults
            .Take(most)
            .Select(f =>
                lines is not null && lines.TryGetValue(f.Path, out var line)
                    ? $"line {line}, {f.Path}: {f.Message}"
                    : $"{f.Path}: {f.Message}"
            );
        var more = faults.Count > most ? $" (and {faults.Count - most} more)" : "";
        return new($"{name} has {faults.Count} fault(s): {string.Join(" ", sentences)}{more}")
        {
            Code = ErrorCodes.VocabularyInvalid,
        };
    }
}
