using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using ImageTagging.Indexing;
using ImageTagging.Sqlite.Postings;
using ImageTagging.Sqlite.Writing;

namespace ImageTagging.Sqlite.Storage;

/// <summary>Writes a record as its row keeps it: compact, with texts that many records share by their numbers.</summary>
internal static class BodyWriter
{
    private const int Quality = 1;
    private const int WindowBits = 14;

    /// <summary>The part that can be made ready before the file is locked: all that is not told otherwise, as JSON; empty where nothing is.</summary>
    public static (BodyFlags Flags, byte[] Left) Prepare(ImageRecord record)
    {
        var vectors = StoredVectors.Of(record);
        record = StoredVectors.Without(record, vectors);
        var flags = vectors.Count > 0 ? BodyFlags.HasVectors : BodyFlags.None;
        if (StoredPhoto.TellerOf(record) is var teller && teller >= 0)
        {
            flags |= BodyFlags.HasPhoto | (record.Taggers[teller].Facts!.Place is null ? BodyFlags.None : BodyFlags.HasPlace);
            record = StoredPhoto.With(record, teller, facts: null);
        }

        flags |=
            record.Key.Length > 0 && record.Location.EndsWith(record.Key, StringComparison.Ordinal)
                ? BodyFlags.EndsWithKey
                : BodyFlags.None;
        flags |= BodyParts.AreFromETag(record.Contents, record.Version, record.Size)
            ? BodyFlags.ContentsFromETag
            : BodyFlags.None;
        flags |= record.Look is null ? BodyFlags.None : BodyFlags.HasLook;
        flags |= BodyParts.AreTermsPlain(record) ? BodyFlags.PlainTerms : BodyFlags.None;
        flags |= BodyParts.AreFactsPlain(record) ? BodyFlags.PlainFacts : BodyFlags.None;
        flags |= BodyParts.ArePlain(record.Taggers) ? BodyFlags.PlainTaggers : BodyFlags.None;
        flags |= BodyParts.HaveAreas(record.Taggers) ? BodyFlags.HasAreas : BodyFlags.None;
        flags |= BodyParts.IsVocabularyInStamp(record.Vocabulary) ? BodyFlags.VocabularyInStamp : BodyFlags.None;
        const BodyFlags Plain = BodyFlags.PlainTerms | BodyFlags.PlainFacts | BodyFlags.PlainTaggers;
        if ((flags & Plain) == Plain && record.Edits.Count == 0 && record.Previous is null)
        {
            return (flags, []);
        }

        var json = new ArrayBufferWriter<byte>(4096);
        RecordJson.Write(json, Rest(record, flags));
        return Compress(json.WrittenSpan) is { } compressed
            ? (flags | BodyFlags.HasRest | BodyFlags.Compressed, compressed)
            : (flags | BodyFlags.HasRest, json.WrittenSpan.ToArray());
    }

    /// <summary>Writes, unless a text has no number yet.</summary>
    public static bool TryWrite(
        ArrayBufferWriter<byte> to,
        ImageRecord record,
        BodyFlags flags,
        ReadOnlySpan<byte> rest,
        RecordNumbers numbers
    )
    {
        VarInt.Write(to, (ulong)flags);
        VarInt.Write(to, record.Width is { } width ? (ulong)(uint)width + 1 : 0);
        VarInt.Write(to, record.Height is { } height ? (ulong)(uint)height + 1 : 0);
        if (flags.HasFlag(BodyFlags.HasLook))
        {
            BinaryPrimitives.WriteUInt64LittleEndian(to.GetSpan(sizeof(ulong)), record.Look!.Value.Bits);
            to.Advance(sizeof(ulong));
        }

        if (flags.HasFlag(BodyFlags.HasVectors) && !TryWriteVectors(to, StoredVectors.Of(record), numbers))
        {
            return false;
        }

        if (flags.HasFlag(BodyFlags.HasPhoto))
        {
            var teller = StoredPhoto.TellerOf(record);
            VarInt.Write(to, (ulong)teller);
            if (!StoredPhoto.TryWrite(to, record.Taggers[teller].Facts!, numbers))
            {
                return false;
            }
        }

        if (
            (flags.HasFlag(BodyFlags.PlainFacts) && !TryWriteFacts(to, record, flags, numbers))
            || (flags.HasFlag(BodyFlags.PlainTaggers) && !TryWriteTaggers(to, record.Taggers, flags, numbers))
        )
        {
            return false;
        }

        to.Write(rest);
        return true;
    }

