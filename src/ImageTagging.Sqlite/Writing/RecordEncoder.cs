using ImageTagging.Indexing;
using ImageTagging.Sqlite.Reading;
using ImageTagging.Sqlite.Storage;

namespace ImageTagging.Sqlite.Writing;

/// <summary>Derives a record's facts: its terms, each once, and the hashes of its contents.</summary>
internal static class RecordEncoder
{
    /// <summary>The facts; null where a term has no number yet.</summary>
    public static Facts? Facts(ImageRecord record, RecordNumbers numbers)
    {
        var tags = record.Tags;
        Span<int> ids = stackalloc int[128];
        var facts = FactIds(record, numbers);
        var most = tags.Count + record.Categories.Count + record.Parents.Count + record.Aliases.Count + facts.Count + 8;
        ids = most <= ids.Length ? ids : new int[most];
        Span<ushort> confidences = stackalloc ushort[128];
        confidences = tags.Count <= confidences.Length ? confidences : new ushort[tags.Count];
        var tagField = TermFields.Of(FacetField.Tag);
        for (var i = 0; i < tags.Count; i++)
        {
            ids[i] = numbers.Term(tagField, tags[i].Name);
            confidences[i] = tags[i].Confidence.Hundredths;
        }

        var known = Distinct(ids[..tags.Count], confidences[..tags.Count]);
        var others = ids[tags.Count..];
        var before = Others(record, numbers, others);
        facts.CopyTo(others[before..]);
        var number = Distinct(others[..(before + facts.Count)], []);
        if ((known > 0 && ids[0] < 0) || others[0] < 0)
        {
            return null;
        }

        var all = new int[known + number];
        ids[..known].CopyTo(all);
        others[..number].CopyTo(all.AsSpan(known));
        return new(
            record.GoneAt is not null,
            ContentHash.Of(record.Contents),
            record.Previous is { } previous ? ContentHash.Of(previous.Contents) : [],
            all,
            confidences[..known].ToArray()
        );
    }

    private static int Others(ImageRecord record, RecordNumbers numbers, Span<int> ids)
    {
        var at = 0;
        ids[at++] = numbers.Term(TermFields.Flag, TermFields.All);
        foreach (var category in record.Categories)
        {
            ids[at++] = numbers.Term(TermFields.Of(FacetField.Category), category);
        }

        ids[at++] = numbers.Term(TermFields.Of(FacetField.Source), record.Source);
        ids[at++] = numbers.Month(record.ModifiedAt);
        ids[at++] = numbers.Term(TermFields.Of(FacetField.Status), RecordTerms.Status(record.Status));
        for (var i = 0; i < record.Aliases.Count; i++)
        {
            ids[at++] = numbers.Alias(record.Aliases[i]);
        }

        for (var i = 0; i < record.Parents.Count; i++)
        {
            ids[at++] = numbers.Parent(record.Parents[i]);
        }

        if (record.Tags.Count == 0)
        {
            ids[at++] = numbers.Term(TermFields.Flag, TermFields.Untagged);
        }

        if (record.HasFailure)
        {
            ids[at++] = numbers.Term(TermFields.Flag, TermFields.Failed);
        }

        if (record.Edits.Count > 0)
        {
            ids[at++] = numbers.Term(TermFields.Flag, TermFields.Edited);
        }

        return at;
    }

    // The terms of a photograph's facts; none, and no work, where there are none.
    private static List<int> FactIds(ImageRecord record, RecordNumbers numbers)
    {
        var ids = new List<int>();
        if (record.Facts is null)
        {
            return ids;
        }

        foreach (var field in FactTerms.Facets)
        {
            ids.AddRange(FactTerms.Values(record, field).Select(v => numbers.Term(TermFields.Of(field), v)));
        }

        ids.AddRange(FactTerms.Of(record).Select(t => numbers.Term(TermFields.Fact, t)));
        return ids;
    }

    // Sorts; of equal ids the first one's confidence stays, which is the highest.
    private static int Distinct(Span<int> ids, Span<ushort> confidences)
    {
        Span<long> keys = ids.Length <= 128 ? stackalloc long[128] : new long[ids.Length];
        keys = keys[..ids.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = (long)ids[i] << 32 | (uint)(Math.Min(i, 0xFFFF) << 16) | (confidences.IsEmpty ? 0U : confidences[i]);
        }

        keys.Sort();
        var number = 0;
        for (var i = 0; i < keys.Length; i++)
        {
            var id = (int)(keys[i] >> 32);
            if (number == 0 || ids[number - 1] != id)
            {
                ids[number] = id;
                if (!confidences.IsEmpty)
                {
                    confidences[number] = (ushort)keys[i];
                }

                number++;
            }
        }

        return number;
    }
}
