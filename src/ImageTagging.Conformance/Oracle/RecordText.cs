using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ImageTagging.Conformance;

/// <summary>A record as text, for comparing: everything that an index must keep, and nothing else (the token is the index's own).</summary>
public static class RecordText
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    /// <summary>Everything of the record, times in UTC.</summary>
    public static string Of(ImageRecord? record) =>
        record is null
            ? "(none)"
            : JsonSerializer.Serialize(record with { Token = null }, s_options)
                + string.Join('\n', record.Taggers.Select(Embedded));

    private static string Embedded(TaggerState state) =>
        state.Embedding is { } embedding ? Convert.ToHexString(MemoryMarshal.AsBytes(embedding.Components)) : "";

    /// <summary>Fails where two records differ in anything but the token.</summary>
    public static void AssertSame(ImageRecord? expected, ImageRecord? actual) => Assert.Equal(Of(expected), Of(actual));

    /// <summary>Fails where a scan's row is not what the record says.</summary>
    public static void AssertSame(ImageRecord expected, IndexedImage actual)
    {
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(actual);
        Assert.Equal(
            (expected.Key, expected.Size, expected.ModifiedAt, expected.Version, expected.ListedAt),
            (actual.Key, actual.Size, actual.ModifiedAt, actual.Version, actual.ListedAt)
        );
        Assert.Equal(expected.Stamp.Text, actual.Stamp.Text);
        Assert.Equal((expected.DueAt, expected.GoneAt), (actual.DueAt, actual.GoneAt));
    }
}
