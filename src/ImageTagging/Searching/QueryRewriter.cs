namespace ImageTagging.Searching;

/// <summary>Rewrites the words of a query to the tags that the dictionary, and what they mean, give for them.</summary>
/// <param name="dictionary">The names.</param>
/// <param name="options">What is forgiven.</param>
/// <param name="meanings">What is near to the query's unknown words; null for no search by meaning.</param>
/// <param name="isRelaxed">Whether what was found by meaning is asked for beside known words only to rank by.</param>
internal sealed class QueryRewriter(
    TagDictionary dictionary,
    ForgivingOptions options,
    Meanings? meanings = null,
    bool isRelaxed = false
)
{
    /// <summary>The most tags that one word is made to find: the most frequent ones.</summary>
    private const int MostTags = 200;

    private readonly List<Expansion> _expansions = [];

    public IReadOnlyList<Expansion> Expansions => _expansions;

    /// <summary>Whether a relaxed rewriting asks for less than this one.</summary>
    public bool CanRelax { get; private set; }

    public TagQuery Rewrite(TagQuery query) => Rewrite(query, mayMean: meanings is not null);

    /// <summary>The words of a query that nothing is called by, not negated, alone and where they stand together.</summary>
    public IEnumerable<string> UnknownTexts(TagQuery query) =>
        query switch
        {
            AndQuery all => Runs(all)
                .Where(r => r.Words.Count > 1)
                .Select(r => r.Text)
                .Concat(all.Parts.SelectMany(UnknownTexts)),
            OrQuery any => any.Parts.SelectMany(UnknownTexts),
            HasTagQuery tag when IsUnknown(tag) || IsPart(tag) => [tag.Name],
            _ => [],
        };

    // What must be absent is what was written: what is only near to it may be there.
    private TagQuery Rewrite(TagQuery query, bool mayMean) =>
        query switch
        {
            AndQuery all => mayMean ? All(all) : new AndQuery(new(Meaningful(all.Parts).Select(p => Rewrite(p, mayMean)))),
            OrQuery any => new OrQuery(new(any.Parts.Select(p => Rewrite(p, mayMean)))),
            NotQuery not => new NotQuery(Rewrite(not.Inner, mayMean: false)),
            HasTagQuery tag when mayMean && IsUnknown(tag) => ByMeaning([tag], tag.Name, ExpansionKind.Meaning)
                .FirstOrDefault(tag),
            HasTagQuery tag => Named(tag, mayMean),
            _ => query,
        };

    // Words that nothing is near to are left out beside others, which alone are all that can be found.
    private AndQuery All(AndQuery all)
    {
        var runs = Runs(all).ToArray();
        var unknown = runs.SelectMany(r => r.Words).ToHashSet(ReferenceEqualityComparer.Instance);
        var known = Meaningful(all.Parts).Where(p => !unknown.Contains(p)).ToArray();
        var sure = known.OfType<HasTagQuery>().Where(t => Find(t.Name).IsSure).ToArray();
        var isBonus = isRelaxed && sure.Length > 0;
        var (musts, mays) = (new List<TagQuery>(), new List<TagQuery>());
        foreach (var part in known)
        {
            (part is HasTagQuery && !sure.Contains(part) ? mays : musts).Add(Rewrite(part, mayMean: true));
        }

        mays.AddRange(runs.SelectMany(r => ByMeaning(r.Words, r.Text, isBonus ? ExpansionKind.Bonus : ExpansionKind.Meaning)));
        if (sure.Length == 0 && mays.Count == 0)
        {
            return new(new([.. musts, .. runs.SelectMany(r => r.Words)]));
        }

        CanRelax |= mays.Count > (sure.Length == 0 ? 1 : 0);
        return !isRelaxed || mays.Count == 0 ? new(new([.. musts, .. mays]))
            : sure.Length == 0 ? new(new([.. musts, new OrQuery(new(mays))]))
            : new(new([.. musts, new OrQuery(new([Named(sure[0], mayMean: true), .. mays]))]));
    }

    // Nobody asks for "the"; a query of such words alone stays as it is, since no words at all would find everything.
    private IEnumerable<TagQuery> Meaningful(IEnumerable<TagQuery> parts)
    {
        if (!options.ExpandNames)
        {
            return parts;
        }

        var kept = parts.Where(p => p is not HasTagQuery tag || !OnlyJoins(tag)).ToArray();
        return kept.Any(p => p is not NotQuery) ? kept : parts;
    }

    private bool OnlyJoins(HasTagQuery tag) => EnglishWords.IsStopWord(tag.Name) && dictionary.Find(tag.Name) is null;

    private bool IsUnknown(HasTagQuery tag) => !EnglishWords.IsStopWord(tag.Name) && Find(tag.Name).Entry is null;

    // Called so in part only: what is near in meaning is meant as well.
    private bool IsPart(HasTagQuery tag) => Find(tag.Name) is { Entry: not null, IsSure: false, Kind: ExpansionKind.Name };

    // Unknown words that stand together, also with joining words between them, may mean one thing: birthday party.
    private IEnumerable<(IReadOnlyList<HasTagQuery> Words, string Text)> Runs(AndQuery all)
    {
        List<HasTagQuery> words = [];
        List<string> text = [],
            joining = [];
        foreach (var part in all.Parts.Append(new EverythingQuery()))
        {
            if (
                part is HasTagQuery tag
                && IsUnknown(tag)
                && (words.Count == 0 || (tag.Min, tag.Max) == (words[0].Min, words[0].Max))
            )
            {
                words.Add(tag);
                text.AddRange([.. joining, tag.Name]);
                joining.Clear();
            }
            else if (words.Count > 0 && part is HasTagQuery stop && OnlyJoins(stop))
            {
                joining.Add(stop.Name);
            }
            else
            {
                if (words.Count > 0)
                {
                    yield return (words, string.Join(' ', text));
                }

                (words, text) = ([], []);
                joining.Clear();
                if (part is HasTagQuery other && IsUnknown(other))
                {
                    (words, text) = ([other], [other.Name]);
                }
            }
        }
    }

    private List<TagQuery> ByMeaning(IReadOnlyList<HasTagQuery> words, string text, ExpansionKind kind)
    {
        // Words that mean something each are asked for each: a puppy by the ocean is a dog and the sea.
        var together = meanings!.Of(text);
        if (together.Count > 0 && words.Any(w => meanings.Of(w.Name).Count == 0))
        {
            return [Near(words[0], text, together, kind)];
        }

        List<TagQuery> found = [];
        foreach (var word in words)
        {
            var near = meanings.Of(word.Name);
            if (near.Count > 0)
            {
                found.Add(Near(word, word.Name, near, kind));
            }
            else
            {
                Note(new(word.Name, ExpansionKind.Unknown, []));
            }
        }

        return found;
    }

    // Each tag counts by its weight: a picture with several of them shows more of what was meant.
    private OrQuery Near(HasTagQuery query, string text, IReadOnlyList<WeightedTag> tags, ExpansionKind kind)
    {
        Note(new(text, kind, [.. tags.Select(t => t.Tag.Name)]));
        return new(new(tags.Select(t => new AnyOfQuery(t with { Tag = query with { Name = t.Tag.Name } }))));
    }

    private TagQuery Named(HasTagQuery query, bool mayMean)
    {
        var (entry, kind, _) = Find(query.Name);
        if (entry is null)
        {
            return query;
        }

        List<string> tags = entry.Kind == SuggestionKind.Tag ? [entry.Name] : [];
        if (options.ExpandNames)
        {
            tags.AddRange(entry.Finds.Take(MostTags).Where(t => t != entry.Name));
        }

        if (tags.Count == 0 || (tags.Count == 1 && tags[0] == query.Name))
        {
            return query;
        }

        if (mayMean && IsPart(query) && meanings!.Of(query.Name) is { Count: > 0 } near)
        {
            var named = tags.Select(t => new WeightedTag(query with { Name = t }));
            return Near(query, query.Name, [.. named, .. near.Where(n => !tags.Contains(n.Tag.Name))], ExpansionKind.Meaning);
        }

        Note(new(query.Name, kind, tags));
        return tags.Count == 1 ? query with { Name = tags[0] } : new OrQuery(new(tags.Select(t => query with { Name = t })));
    }

    private (NameEntry? Entry, ExpansionKind Kind, bool IsSure) Find(string name)
    {
        if ((dictionary.Find(name) ?? (options.ExpandNames ? OtherNumber(name) : null)) is { } called)
        {
            return (called, ExpansionKind.Name, true);
        }

        if (options.ExpandNames && WithPart(name) is { } part)
        {
            return (part, ExpansionKind.Name, false);
        }

        return options.CorrectTyping && Nearest(name) is { } near
            ? (near, ExpansionKind.Typing, false)
            : (null, ExpansionKind.Name, false);
    }

    private void Note(Expansion expansion)
    {
        if (!_expansions.Exists(e => e.Word == expansion.Word))
        {
            _expansions.Add(expansion);
        }
    }

    private NameEntry? OtherNumber(string name) =>
        Forms.OfNumber(name).Select(dictionary.Find).FirstOrDefault(e => e is not null);

    private NameEntry? WithPart(string word)
    {
        if (EnglishWords.IsStopWord(word))
        {
            return null;
        }

        var tags = dictionary
            .Names.StartingWith(word + " ", MostTags)
            .Concat(
                dictionary
                    .Names.WithWord(word, MostTags)
                    .Where(n => $" {n.Name} ".Contains($" {word} ", StringComparison.Ordinal))
            )
            .Where(n => n.Kind == SuggestionKind.Tag)
            .Select(n => n.Name)
            .Distinct(StringComparer.Ordinal)
            .ToArray();
        return tags.Length == 0 ? null : new(word, SuggestionKind.Parent, 0, tags);
    }

    private NameEntry? Nearest(string name)
    {
        var most = Spelling.ErrorsIn(name);
        if (most == 0 || !EnglishWords.MayBeError(name))
        {
            return null;
        }

        // Of two that are as near nobody knows which was meant: that is a question, no answer.
        var near = dictionary.Names.Near(name, most, isPrefix: false, 2, out _);
        return near.Count == 1 || (near.Count == 2 && near[0].Distance < near[1].Distance) ? near[0].Entry : null;
    }
}
