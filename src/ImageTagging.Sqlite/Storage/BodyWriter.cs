using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using ImageTagging.Serialization;
using ImageTagging.Sqlite.Postings;

namespace ImageTagging.Sqlite.Storage;

/// <summary>Writes a record as its row keeps it: compact, with texts that many records share by their numbers.</summary>
internal static class BodyWriter
{
    private const int Quality = 1;
    private const int WindowBits = 14;

    /// <summary>What can be made ready before the file is locked: what is not told otherwise, as JSON; empty where nothing is.</summary>
    public static (BodyFlags Flags, byte[] Left) Prepare(ImageRecord record, ArrayBufferWriter<byte> scratch)
    {
        var flags = BodyFlags.None;
        flags |=
            record.Key.Length > 0 && record.Location.EndsWith(record.Key, StringComparison.Ordinal)
                ? BodyFlags.EndsWithKey
                : BodyFlags.None;
        flags |= record.Contents.SequenceEqual(ContentId.FromETag(record.Version, record.Size))
            ? BodyFlags.ContentsFromETag
            : BodyFlags.None;
        flags |= BodyParts.AreTermsPlain(record) ? BodyFlags.PlainTerms : BodyFlags.None;
        flags |= BodyParts.AreFactsPlain(record) ? BodyFlags.PlainFacts : BodyFlags.None;
        flags |= record.Taggers.All(BodyParts.IsPlain) ? BodyFlags.PlainTaggers : BodyFlags.None;
        const BodyFlags Plain = BodyFlags.PlainTerms | BodyFlags.PlainFacts | BodyFlags.PlainTaggers;
        if ((flags & Plain) == Plain && record.Edits.Count == 0 && record.Previous is null)
        {
            return (flags, []);
        }

        scratch.ResetWrittenCount();
        RecordJson.Write(scratch, Rest(record, flags));
        return Compress(scratch.WrittenSpan) is { } compressed
            ? (flags | BodyFlags.HasRest | BodyFlags.Compressed, compressed)
            : (flags | BodyFlags.HasRest, scratch.WrittenSpan.ToArray());
    }

    public static void Write(
        ArrayBufferWriter<byte> to,
        ImageRecord record,
        BodyFlags flags,
        ReadOnlySpan<string> labels,
        ReadOnlySpan<byte> rest,
        Func<string, int> number
    )
    {
        VarInt.Write(to, (ulong)flags);
        VarInt.Write(to, record.Width is { } width ? (ulong)(uint)width + 1 : 0);
        VarInt.Write(to, record.Height is { } height ? (ulong)(uint)height + 1 : 0);
        if (flags.HasFlag(BodyFlags.PlainFacts))
        {
            WriteFacts(to, record, flags, number);
        }

        if (flags.HasFlag(BodyFlags.PlainTaggers))
        {
            WriteTaggers(to, record.Taggers, labels, number);
        }

        to.Write(rest);
    }

    private static void WriteFacts(ArrayBufferWriter<byte> to, ImageRecord record, BodyFlags flags, Func<string, int> number)
    {
        if (flags.HasFlag(BodyFlags.EndsWithKey))
        {
            VarInt.Write(to, (ulong)number(record.Location[..^record.Key.Length]));
        }
        else
        {
            WriteText(to, record.Location);
        }

        VarInt.Write(to, record.MediaType is { } type ? (ulong)number(type) + 1 : 0);
        VarInt.Write(to, record.Vocabulary is { } vocabulary ? (ulong)number(vocabulary) + 1 : 0);
        if (!flags.HasFlag(BodyFlags.ContentsFromETag))
        {
            WriteContents(to, record.Contents);
        }
    }

    private static ImageRecord Rest(ImageRecord record, BodyFlags flags)
    {
        var rest = record with { Source = "", Key = "", Width = null, Height = null, GoneAt = null };
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

    private static void WriteTaggers(
        ArrayBufferWriter<byte> to,
        IReadOnlyList<TaggerState> taggers,
        ReadOnlySpan<string> labels,
        Func<string, int> number
    )
    {
        VarInt.Write(to, (ulong)taggers.Count);
        var next = 0;
        foreach (var tagger in taggers)
        {
            VarInt.Write(to, (ulong)number(BodyParts.Head(tagger)));
            VarInt.Write(to, tagger.TaggedAt is { } at ? ZigZag(at.ToUnixTimeMilliseconds()) + 1 : 0);
            VarInt.Write(to, (ulong)tagger.Labels.Count);
            foreach (var label in tagger.Labels)
            {
                VarInt.Write(to, (ulong)number(labels[next++]));
                WriteConfidence(to, label.Confidence);
                VarInt.Write(to, (ulong)label.Boxes.Count);
                foreach (var box in label.Boxes)
                {
                    WriteBox(to, box);
                }
            }
        }
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
