using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ImageTagging.Vocabularies;

/// <summary>Brings rules to their normal form, checks them against each other, and works out what follows from them.</summary>
internal sealed class VocabularyCompiler
{
    private const string Every = "*";

    // Of all tags together: far above the largest of real ones, and held in memory.
    private const int MostAbove = 5_000_000;

    private readonly SortedDictionary<string, string> _renames = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _aliases = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, SortedSet<string>> _parents = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _blocked = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Confidence> _confidences = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _ends = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _closed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<string>> _namesOf = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<string>> _above = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, SortedSet<string>> _excluded = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, SortedSet<string>> _needed = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, TaggerRule> _taggers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TagCompany> _company = new(StringComparer.Ordinal);

    public VocabularyCompiler(VocabularyRules rules)
    {
        ReadNames(rules);
        ReadTags(rules);
        ReadTaggers(rules);
        ReadLanguages(rules);
        if (Faults.Count == 0)
        {
            Close();
        }
    }

    public List<VocabularyFault> Faults { get; } = [];

    /// <summary>For each tag its names by language, as they were written.</summary>
    public Dictionary<string, IReadOnlyDictionary<string, IReadOnlyList<string>>> Names { get; } = new(StringComparer.Ordinal);

    /// <summary>The confidence for tags that are not named.</summary>
    public Confidence Otherwise { get; private set; }

    public bool IsEmpty =>
        _renames.Count + _aliases.Count + _parents.Count + _blocked.Count + _confidences.Count == 0
        && _excluded.Count + _needed.Count + _taggers.Count == 0
        && Otherwise == default;

    /// <summary>True if any tag has other names or broader names.</summary>
    public bool HasRelations => _namesOf.Count + _above.Count > 0;

    /// <summary>True if any tag depends on which others a picture has.</summary>
    public bool HasCompany => _company.Count > 0;

    /// <summary>True if any tag has a rule of how taggers are heard.</summary>
    public bool HasTaggerRules => _taggers.Count > 0;

    /// <summary>How taggers are heard about a tag; null where the surest counts.</summary>
    public TaggerRule? TaggerRuleOf(string tag) => _taggers.GetValueOrDefault(tag) ?? _taggers.GetValueOrDefault(Every);

    /// <summary>The result for a name in its normal form.</summary>
    public TagEntry Entry(string normal)
    {
        var tag = Resolve(normal);
        return new(
            normal,
            tag,
            _blocked.Contains(tag),
            _confidences.TryGetValue(tag, out var min) ? min : Otherwise,
            _namesOf.GetValueOrDefault(tag, []),
            _above.GetValueOrDefault(tag, []),
            _company.GetValueOrDefault(tag, TagCompany.Any)
        );
    }

    /// <summary>The fingerprint of records that were projected by these rules: a hash of the rules and of the projection's own version.</summary>
    /// <remarks>Raise the version when the same rules give other tags: stored records are then projected anew, without a call.</remarks>
    public string Fingerprint() => Fingerprint(2);

    /// <summary>The fingerprint of records from before names were folded (version 1), when no rules had no fingerprint.</summary>
    public string? FormerFingerprint() => IsEmpty ? null : Fingerprint(1);

