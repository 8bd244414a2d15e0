using System.Globalization;

namespace ImageTagging.Sqlite.Storage;

/// <summary>The parts of a record that can be told from its terms, its name's row and texts that many records share; the rest is JSON.</summary>
internal static class BodyParts
{
    private const char Field = '\u001F';
    private const char Item = '\u001E';
    private static readonly System.Buffers.SearchValues<char> s_hex = System.Buffers.SearchValues.Create("0123456789abcdef");

    /// <summary>Tells if tags, categories, parents and aliases come back from the terms as they were.</summary>
    public static bool AreTermsPlain(ImageRecord record)
    {
        var tags = record.Tags;
        for (var i = 0; i < tags.Count; i++)
        {
            if (!IsPlain(tags[i].Name) || (i > 0 && CompareTags(tags[i - 1], tags[i]) >= 0))
            {
                return false;
            }
        }

        return AreDistinct(tags)
            && Rise(record.Categories, string.CompareOrdinal)
            && ArePlain(record.Categories)
            && Rise(record.Parents, static (x, y) => x.CompareTo(y))
            && Rise(record.Aliases, static (x, y) => x.CompareTo(y))
            && ArePlain(record.Parents)
            && ArePlain(record.Aliases);
    }

    private static bool AreDistinct(IReadOnlyList<Tag> tags)
    {
        if (tags.Count > 32)
        {
            return tags.Select(t => t.Name).Distinct(StringComparer.Ordinal).Count() == tags.Count;
        }

        for (var i = 1; i < tags.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (string.Equals(tags[i].Name, tags[j].Name, StringComparison.Ordinal))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static bool ArePlain(IReadOnlyList<TagRelation> relations)
    {
        for (var i = 0; i < relations.Count; i++)
        {
            if (!IsPlain(relations[i].Name) || !IsPlain(relations[i].Tag))
            {
                return false;
            }
        }

        return true;
    }

    private static bool ArePlain(IReadOnlyList<string> texts)
    {
        for (var i = 0; i < texts.Count; i++)
        {
            if (!IsPlain(texts[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool ArePlain(IReadOnlyList<ImageLabel> labels)
    {
        for (var i = 0; i < labels.Count; i++)
        {
            var label = labels[i];
            if (
                !IsPlain(label.Name)
                || !ArePlain(label.Parents)
                || !ArePlain(label.Aliases)
                || !ArePlain(label.Categories)
                || !ArePlain(label.Models)
            )
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>By confidence falling, then by name.</summary>
    public static int CompareTags(Tag x, Tag y) =>
        y.Confidence.CompareTo(x.Confidence) is var c and not 0 ? c : string.CompareOrdinal(x.Name, y.Name);

    /// <summary>Tells if the name's row holds size, times and version exactly.</summary>
    public static bool AreFactsPlain(ImageRecord record) =>
        IsWholeMillisecond(record.ModifiedAt)
        && IsWholeMillisecond(record.ListedAt)
        && IsText(record.Location)
        && (record.Version is null || IsText(record.Version))
        && (record.MediaType is null || IsText(record.MediaType))
        && (record.Vocabulary is null || IsText(record.Vocabulary))
        && AreText(record.Contents);

    private static bool IsPlain(TaggerState state) =>
        state.Failure is null
        && state.Fingerprint is not null
        && state.Selected is null
        && state.Embedding is null
        && state.Facts is null
        && state.Warning is null
        && state.BorrowedFrom is null
        && state.PassedOver is null
        && (state.TaggedAt is not { } at || IsWholeMillisecond(at))
        && IsPlain(state.Name)
        && (state.ModelVersion is null || IsPlain(state.ModelVersion))
        && IsPlain(state.Fingerprint.Value.Settings)
        && !state.Fingerprint.Value.Settings.Contains('/', StringComparison.Ordinal)
        && ArePlain(state.Labels);

    public static bool ArePlain(IReadOnlyList<TaggerState> taggers)
    {
        for (var i = 0; i < taggers.Count; i++)
        {
            if (!IsPlain(taggers[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Tells if any label says what share of the picture it covers.</summary>
    public static bool HaveAreas(IReadOnlyList<TaggerState> taggers)
    {
        for (var i = 0; i < taggers.Count; i++)
        {
            var labels = taggers[i].Labels;
            for (var l = 0; l < labels.Count; l++)
            {
                if (labels[l].Area is not null)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Tells if the stamp holds the vocabulary exactly.</summary>
    public static bool IsVocabularyInStamp(string? vocabulary) =>
        vocabulary is null || (vocabulary.Length > 0 && IsPlain(vocabulary));

    /// <summary>Tells if the contents are those that the version gives.</summary>
    public static bool AreFromETag(IReadOnlyList<ContentId> contents, string? version, long size)
    {
        if (
            contents.Count != 2
            || version is not { Length: 34 }
            || version[0] != '"'
            || version[33] != '"'
            || version.AsSpan(1, 32).ContainsAnyExcept(s_hex)
        )
        {
            return contents.SequenceEqual(ContentId.FromETag(version, size));
        }

        Span<char> tail = stackalloc char[64];
        var md5 = contents[0].Text.AsSpan();
        var etag = contents[1].Text.AsSpan();
        return tail.TryWrite(CultureInfo.InvariantCulture, $"etag:{size}:", out var head)
            && md5.Length == 36
            && md5.StartsWith("md5:")
            && md5[4..].SequenceEqual(version.AsSpan(1, 32))
            && etag.Length == head + 32
            && etag.StartsWith(tail[..head])
            && etag[head..].SequenceEqual(version.AsSpan(1, 32));
    }

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

    /// <summary>A label without confidence, boxes and area: its name has nearly always the same parents, aliases and categories.</summary>
    public static string Kind(ImageLabel label)
    {
        if (label.Parents.Count + label.Aliases.Count + label.Categories.Count + label.Models.Count == 0)
        {
            return label.Name;
        }

        var kind = string.Join(Field, label.Name, Items(label.Parents), Items(label.Aliases), Items(label.Categories));
        return label.Models.Count == 0 ? kind : kind + Field + Items(label.Models);

        static string Items(IReadOnlyList<string> items) => string.Join(Item, items.Select(i => i + Item));
    }

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
                Models = parts.Length > 4 ? List(parts[4]) : [],
            };

        // Each item has a mark behind it, and one stands between: an empty item differs from none.
        static string[] List(string items) => items.Length == 0 ? [] : [.. items.Split(Item).Where((_, i) => i % 2 == 0)];
    }

    private static bool IsPlain(string text) => !text.AsSpan().ContainsAny(Field, Item) && IsText(text);

    /// <summary>Tells if a text has a UTF-8 form: half a surrogate pair would come back as another character.</summary>
    public static bool IsText(string text)
    {
        var first = text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF');
        for (var i = first < 0 ? text.Length : first; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[++i])))
            {
                return false;
            }
        }

        return true;
    }

    private static bool AreText(IReadOnlyList<ContentId> contents)
    {
        for (var i = 0; i < contents.Count; i++)
        {
            if (!IsText(contents[i].Text))
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
