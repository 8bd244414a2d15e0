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

        foreach (var typed in readings)
        {
            var most = Spelling.ErrorsIn(typed.Word);
            for (var errors = 1; errors <= most && correctTyping && found.Count < size; errors++)
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
