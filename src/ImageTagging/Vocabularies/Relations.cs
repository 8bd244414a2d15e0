namespace ImageTagging.Vocabularies;

/// <summary>The categories, parents and aliases that the labels behind the effective tags, and the vocabulary, give.</summary>
internal readonly record struct Relations(string[] Categories, TagRelation[] Parents, TagRelation[] Aliases)
{
    public static Relations Of(ImageRecord record, Dictionary<string, Confidence> tags, Vocabulary vocabulary)
    {
        if (tags.Count == 0)
        {
            return new([], [], []);
        }

        List<string>? categories = null;
        List<TagRelation>? parents = null;
        List<TagRelation>? aliases = null;
        foreach (var state in record.Taggers)
        {
            foreach (var label in state.SelectedLabels)
            {
                var tag = vocabulary.EntryOf(label.Name).Tag;
                if (!tags.ContainsKey(tag))
                {
                    continue;
                }

                foreach (var category in label.Categories)
                {
                    if (vocabulary.EntryOf(category).Normal is { Length: > 0 } normal)
                    {
                        (categories ??= []).Add(normal);
                    }
                }

                foreach (var alias in label.Aliases)
                {
                    var entry = vocabulary.EntryOf(alias);
                    if (!entry.IsBlocked)
                    {
                        Add(ref aliases, entry.Normal, tag);
                    }
                }

                foreach (var parent in label.Parents)
                {
                    AddParent(ref parents, vocabulary.EntryOf(parent), tag);
                }
            }
        }

        if (vocabulary.HasRelations)
        {
            foreach (var tag in tags.Keys)
            {
                var entry = vocabulary.EntryOf(tag);
                foreach (var alias in entry.Aliases)
                {
                    Add(ref aliases, alias, tag);
                }

                foreach (var parent in entry.Parents)
                {
                    Add(ref parents, parent, tag);
                }
            }
        }

        return new(Sorted(categories, StringComparer.Ordinal), Sorted(parents, null), Sorted(aliases, null));
    }

    // A parent that a tagger names goes by the vocabulary's names for it, and has the vocabulary's parents above it.
    private static void AddParent(ref List<TagRelation>? to, TagEntry parent, string tag)
    {
        if (!parent.IsBlocked)
        {
            Add(ref to, parent.Tag, tag);
            foreach (var name in parent.Aliases)
            {
                Add(ref to, name, tag);
            }
        }

        foreach (var above in parent.Parents)
        {
            Add(ref to, above, tag);
        }
    }

    private static void Add(ref List<TagRelation>? to, string name, string tag)
    {
        if (name.Length > 0 && !string.Equals(name, tag, StringComparison.Ordinal))
        {
            (to ??= []).Add(new(name, tag));
        }
    }

    // Each once. Sorted first, equals lie beside each other: cheaper than a set of a dozen.
    private static T[] Sorted<T>(List<T>? all, IComparer<T>? comparer)
        where T : IEquatable<T>
    {
        if (all is null)
        {
            return [];
        }

        all.Sort(comparer);
        var count = 1;
        for (var i = 1; i < all.Count; i++)
        {
            if (!all[i].Equals(all[count - 1]))
            {
                all[count++] = all[i];
            }
        }

        all.RemoveRange(count, all.Count - count);
        return [.. all];
    }
}
