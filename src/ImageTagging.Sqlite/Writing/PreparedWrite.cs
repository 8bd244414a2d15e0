using System.Buffers;
using System.Text;
using ImageTagging.Querying;
using ImageTagging.Sqlite.Reading;
using ImageTagging.Sqlite.Storage;

namespace ImageTagging.Sqlite.Writing;

/// <summary>A write with all that can be made ready before the file is locked.</summary>
internal sealed record PreparedWrite
{
    private const int MostKeyBytes = 64 << 10;

    /// <summary>Where its result stands in the caller's list.</summary>
    public required int Index { get; init; }

    public required RecordWrite Write { get; init; }

    public byte[] Key { get; init; } = [];

    public BodyFlags Flags { get; init; }

    /// <summary>What of the record only JSON tells.</summary>
    public byte[] Rest { get; init; } = [];

    /// <summary>The labels of all taggers, without confidences and boxes.</summary>
    public string[] Labels { get; init; } = [];

    public string Stamp { get; init; } = "";

    public long[] Contents { get; init; } = [];

    public long[] Previous { get; init; } = [];

    public IReadOnlyList<(string Name, ushort Confidence)> Tags { get; init; } = [];

    public IReadOnlyList<(byte Field, string Name)> Terms { get; init; } = [];

    /// <summary>Why it cannot be written; null where it can.</summary>
    public WriteResult? Fault { get; init; }

    public static PreparedWrite Of(RecordWrite write, int index, ArrayBufferWriter<byte> scratch)
    {
        if (Refuse(write.Name) is { } fault)
        {
            return new()
            {
                Index = index,
                Write = write,
                Fault = fault,
            };
        }

        var prepared = new PreparedWrite
        {
            Index = index,
            Write = write,
            Key = Encoding.UTF8.GetBytes(write.Name.Key),
        };
        if (write.Record is not { } record)
        {
            return prepared;
        }

        var (flags, rest) = BodyWriter.Prepare(record, scratch);
        return prepared with
        {
            Flags = flags,
            Rest = rest,
            Labels = [.. record.Taggers.SelectMany(t => t.Labels).Select(BodyParts.Kind)],
            Stamp = record.Stamp.Text,
            Contents = ContentHash.Of(record.Contents),
            Previous = record.Previous is { } previous ? ContentHash.Of(previous.Contents) : [],
            Tags = TagsOf(record),
            Terms = TermsOf(record),
        };
    }

    private static List<(string, ushort)> TagsOf(ImageRecord record)
    {
        var tags = new List<(string, ushort)>(record.Tags.Count);
        foreach (var tag in record.Tags)
        {
            tags.Add((tag.Name, tag.Confidence.Hundredths));
        }

        return tags;
    }

    private static List<(byte, string)> TermsOf(ImageRecord record)
    {
        var terms = new List<(byte, string)>(16) { (TermFields.Flag, TermFields.All) };
        Add(FacetField.Category);
        Add(FacetField.Source);
        Add(FacetField.Month);
        Add(FacetField.Status);
        Add(FacetField.Alias);
        Add(FacetField.Parent);
        if (record.Tags.Count == 0)
        {
            terms.Add((TermFields.Flag, TermFields.Untagged));
        }

        if (record.HasFailure)
        {
            terms.Add((TermFields.Flag, TermFields.Failed));
        }

        if (record.Edits.Count > 0)
        {
            terms.Add((TermFields.Flag, TermFields.Edited));
        }

        return terms;

        void Add(FacetField field)
        {
            foreach (var value in RecordTerms.Values(record, field))
            {
                terms.Add((TermFields.Of(field), value));
            }
        }
    }

    // A text with half a surrogate pair has no UTF-8 form, and so could be neither found nor told from another.
    private static WriteResult? Refuse(ImageName name) =>
        !IsWhole(name.Key) || !IsWhole(name.Source)
            ? WriteResult.Failed("KeyRefused", "The key is no valid Unicode text, so it cannot be stored.")
        : Encoding.UTF8.GetByteCount(name.Key) > MostKeyBytes
            ? WriteResult.Failed("KeyRefused", $"The key is longer than {MostKeyBytes} bytes, so it cannot be stored.")
        : null;

    private static bool IsWhole(string text)
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
}
