using System.Buffers;
using System.IO.Compression;
using System.Text.Json;
using ImageTagging.Serialization;
using ImageTagging.Sqlite.Postings;

namespace ImageTagging.Sqlite.Storage;

/// <summary>A record as its row keeps it: its JSON less source and key, compressed.</summary>
/// <remarks>The first byte says how: bit 0 compressed (the length follows), bit 1 the location ends with the key, which is left out.</remarks>
internal static class RecordBody
{
    private const byte Compressed = 1;
    private const byte EndsWithKey = 2;
    private const int Quality = 1;
    private const int WindowBits = 14;

    public static byte[] Write(ImageRecord record, ArrayBufferWriter<byte> scratch)
    {
        scratch.ResetWrittenCount();
        var endsWithKey = record.Key.Length > 0 && record.Location.EndsWith(record.Key, StringComparison.Ordinal);
        RecordJson.Write(
            scratch,
            record with
            {
                Source = "",
                Key = "",
                Location = endsWithKey ? record.Location[..^record.Key.Length] : record.Location,
            }
        );
        var flags = endsWithKey ? EndsWithKey : (byte)0;
        var json = scratch.WrittenSpan;
        var most = BrotliEncoder.GetMaxCompressedLength(json.Length);
        var rented = ArrayPool<byte>.Shared.Rent(most + 8);
        try
        {
            if (BrotliEncoder.TryCompress(json, rented, out var written, Quality, WindowBits) && written < json.Length)
            {
                var head = new ArrayBufferWriter<byte>(16);
                VarInt.Write(head, (ulong)json.Length);
                var body = new byte[1 + head.WrittenCount + written];
                body[0] = (byte)(flags | Compressed);
                head.WrittenSpan.CopyTo(body.AsSpan(1));
                rented.AsSpan(0, written).CopyTo(body.AsSpan(1 + head.WrittenCount));
                return body;
            }

            return [flags, .. json];
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <exception cref="InvalidDataException">The bytes are no record.</exception>
    public static ImageRecord Read(ReadOnlySpan<byte> body, ImageName name, string token)
    {
        if (body.IsEmpty)
        {
            throw new InvalidDataException("A record is empty.");
        }

        var flags = body[0];
        body = body[1..];
        if ((flags & Compressed) == 0)
        {
            return Parse(body, flags, name, token);
        }

        var length = VarInt.ReadInt(ref body);
        var rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            return BrotliDecoder.TryDecompress(body, rented, out var written) && written == length
                ? Parse(rented.AsSpan(0, length), flags, name, token)
                : throw new InvalidDataException("A record cannot be decompressed.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static ImageRecord Parse(ReadOnlySpan<byte> json, byte flags, ImageName name, string token)
    {
        try
        {
            var record = RecordJson.Deserialize(json);
            return record with
            {
                Source = name.Source,
                Key = name.Key,
                Location = (flags & EndsWithKey) != 0 ? record.Location + name.Key : record.Location,
                Token = token,
            };
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException("A record cannot be read.", fault);
        }
    }
}
