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

    // Beside other words a tag has to be so near, in sixteenths of the nearest, to be enough.
    private const int LeastRequired = WeightedTag.Whole / 2;

    // A tag of more words than this is not looked for among words without quotes.
    private const int MostWordsOfName = 4;

    private readonly List<Expansion> _expansions = [];

    // What stands for a name of several words is rewritten already.
    private readonly HashSet<TagQuery> _names = new(ReferenceEqualityComparer.Instance);

    public IReadOnlyList<Expansion> Expansions => _expansions;

    /// <summary>True if a relaxed rewriting asks for less than this one.</summary>
    public bool CanRelax { get; private set; }

    public TagQuery Rewrite(TagQuery query) => Rewrite(query, mayMean: meanings is not null);

    /// <summary>The words of a query that nothing is called by, not negated, alone and where they stand together.</summary>
    public IEnumerable<string> UnknownTexts(TagQuery query) =>
        query switch
        {
            AndQuery all => UnknownParts(WithNames(all)),
            OrQuery any => any.Parts.SelectMany(UnknownTexts),
            HasTagQuery tag when IsUnknown(tag) || IsPart(tag) => [tag.Name],
            _ => [],
        };

    // What together is a tag's name is known, whatever its words are.
    private IEnumerable<string> UnknownParts(AndQuery all) =>
        Runs(all)
            .Where(r => r.Words.Count > 1)
            .Select(r => r.Text)
            .Concat(all.Parts.Where(p => !_names.Contains(p)).SelectMany(UnknownTexts));

    // What must be absent is what was written: what is only near to it may be there.
    private TagQuery Rewrite(TagQuery query, bool mayMean) =>
        query switch
        {
            _ when _names.Contains(query) => query,
            AndQuery all => mayMean
                ? All(WithNames(all))
                : new AndQuery(new(Meaningful(WithNames(all).Parts).Select(p => Rewrite(p, mayMean)))),
            OrQuery any => new OrQuery(new(any.Parts.Select(p => Rewrite(p, mayMean)))),
            NotQuery not => new NotQuery(Rewrite(not.Inner, mayMean: false)),
            HasTagQuery tag when mayMean => Alone(tag),
            HasTagQuery tag => Named(tag),
            _ => query,
        };

    // Words that stand together may be the name of one tag (black and white): pictures with it count as those with each of the words.
    private AndQuery WithNames(AndQuery all)
    {
        if (!options.ExpandNames)
        {
            return all;
        }

        List<TagQuery> parts = [];
        for (var i = 0; i < all.Parts.Count; )
        {
            if (NameAt(all.Parts, i) is var (name, words))
            {
                var each = Meaningful(words).OfType<HasTagQuery>().Select(Named);
                var either = new OrQuery(new([Named(name), new AndQuery(new(each))]));
                _names.Add(either);
                parts.Add(either);
                i += words.Length;
            }
            else
            {
                parts.Add(all.Parts[i++]);
            }
        }

        return new(new(parts));
    }

    // The longest name that begins with a part, and its words.
    private (HasTagQuery Name, HasTagQuery[] Words)? NameAt(QueryList parts, int at)
    {
        var words = parts
            .Skip(at)
            .Take(MostWordsOfName)
            .TakeWhile(p => p is HasTagQuery { Min: var min, Max: null } && min == default)
            .Cast<HasTagQuery>()
            .ToArray();
        for (var count = words.Length; count > 1; count--)
        {
            foreach (var between in (string[])[" ", "-"])
            {
                var name = string.Join(between, words.Take(count).Select(w => w.Name));
                if (dictionary.Find(name) is not null)
                {
                    return (new HasTagQuery(name), words[..count]);
                }
            }
        }

        return null;
    }

    // A picture with several of the near tags shows more of what was meant: each counts by its weight.
    private TagQuery Alone(HasTagQuery query)
    {
        var near = meanings!.Of(query.Name).Tags;
        if (near.Count > 0)
        {
            var tags = Near(query, query.Name, IsUnknown(query) ? near : Parts(query).Tags, ExpansionKind.Meaning);
            return new OrQuery(new(tags.Select(t => new AnyOfQuery(t))));
        }

        if (IsUnknown(query))
        {
            Note(new(query.Name, ExpansionKind.Unknown, []));
        }

        return Named(query);
    }

    // Every picture has to show all that is known or nearly so; where none does, what is nearly so only moves pictures up. Words that
    // nothing is near enough to are left out beside others, which alone are all that can be found.
    private AndQuery All(AndQuery all)
    {
        var runs = Runs(all).ToArray();
        var unknown = runs.SelectMany(r => r.Words).ToHashSet(ReferenceEqualityComparer.Instance);
        List<TagQuery> required = [];
        List<HasTagQuery> sure = [];
        List<(HasTagQuery Word, string Text, NearTags Near)> meant = [];
        foreach (var part in Meaningful(all.Parts).Where(p => !unknown.Contains(p)))
        {
            if (part is HasTagQuery word && !IsSure(word))
            {
                meant.Add((word, word.Name, Parts(word)));
                continue;
            }

            required.Add(part is HasTagQuery name ? Named(name) : Rewrite(part, mayMean: true));
            sure.AddRange(part is HasTagQuery known ? [known] : []);
        }

        meant.AddRange(runs.SelectMany(r => Meant(r.Words, r.Text)));
        if (sure.Count == 0 && meant.Count == 0)
        {
            return new(new([.. required, .. runs.SelectMany(r => r.Words)]));
        }

        // What only has to do with a word counts where there is nothing better.
        var weak = meant.Where(m => !m.Near.StandsForText).ToArray();
        if (sure.Count > 0 || weak.Length < meant.Count)
        {
            meant.RemoveAll(weak.Contains);
            foreach (var word in weak.Select(w => w.Text))
            {
                Note(new(word, ExpansionKind.Unknown, []));
            }
        }

        if (meant.Count == 0)
        {
            return new(new(required));
        }

        if (sure.Count == 0 && meant.Count == 1)
        {
            return new(new([.. required, Rewrite(meant[0].Word with { Name = meant[0].Text }, mayMean: true)]));
        }

        if (weak.Contains(meant[0]))
        {
            return new(new([.. required, new OrQuery(new(meant.Select(m => Any(m, ExpansionKind.Meaning))))]));
        }

        CanRelax = true;
        return !isRelaxed ? new(new([.. required, .. meant.Select(m => Any(Nearest(m), ExpansionKind.Meaning))]))
            : sure.Count == 0 ? new(new([.. required, new OrQuery(new(meant.Select(m => Any(m, ExpansionKind.Meaning))))]))
            : new(new([.. required, new OrQuery(new([Named(sure[0]), .. meant.Select(m => Any(m, ExpansionKind.Bonus))]))]));
    }

    // What is required of a picture is what may stand for the word: of snowy mountains not every mountain under a sky.
    private static (HasTagQuery Word, string Text, NearTags Near) Nearest((HasTagQuery Word, string Text, NearTags Near) meant) =>
        meant with
        {
            Near = meant.Near with { Tags = [.. meant.Near.Tags.Where(t => t.Sixteenths >= LeastRequired)] },
        };

    private AnyOfQuery Any((HasTagQuery Word, string Text, NearTags Near) meant, ExpansionKind kind)
    {
        var tags = Near(meant.Word, meant.Text, meant.Near.Tags, kind);

        // What only moves pictures up never outweighs what was asked for by name.
        return new(kind == ExpansionKind.Bonus ? tags.Select(t => t with { Sixteenths = Math.Max(1, t.Sixteenths / 2) }) : tags);
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

    private bool IsSure(HasTagQuery tag) => EnglishWords.IsStopWord(tag.Name) || Find(tag.Name).IsSure;

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

    private IEnumerable<(HasTagQuery Word, string Text, NearTags Near)> Meant(IReadOnlyList<HasTagQuery> words, string text)
    {
        // Words that mean something each are asked for each: a puppy by the ocean is a dog and the sea.
        if (meanings!.Of(text) is { Tags.Count: > 0 } together && words.Any(w => !meanings.Of(w.Name).StandsForText))
        {
            return [(words[0], text, together)];
        }

        foreach (var word in words.Where(w => meanings.Of(w.Name).Tags.Count == 0))
        {
            Note(new(word.Name, ExpansionKind.Unknown, []));
        }

        return words.Where(w => meanings.Of(w.Name).Tags.Count > 0).Select(w => (w, w.Name, meanings.Of(w.Name)));
    }

    // What is called so in part, or spelled nearly so, comes before what is near in meaning.
    private NearTags Parts(HasTagQuery word)
    {
        var tags = Tags(word.Name);
        var near = Find(word.Name).Kind == ExpansionKind.Name ? meanings!.Of(word.Name).Tags : [];
        return new(
            [.. tags.Select(t => new WeightedTag(new(t))), .. near.Where(n => !tags.Contains(n.Tag.Name))],
            StandsForText: true
        );
    }

    private IEnumerable<WeightedTag> Near(HasTagQuery query, string text, IReadOnlyList<WeightedTag> tags, ExpansionKind kind)
    {
        Note(new(text, Find(text).Kind == ExpansionKind.Typing ? ExpansionKind.Typing : kind, [.. tags.Select(t => t.Tag.Name)]));
        return tags.Select(t => t with { Tag = query with { Name = t.Tag.Name } });
    }

    private List<string> Tags(string name)
    {
        if (Find(name).Entry is not { } entry)
        {
            return [];
        }

        List<string> tags = entry.Kind == SuggestionKind.Tag ? [entry.Name] : [];
        if (options.ExpandNames)
        {
            tags.AddRange(entry.Finds.Take(MostTags).Where(t => t != entry.Name));
        }

        return tags;
    }

    private TagQuery Named(HasTagQuery query)
    {
        var tags = Tags(query.Name);
        if (tags.Count == 0 || (tags.Count == 1 && tags[0] == query.Name))
        {
            return query;
        }

        Note(new(query.Name, Find(query.Name).Kind, tags));
        // A picture with several names of what was asked for shows it no more than one with the surest of them.
        return tags.Count == 1
            ? query with
            {
                Name = tags[0],
            }
            : new AnyOfQuery(tags.Select(t => new WeightedTag(query with { Name = t })));
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
