namespace ImageTagging.Searching;

/// <summary>Completes and corrects the word that a person is typing.</summary>
internal static class Suggester
{
    public static IReadOnlyList<TagSuggestion> Suggest(TagDictionary dictionary, string text, int size, bool correctTyping)
    {
        var found = new Dictionary<string, TagSuggestion>(StringComparer.Ordinal);
        var readings = TypedText.Of(text);
        foreach (var typed in readings)
        {
            Add(typed, dictionary.Names.StartingWith(typed.Word, size).Select(n => (n, 0)));
        }

        foreach (var typed in readings)
        {
            Add(typed, dictionary.Names.WithWord(typed.Word, size).Select(n => (n, 0)));
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
                if (found.Count < size)
                {
                    found.TryAdd(
                        entry.Name,
                        new()
                        {
                            Name = entry.Name,
                            Kind = entry.Kind,
                            Count = entry.Count,
                            Distance = distance,
                            Text = typed.With(entry.Name),
                        }
                    );
                }
            }
        }
    }
}
