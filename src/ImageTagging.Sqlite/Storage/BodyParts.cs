using System.Globalization;

namespace ImageTagging.Sqlite.Storage;

/// <summary>What of a record can be told from its terms, its name's row and texts that many records share; the rest is JSON.</summary>
internal static class BodyParts
{
    private const char Field = '\u001F';
    private const char Item = '\u001E';

    /// <summary>Whether tags, categories, parents and aliases come back from the terms as they were.</summary>
    public static bool AreTermsPlain(ImageRecord record)
    {
        for (var i = 1; i < record.Tags.Count; i++)
        {
            if (CompareTags(record.Tags[i - 1], record.Tags[i]) >= 0)
            {
                return false;
            }
        }

        return record.Tags.DistinctBy(t => t.Name).Count() == record.Tags.Count
            && record.Tags.All(t => IsPlain(t.Name))
            && Rise(record.Categories, string.CompareOrdinal)
            && record.Categories.All(IsPlain)
            && Rise(record.Parents, (x, y) => x.CompareTo(y))
            && Rise(record.Aliases, (x, y) => x.CompareTo(y))
            && record.Parents.All(p => IsPlain(p.Name) && IsPlain(p.Tag))
            && record.Aliases.All(p => IsPlain(p.Name) && IsPlain(p.Tag));
    }

    /// <summary>By confidence falling, then by name.</summary>
    public static int CompareTags(Tag x, Tag y) =>
        y.Confidence.CompareTo(x.Confidence) is var c and not 0 ? c : string.CompareOrdinal(x.Name, y.Name);

    /// <summary>Whether the name's row holds size, times and version exactly.</summary>
    public static bool AreFactsPlain(ImageRecord record) =>
        IsWholeMillisecond(record.ModifiedAt)
        && IsWholeMillisecond(record.ListedAt)
        && IsText(record.Location)
        && (record.Version is null || IsText(record.Version))
        && (record.MediaType is null || IsText(record.MediaType))
        && (record.Vocabulary is null || IsText(record.Vocabulary))
        && record.Contents.All(c => IsText(c.Text));

    public static bool IsPlain(TaggerState state) =>
        state.Failure is null
        && state.Fingerprint is not null
        && (state.TaggedAt is not { } at || IsWholeMillisecond(at))
        && IsPlain(state.Name)
        && (state.ModelVersion is null || IsPlain(state.ModelVersion))
        && IsPlain(state.Fingerprint.Value.Settings)
        && !state.Fingerprint.Value.Settings.Contains('/', StringComparison.Ordinal)
        && state.Labels.All(IsPlain);

    /// <summary>A tagger's answer without time and labels.</summary>
    public static string Head(TaggerState state) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{state.Name}{Field}{state.Fingerprint}{Field}{(state.ModelVersion is null ? "" : "v" + state.ModelVersion)}{Field}{(state.IsAuthored ? "a" : "")}{(state.IsListedContent ? "l" : "")}"
        );

    public static TaggerState ReadHead(string text)
    {
        var parts = text.Split(Field);
        return new()
        {
            Name = parts[0],
            Fingerprint = TaggerFingerprint.Parse(parts[1]),
            ModelVersion = parts[2].Length == 0 ? null : parts[2][1..],
            IsAuthored = parts[3].Contains('a', StringComparison.Ordinal),
            IsListedContent = parts[3].Contains('l', StringComparison.Ordinal),
        };
    }

    /// <summary>A label without confidence and boxes: its name has nearly always the same parents, aliases and categories.</summary>
    public static string Kind(ImageLabel label) =>
        label.Parents.Count + label.Aliases.Count + label.Categories.Count == 0
            ? label.Name
            : string.Join(
                Field,
                label.Name,
                string.Join(Item, label.Parents.Select(p => p + Item)),
                string.Join(Item, label.Aliases.Select(p => p + Item)),
                string.Join(Item, label.Categories.Select(p => p + Item))
            );

    public static ImageLabel ReadKind(string text)
    {
        var parts = text.Split(Field);
        return parts.Length == 1
            ? new() { Name = text, Confidence = 0 }
            : new()
            {
                Name = parts[0],
                Confidence = 0,
                Parents = List(parts[1]),
                Aliases = List(parts[2]),
                Categories = List(parts[3]),
            };

        // Each item has a mark behind it, and one stands between: an empty item differs from none.
        static string[] List(string items) => items.Length == 0 ? [] : [.. items.Split(Item).Where((_, i) => i % 2 == 0)];
    }

    private static bool IsPlain(ImageLabel label) =>
        IsPlain(label.Name) && label.Parents.All(IsPlain) && label.Aliases.All(IsPlain) && label.Categories.All(IsPlain);

    private static bool IsPlain(string text) => !text.AsSpan().ContainsAny(Field, Item) && IsText(text);

    // Half a surrogate pair would come back as another character.
    private static bool IsText(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[++i])))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsWholeMillisecond(DateTimeOffset time) => time.UtcTicks % TimeSpan.TicksPerMillisecond == 0;

    private static bool Rise<T>(IReadOnlyList<T> list, Comparison<T> compare)
    {
        for (var i = 1; i < list.Count; i++)
        {
            if (compare(list[i - 1], list[i]) >= 0)
            {
                return false;
            }
        }

        return true;
    }
}
