using System.Runtime.InteropServices;

namespace ImageTagging.Vocabularies;

/// <summary>Works out a record's effective tags, categories, parents and aliases from its labels, its corrections and a vocabulary.</summary>
internal static class RecordProjector
{
    /// <summary>The record with everything derived anew; labels and corrections stay as they are.</summary>
    public static ImageRecord Project(ImageRecord record, Vocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(vocabulary);
        if (record.GoneAt is not null)
        {
            return WithoutTags(record) with { Vocabulary = vocabulary.Fingerprint };
        }

        var tags = vocabulary.HasTaggerRules ? TaggerWords.Heard(record, vocabulary) : Surest(record, vocabulary);
        if (vocabulary.HasCompany)
        {
            RemoveContradicted(tags, record, vocabulary);
        }

        // Oldest first: of two corrections that a rename brought together the later one counts.
        foreach (var edit in record.Edits)
        {
            if (edit.Tag is not { } said)
            {
                continue;
            }

            var tag = vocabulary.EntryOf(said).Tag;
            if (!edit.IsAdded)
            {
                tags.Remove(tag);
            }
            else if (tag.Length > 0)
            {
                tags[tag] = Confidence.Full;
            }
        }

        var relations = Relations.Of(record, tags, vocabulary);
        return record with
        {
            Tags = InOrder(tags),
            Categories = relations.Categories,
            Parents = relations.Parents,
            Aliases = relations.Aliases,
            Vocabulary = vocabulary.Fingerprint,
        };
    }

    private static Dictionary<string, Confidence> Surest(ImageRecord record, Vocabulary vocabulary)
    {
        var most = 0;
        foreach (var state in record.Taggers)
        {
            most += state.Labels.Count;
        }

        var tags = new Dictionary<string, Confidence>(most, StringComparer.Ordinal);
        foreach (var state in record.Taggers)
        {
            foreach (var label in state.SelectedLabels)
            {
                var entry = vocabulary.EntryOf(label.Name);
                var confidence = state.IsAuthored ? Confidence.Full : Confidence.Floor(label.Confidence);
                if (entry.Tag.Length > 0 && !entry.IsBlocked && confidence >= entry.Min)
                {
                    ref var best = ref CollectionsMarshal.GetValueRefOrAddDefault(tags, entry.Tag, out var there);
                    best = there && best > confidence ? best : confidence;
                }
            }
        }

        return tags;
    }

    /// <summary>
    /// The record derived anew after somebody other than a run changed what is said of it: taggers that were passed over for what
    /// was said before are asked for again.
    /// </summary>
    public static ImageRecord ProjectChanged(ImageRecord record, Vocabulary vocabulary) => Project(AskedAnew(record), vocabulary);

    /// <summary>The record whose taggers that were passed over, for what was said before, are asked for again.</summary>
    public static ImageRecord AskedAnew(ImageRecord record) =>
        record.Taggers.Any(t => t.PassedOver is not null)
            ? record with
            {
                Taggers =
                [
                    .. record
                        .Taggers.Where(t => t.PassedOver is null || t.HasAnswer || t.Failure is not null)
                        .Select(t => t.PassedOver is null ? t : t with { PassedOver = null }),
                ],
            }
            : record;

    // The surest first, so that what was excluded itself excludes nothing; what is needed may be less sure. What people wrote stays.
    private static void RemoveContradicted(Dictionary<string, Confidence> tags, ImageRecord record, Vocabulary vocabulary)
    {
        var written = record
            .Taggers.Where(s => s.IsAuthored)
            .SelectMany(s => s.SelectedLabels)
            .Select(l => vocabulary.EntryOf(l.Name).Tag)
            .ToHashSet(StringComparer.Ordinal);
        var said = tags.Select(t => (Name: t.Key, Confidence: t.Value, vocabulary.EntryOf(t.Key).Company))
            .OrderByDescending(t => t.Confidence)
            .ThenBy(t => t.Company.Yields.Any(other => tags.GetValueOrDefault(other) == t.Confidence))
            .ThenBy(t => t.Name, StringComparer.Ordinal)
            .ToArray();
        var all = tags.Keys.ToHashSet(StringComparer.Ordinal);
        tags.Clear();
        foreach (var (name, confidence, company) in said)
        {
            if (written.Contains(name) || (company.HasNeeded(all) && !company.IsExcluded(confidence, tags)))
            {
                tags.Add(name, confidence);
            }
        }
    }

    /// <summary>
    /// The record as one that is gone is kept: nothing that a search or a count of any client could find. Labels and corrections
    /// stay, and give the tags again when the picture comes back.
    /// </summary>
    public static ImageRecord WithoutTags(ImageRecord record) =>
        record with
        {
            Tags = [],
            Categories = [],
            Parents = [],
            Aliases = [],
        };

    /// <summary>Tells if two records have the same derived parts.</summary>
    public static bool SameProjection(ImageRecord left, ImageRecord right) =>
        string.Equals(left.Vocabulary, right.Vocabulary, StringComparison.Ordinal)
        && left.Tags.SequenceEqual(right.Tags)
        && left.Categories.SequenceEqual(right.Categories, StringComparer.Ordinal)
        && left.Parents.SequenceEqual(right.Parents)
        && left.Aliases.SequenceEqual(right.Aliases);

    private static Tag[] InOrder(Dictionary<string, Confidence> tags)
    {
        var ordered = new Tag[tags.Count];
        var i = 0;
        foreach (var (name, confidence) in tags)
        {
            ordered[i++] = new(name, confidence);
        }

        Array.Sort(
            ordered,
            static (a, b) => b.Confidence.CompareTo(a.Confidence) is var c and not 0 ? c : string.CompareOrdinal(a.Name, b.Name)
        );
        return ordered;
    }
}
