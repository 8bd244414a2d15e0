namespace ImageTagging.Searching;

/// <summary>Completes and corrects the word that a person is typing.</summary>
internal static class Suggester
{
    /// <summary>Suggests names.</summary>
    /// <param name="dictionary">The names.</param>
    /// <param name="text">What was typed.</param>
    /// <param name="size">How many.</param>
    /// <param name="correctTyping">Whether names count that are only spelled alike.</param>
    /// <param name="language">The language in which names are typed and shown too; null for none.</param>
    public static IReadOnlyList<TagSuggestion> Suggest(
        TagDictionary dictionary,
        string text,
        int size,
        bool correctTyping,
        LanguageNames? language = null
    )
    {
        var found = new Dictionary<string, TagSuggestion>(StringComparer.Ordinal);
        var readings = TypedText.Of(text);
        foreach (var typed in readings.Where(_ => language is not null))
        {
            foreach (var name in language!.Index.StartingWith(typed.Word, size))
            {
                // A name that means something else in English does not find the tag: then the tag is asked for.
                var meant = dictionary.Find(name.Finds[0])!;
                var finds = dictionary.Find(name.Name)?.Finds ?? [];
                var isFound = meant.Kind == SuggestionKind.Tag ? finds.Contains(meant.Name) : meant.Finds.All(finds.Contains);
                AddOne(typed, meant, 0, isFound ? name.Name : meant.Name);
            }
        }

        foreach (var typed in readings)
        {
            Add(typed, dictionary.Names.StartingWith(typed.Word, size).Select(n => (n, 0)));
        }

        foreach (var typed in readings)
        {
            Add(typed, dictionary.Names.WithWord(typed.Word, size).Select(n => (n, 0)));
        }

        var asked = TypedText.OfPlace(text);
        foreach (var typed in asked is { } place ? [place] : readings)
        {
            var word = PlaceWords.Key(typed.Word);
            foreach (var entry in word.Length == 0 ? [] : dictionary.Places.Where(p => p.Begins(word)).Take(size))
            {
                AddPlace(typed, entry);
            }
        }

        // What may have been meant fills the places that what was typed leaves. A second error is only looked for where one explains
        // nothing: it costs most and means least.
        for (var errors = 1; errors <= 2 && correctTyping && (errors == 1 ? found.Count < size : found.Count == 0); errors++)
        {
            foreach (var typed in readings.Where(t => Spelling.ErrorsIn(t.Word) >= errors && EnglishWords.MayBeError(t.Word)))
            {
                Add(typed, dictionary.Names.Near(typed.Word, errors, isPrefix: true, size, out _));
            }
        }

        return [.. found.Values.Take(size)];

        void Add(TypedText typed, IEnumerable<(NameEntry Entry, int Distance)> names)
        {
            foreach (var (entry, distance) in names)
            {
                AddOne(typed, entry, distance, entry.Name);
            }
        }

        void AddPlace(TypedText typed, PlaceEntry entry)
        {
            if (found.Count < size)
            {
                var query = new FacetValueQuery(FacetField.Place, entry.Value);
                // No tag has a colon in front of all.
                found.TryAdd(
                    ":" + entry.Value,
                    new()
                    {
                        Name = entry.Value,
                        Kind = SuggestionKind.Place,
                        Count = entry.Count,
                        Distance = 0,
                        Text = typed.Before + TagQueryText.ToCanonical(query),
                    }
                );
            }
        }

        void AddOne(TypedText typed, NameEntry entry, int distance, string written)
        {
            if (found.Count < size)
            {
                found.TryAdd(
                    entry.Name,
                    new()
                    {
                        Name = entry.Name,
                        DisplayName = language?.Shown.GetValueOrDefault(entry.Name),
                        Kind = entry.Kind,
                        Count = entry.Count,
                        Distance = distance,
                        Text = typed.With(written),
                    }
                );
            }
        }
    }
}
