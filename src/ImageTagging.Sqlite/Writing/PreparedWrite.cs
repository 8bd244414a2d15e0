using System.Buffers;
using System.Text;
using ImageTagging.Sqlite.Storage;

namespace ImageTagging.Sqlite.Writing;

/// <summary>A write with all that can be made ready before the file is locked.</summary>
internal sealed class PreparedWrite
{
    private const int MostKeyBytes = 64 << 10;

    private PreparedWrite(RecordWrite write, int index) => (Write, Index) = (write, index);

    /// <summary>Where its result stands in the caller's list.</summary>
    public int Index { get; }

    public RecordWrite Write { get; }

    public byte[] Key { get; private init; } = [];

    public BodyFlags Flags { get; private set; }

    /// <summary>The part of the record that only JSON tells.</summary>
    public byte[] Rest { get; private set; } = [];

    /// <summary>Why it cannot be written; null where it can.</summary>
    public WriteResult? Fault { get; private init; }

    /// <summary>The facts; null until every text of the record has a number.</summary>
    public Facts? Facts { get; private set; }

    /// <summary>The number of the stamp, once there are facts.</summary>
    public int Stamp { get; private set; }

    /// <summary>Where the row's facts and body stand in the batch's bytes, once there are facts.</summary>
    public (int Facts, int Body, int End) Row { get; private set; }

    public static PreparedWrite Of(RecordWrite write, int index, ArrayBufferWriter<byte> rows, RecordNumbers numbers)
    {
        if (Refuse(write.Name) is { } fault)
        {
            return new(write, index) { Fault = fault };
        }

        var prepared = new PreparedWrite(write, index) { Key = Encoding.UTF8.GetBytes(write.Name.Key) };
        if (write.Record is { } record)
        {
            (prepared.Flags, prepared.Rest) = BodyWriter.Prepare(record);
            _ = prepared.TryEncode(rows, numbers);
        }

        return prepared;
    }

    /// <summary>Encodes the record's row behind what is there; says whether every text has a number.</summary>
    public bool TryEncode(ArrayBufferWriter<byte> rows, RecordNumbers numbers)
    {
        var record = Write.Record!;
        Stamp = numbers.Stamp(record);
        if (Stamp < 0 || RecordEncoder.Facts(record, numbers) is not { } facts)
        {
            return false;
        }

        var start = rows.WrittenCount;
        facts.Write(rows);
        var body = rows.WrittenCount;
        if (!BodyWriter.TryWrite(rows, record, Flags, Rest, numbers))
        {
            return false;
        }

        (Facts, Row) = (facts, (start, body, rows.WrittenCount));
        return true;
    }

    // A text with half a surrogate pair has no UTF-8 form, and so could be neither found nor told from another.
    private static WriteResult? Refuse(ImageName name) =>
        !BodyParts.IsText(name.Key) || !BodyParts.IsText(name.Source)
            ? WriteResult.Failed(ErrorCodes.KeyRefused, "The key is no valid Unicode text, so it cannot be stored.")
        : Encoding.UTF8.GetByteCount(name.Key) > MostKeyBytes
            ? WriteResult.Failed(ErrorCodes.KeyRefused, $"The key is longer than {MostKeyBytes} bytes, so it cannot be stored.")
        : null;
}