    private static bool TryWriteVectors(
        ArrayBufferWriter<byte> to,
        IReadOnlyList<(int Tagger, string Space, Embedding Embedding)> vectors,
        RecordNumbers numbers
    )
    {
        VarInt.Write(to, (ulong)vectors.Count);
        foreach (var (tagger, space, _) in vectors)
        {
            VarInt.Write(to, (ulong)tagger);
            if (!TryWriteNumber(to, numbers.Text(space), 0))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryWriteFacts(ArrayBufferWriter<byte> to, ImageRecord record, BodyFlags flags, RecordNumbers numbers)
    {
        if (!flags.HasFlag(BodyFlags.EndsWithKey))
        {
            WriteText(to, record.Location);
        }
        else if (!TryWriteNumber(to, numbers.Text(record.Location.AsSpan(0, record.Location.Length - record.Key.Length)), 0))
        {
            return false;
        }

        if (!TryWriteText(to, record.MediaType, numbers))
        {
            return false;
        }

        if (!flags.HasFlag(BodyFlags.VocabularyInStamp) && !TryWriteText(to, record.Vocabulary, numbers))
        {
            return false;
        }

        if (!flags.HasFlag(BodyFlags.ContentsFromETag))
        {
            WriteContents(to, record.Contents);
        }

        return true;
    }

    // 0 stands for none.
    private static bool TryWriteText(ArrayBufferWriter<byte> to, string? text, RecordNumbers numbers)
    {
        if (text is null)
        {
            VarInt.Write(to, 0);
            return true;
        }

        return TryWriteNumber(to, numbers.Text(text), 1);
    }

    private static bool TryWriteNumber(ArrayBufferWriter<byte> to, int number, int shift)
    {
        if (number < 0)
        {
            return false;
        }

        VarInt.Write(to, (ulong)(uint)(number + shift));
        return true;
    }

    private static ImageRecord Rest(ImageRecord record, BodyFlags flags)
    {
        var rest = record with { Source = "", Key = "", Width = null, Height = null, Look = null, GoneAt = null };
        rest = flags.HasFlag(BodyFlags.PlainTerms) ? rest with { Tags = [], Categories = [], Parents = [], Aliases = [] } : rest;
        rest = flags.HasFlag(BodyFlags.PlainTaggers) ? rest with { Taggers = [] } : rest;
        return flags.HasFlag(BodyFlags.PlainFacts)
            ? rest with
            {
                Location = "",
                Contents = [],
                MediaType = null,
                Vocabulary = null,
                Size = 0,
                ModifiedAt = DateTimeOffset.UnixEpoch,
                ListedAt = DateTimeOffset.UnixEpoch,
                Version = null,
            }
            : rest;
    }

    private static byte[]? Compress(ReadOnlySpan<byte> json)
    {
        var rented = ArrayPool<byte>.Shared.Rent(BrotliEncoder.GetMaxCompressedLength(json.Length) + 4);
        try
        {
            BinaryPrimitives.WriteInt32LittleEndian(rented, json.Length);
            return
                BrotliEncoder.TryCompress(json, rented.AsSpan(4), out var written, Quality, WindowBits)
                && written + 4 < json.Length
                ? rented.AsSpan(0, written + 4).ToArray()
                : null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    // One byte tells which: hashes are written as their bytes.
    private static void WriteContents(ArrayBufferWriter<byte> to, IReadOnlyList<ContentId> contents)
    {
        VarInt.Write(to, (ulong)contents.Count);
        foreach (var content in contents)
        {
            var text = content.Text;
            var colon = text.IndexOf(':', StringComparison.Ordinal) + 1;
            if (content.IsHash && Convert.FromHexString(text[colon..]) is var hash && IsSame(text, colon, hash))
            {
                VarInt.Write(to, (ulong)hash.Length);
                to.Write(hash);
            }
            else
            {
                VarInt.Write(to, 0);
                WriteText(to, text);
            }
        }

        static bool IsSame(string text, int colon, byte[] hash) =>
            hash.Length is 16 or 32 && text.AsSpan(colon).SequenceEqual(Convert.ToHexStringLower(hash));
    }

    private static bool TryWriteTaggers(
        ArrayBufferWriter<byte> to,
        IReadOnlyList<TaggerState> taggers,
        BodyFlags flags,
        RecordNumbers numbers
    )
    {
        VarInt.Write(to, (ulong)taggers.Count);
        for (var i = 0; i < taggers.Count; i++)
        {
            var tagger = taggers[i];
            if (!TryWriteNumber(to, numbers.Head(tagger), 0))
            {
                return false;
            }

            VarInt.Write(to, tagger.TaggedAt is { } at ? ZigZag(at.ToUnixTimeMilliseconds()) + 1 : 0);
            VarInt.Write(to, (ulong)tagger.Labels.Count);
            for (var l = 0; l < tagger.Labels.Count; l++)
            {
                var label = tagger.Labels[l];
                if (!TryWriteNumber(to, numbers.Label(label), 0))
                {
                    return false;
                }

                WriteConfidence(to, label.Confidence);
                VarInt.Write(to, (ulong)label.Boxes.Count);
                foreach (var box in label.Boxes)
                {
                    WriteBox(to, box);
                }

                if (flags.HasFlag(BodyFlags.HasAreas))
                {
                    WriteArea(to, label.Area);
                }
            }
        }

        return true;
    }

    // Ten-thousandths where they are exact, which they nearly always are; else the eight bytes behind a 1.
    private static void WriteConfidence(ArrayBufferWriter<byte> to, double confidence)
    {
        var scaled = Math.Round(confidence * 10_000);
        if (
            scaled is >= 0 and < 1e15
            && BitConverter.DoubleToInt64Bits(scaled / 10_000) == BitConverter.DoubleToInt64Bits(confidence)
        )
        {
            VarInt.Write(to, (ulong)scaled * 2);
            return;
        }

        VarInt.Write(to, 1);
        WriteDouble(to, confidence);
    }

    private static void WriteBox(ArrayBufferWriter<byte> to, BoundingBox box)
    {
        VarInt.Write(to, box.Confidence is null ? 0UL : 1);
        WriteDouble(to, box.Left);
        WriteDouble(to, box.Top);
        WriteDouble(to, box.Width);
        WriteDouble(to, box.Height);
        if (box.Confidence is { } confidence)
        {
            WriteDouble(to, confidence);
        }
    }

    private static void WriteArea(ArrayBufferWriter<byte> to, double? area)
    {
        VarInt.Write(to, area is null ? 0UL : 1);
        if (area is { } share)
        {
            WriteConfidence(to, share);
        }
    }

    private static void WriteText(ArrayBufferWriter<byte> to, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        VarInt.Write(to, (ulong)bytes.Length);
        to.Write(bytes);
    }

    private static void WriteDouble(ArrayBufferWriter<byte> to, double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(to.GetSpan(8), value);
        to.Advance(8);
    }

    private static ulong ZigZag(long value) => (ulong)(value << 1 ^ value >> 63);
}