    private string Fingerprint(int version)
    {
        var text = new StringBuilder().Append(version).Append('\n');
        Pairs('r', _renames.Select(p => (p.Key, p.Value)));
        Pairs('a', _aliases.Select(p => (p.Key, p.Value)));
        Pairs('p', _parents.SelectMany(p => p.Value.Select(v => (p.Key, v))));
        Pairs('b', _blocked.Select(b => (b, "")));
        Pairs('c', _confidences.Select(c => (c.Key, c.Value.Hundredths.ToString(CultureInfo.InvariantCulture))));
        Pairs('x', _excluded.SelectMany(p => p.Value.Select(v => (p.Key, v))));
        Pairs('n', _needed.SelectMany(p => p.Value.Select(v => (p.Key, v))));
        Pairs(
            't',
            _taggers.SelectMany(t =>
                t.Value.Weights.OrderBy(w => w.Key, StringComparer.Ordinal)
                    .Select(w => (t.Key, string.Create(CultureInfo.InvariantCulture, $"{w.Key} {w.Value:R}")))
                    .Prepend((t.Key, $"{t.Value.Rule} {string.Join(' ', t.Value.Order)}"))
            )
        );
        Pairs('c', [("*", Otherwise.Hundredths.ToString(CultureInfo.InvariantCulture))]);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 16));

        void Pairs(char kind, IEnumerable<(string, string)> pairs)
        {
            foreach (var (name, value) in pairs)
            {
                text.Append(kind).Append(name).Append('\u001F').Append(value).Append('\n');
            }
        }
    }

    private void ReadNames(VocabularyRules rules)
    {
        Read("rename", rules.Rename, _renames);
        Read("alias", rules.Alias, _aliases);
        foreach (var name in _aliases.Keys.Where(_renames.ContainsKey))
        {
            Fault("alias", name, "is renamed too; a name is either renamed or an alias");
        }

        foreach (var (section, names) in new[] { ("rename", _renames), ("alias", _aliases) })
        {
            foreach (var name in names.Keys)
            {
                if (Follow(name) is null)
                {
                    Fault(section, name, "leads back to itself");
                }
            }
        }

        void Read(string section, IReadOnlyDictionary<string, string> from, SortedDictionary<string, string> to)
        {
            foreach (var (name, value) in from)
            {
                var (normal, target) = (TagName.Normalize(name), TagName.Normalize(value));
                if (normal.Length == 0 || target.Length == 0)
                {
                    Fault(section, name, "an empty name is no tag");
                }
                else if (normal == target)
                {
                    Fault(section, name, "both sides are the same tag");
                }
                else if (!to.TryAdd(normal, target))
                {
                    Fault(section, name, $"'{normal}' is there twice, in different spellings");
                }
            }
        }
    }

    private void ReadTags(VocabularyRules rules)
    {
        ReadGroups("parent", rules.Parent, _parents, "a tag is not its own parent");
        ReadGroups("exclude", rules.Exclude, _excluded, "a tag does not exclude itself");
        ReadGroups("need", rules.Need, _needed, "a tag does not need itself");
        foreach (var name in rules.Block)
        {
            if (TagOf("block", name) is { } tag)
            {
                _blocked.Add(tag);
            }
        }

        foreach (var (name, percent) in rules.Confidence)
        {
            if (double.IsNaN(percent) || percent is < 0 or > 100)
            {
                Fault("confidence", name, "a confidence is a number from 0 to 100");
            }
            else if (name == "*")
            {
                Otherwise = Confidence.Floor(percent);
            }
            else if (TagOf("confidence", name) is { } tag && !_confidences.TryAdd(tag, Confidence.Floor(percent)))
            {
                Fault("confidence", name, $"'{tag}' is there twice, in different spellings");
            }
        }
    }

    private void ReadGroups(
        string section,
        IReadOnlyDictionary<string, IReadOnlyList<string>> from,
        SortedDictionary<string, SortedSet<string>> to,
        string itself
    )
    {
        foreach (var (name, others) in from)
        {
            if (TagOf(section, name) is not { } tag)
            {
                continue;
            }

            var set = new SortedSet<string>(StringComparer.Ordinal);
            foreach (var other in others.Select(TagName.Normalize))
            {
                if (other.Length == 0 || Follow(other) == tag)
                {
                    Fault(section, name, other.Length == 0 ? "an empty name is no tag" : itself);
                }
                else
                {
                    set.Add(other);
                }
            }

            if (!to.TryAdd(tag, set))
            {
                Fault(section, name, $"'{tag}' is there twice, in different spellings");
            }
        }
    }

    private void ReadTaggers(VocabularyRules rules)
    {
        foreach (var (name, rule) in rules.Taggers)
        {
            var fault = FaultOf(rule);
            if (fault is not null)
            {
                Fault("taggers", name, fault);
            }
            else if (name == Every)
            {
                _taggers[Every] = rule;
            }
            else if (TagOf("taggers", name) is { } tag && !_taggers.TryAdd(tag, rule))
            {
                Fault("taggers", name, $"'{tag}' is there twice, in different spellings");
            }
        }
    }

    private static string? FaultOf(TaggerRule rule) =>
        !Enum.IsDefined(rule.Rule) ? "the rule is best, agree or first"
        : rule.Weights.Keys.Concat(rule.Order).FirstOrDefault(t => !Budget.IsName(t)) is { } other
            ? $"'{Telemetry.Printable.Text(other)}' is no tagger's name"
        : rule.Weights.Values.Any(w => w is not (>= 0 and <= 1)) ? "a weight is a number from 0 to 1"
        : rule.Order.Distinct(StringComparer.Ordinal).Count() != rule.Order.Count ? "a tagger stands twice in the order"
        : (rule.Rule == TaggerAgreement.First) != (rule.Order.Count > 0) ? "an order belongs to the rule first, and to no other"
        : null;

    // Names only lead searches to tags: records do not depend on them, and the fingerprint neither.
    private void ReadLanguages(VocabularyRules rules)
    {
        foreach (var (name, languages) in rules.Names)
        {
            foreach (var language in languages.Keys.Where(l => !IsLanguage(l)))
            {
                Fault("names", name, $"'{language}' is no language; write it as de, fr or pt-br");
            }

            if (languages.Values.Any(names => names.Count == 0 || names.Any(n => TagName.Normalize(n).Length == 0)))
            {
                Fault("names", name, "an empty name finds nothing");
            }
            else if (TagOf("names", name) is { } tag && !Names.TryAdd(tag, languages))
            {
                Fault("names", name, $"'{tag}' is there twice, in different spellings");
            }
        }
    }

    private static bool IsLanguage(string language) =>
        language.Split('-') is [{ Length: 2 or 3 } first, ..] parts
        && first.All(char.IsAsciiLetterLower)
        && parts.Skip(1).All(p => p.Length is >= 2 and <= 8 && p.All(char.IsAsciiLetterOrDigit));

    // Rules about tags name the tag that is left in the end: one for a name that is renamed away would never hold.
    private string? TagOf(string section, string name)
    {
        var normal = TagName.Normalize(name);
        if (normal.Length == 0)
        {
            Fault(section, name, "an empty name is no tag");
            return null;
        }

        if (Follow(normal) is { } tag && tag != normal)
        {
            Fault(section, name, $"'{normal}' becomes '{tag}' by a rename or alias; write '{tag}' here");
            return null;
        }

        return normal;
    }

    private void Close()
    {
        foreach (var name in _renames.Keys.Concat(_aliases.Keys))
        {
            _closed[name] = Follow(name)!;
        }

        foreach (var group in _aliases.Keys.GroupBy(Resolve))
        {
            _namesOf[group.Key] = [.. group.Where(a => !_blocked.Contains(a)).Order(StringComparer.Ordinal)];
        }

        var outdone = _excluded
            .SelectMany(e => e.Value.Select(other => (Tag: e.Key, Other: Resolve(other))))
            .ToLookup(e => e.Other, e => e.Tag, StringComparer.Ordinal);
        foreach (var tag in _excluded.Keys.Concat(_needed.Keys).Concat(outdone.Select(o => o.Key)).Distinct())
        {
            var yields = _excluded.GetValueOrDefault(tag, []).Select(Resolve).ToArray();
            _company[tag] = new(
                yields,
                [.. outdone[tag].Except(yields)],
                [.. _needed.GetValueOrDefault(tag, []).Select(Resolve)]
            );
        }

        var left = MostAbove;
        foreach (var tag in _parents.Keys)
        {
            var above = new SortedSet<string>(StringComparer.Ordinal);
            var toDo = new Stack<string>(_parents[tag].Select(Resolve));
            while (toDo.TryPop(out var parent))
            {
                if (parent == tag)
                {
                    Fault("parent", tag, "is its own parent by way of others");
                    return;
                }

                if (above.Add(parent) && _parents.TryGetValue(parent, out var further))
                {
                    foreach (var next in further)
                    {
                        toDo.Push(Resolve(next));
                    }
                }
            }

            left -= above.Sum(p => 1 + _namesOf.GetValueOrDefault(p, []).Count);
            if (left < 0)
            {
                Fault(
                    "parent",
                    tag,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"the tags up to here have more than {MostAbove:N0} broader names together; chains of parents are too long"
                    )
                );
                return;
            }

            _above[tag] =
            [
                .. above
                    .Where(p => !_blocked.Contains(p))
                    .SelectMany(p => _namesOf.GetValueOrDefault(p, []).Prepend(p))
                    .Order(StringComparer.Ordinal),
            ];
        }
    }

    private string Resolve(string normal) => _closed.GetValueOrDefault(normal, normal);

    // Null where the rules go round in a circle. Each name is followed once, however long the chain that it stands in.
    private string? Follow(string name)
    {
        var way = new List<string>();
        string? end;
        while (!_ends.TryGetValue(name, out end))
        {
            if (!_renames.TryGetValue(name, out var next) && !_aliases.TryGetValue(name, out next))
            {
                end = name;
                break;
            }

            // Whoever comes back here goes round in a circle.
            _ends[name] = null;
            way.Add(name);
            name = next;
        }

        foreach (var passed in way)
        {
            _ends[passed] = end;
        }

        return end;
    }

    private void Fault(string section, string name, string message) =>
        Faults.Add(new(section == "block" ? "$.block" : VocabularyFault.In(section, name), $"'{name}': {message}."));
}
