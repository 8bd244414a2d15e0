using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ImageTagging.Serialization;

// Builds a value of many short texts and hands it to a writer in one piece: at a fraction of what the writer takes for the
// parts, and with the same bytes. Whoever builds sees to commas, brackets and quotes.
// One a thread: Start begins anew, so a value is handed over before the next is begun.
internal sealed class JsonScratch
{
    private const int MostKept = 1 << 20;
    private static readonly JavaScriptEncoder s_encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    // What needs no escape and is one byte in UTF-8.
    private static readonly SearchValues<char> s_plain = SearchValues.Create([
        .. Enumerable.Range(' ', '\u007F' - ' ').Select(c => (char)c).Where(c => c is not ('"' or '\\')),
    ]);

    [ThreadStatic]
    private static JsonScratch? t_own;

    private byte[] _bytes = new byte[4096];

    // Bytes so far.
    public int Length { get; private set; }

    // This thread's, empty.
    public static JsonScratch Start()
    {
        var own = t_own is { _bytes.Length: <= MostKept } kept ? kept : t_own = new();
        own.Length = 0;
        return own;
    }

    // Adds what is JSON already.
    public void Raw(ReadOnlySpan<byte> json)
    {
        json.CopyTo(Room(json.Length));
        Length += json.Length;
    }

    // Adds a text in quotes.
    public void Quoted(ReadOnlySpan<char> text)
    {
        Raw("\""u8);
        Text(text);
        Raw("\""u8);
    }

    // Adds texts in quotes as a list.
    public void List(IReadOnlyList<string> texts)
    {
        for (var i = 0; i < texts.Count; i++)
        {
            Raw(i == 0 ? "["u8 : ","u8);
            Quoted(texts[i]);
        }

        Raw(texts.Count == 0 ? "[]"u8 : "]"u8);
    }

    // Adds a part of a text, without quotes.
    public void Text(ReadOnlySpan<char> text)
    {
        int at;
        while ((at = text.IndexOfAnyExcept(s_plain)) >= 0 && text[at] is '\u001E' or '\u001F')
        {
            // What separates the parts of a term or a stamp.
            Plain(text[..at]);
            Raw(text[at] == '\u001E' ? "\\u001E"u8 : "\\u001F"u8);
            text = text[(at + 1)..];
        }

        if (at < 0)
        {
            Plain(text);
            return;
        }

        // An escape has six characters for one at the most.
        var escaped = ArrayPool<char>.Shared.Rent(text.Length * 6);
        s_encoder.Encode(text, escaped, out _, out var count);
        var room = Room(Encoding.UTF8.GetMaxByteCount(count));
        Length += Encoding.UTF8.GetBytes(escaped.AsSpan(0, count), room);
        ArrayPool<char>.Shared.Return(escaped);
    }

    // Adds a number that JSON can hold.
    public void Number(double number)
    {
        number.TryFormat(Room(32), out var count, default, CultureInfo.InvariantCulture);
        Length += count;
    }

    // Adds a whole number.
    // number: The number.
    // format: Such as D5 for five digits at least.
    public void Number(int number, string format)
    {
        number.TryFormat(Room(16), out var count, format, CultureInfo.InvariantCulture);
        Length += count;
    }

    // Adds again what stands at a place.
    public void Again(Range place)
    {
        var (start, count) = place.GetOffsetAndLength(Length);
        var room = Room(count);
        _bytes.AsSpan(start, count).CopyTo(room);
        Length += count;
    }

    // Hands over what stands from a place on, as one value.
    public void WriteTo(Utf8JsonWriter writer, int from = 0) =>
        writer.WriteRawValue(_bytes.AsSpan(from, Length - from), skipInputValidation: true);

    private void Plain(ReadOnlySpan<char> text)
    {
        Ascii.FromUtf16(text, Room(text.Length), out var count);
        Length += count;
    }

    private Span<byte> Room(int count)
    {
        if (_bytes.Length - Length < count)
        {
            Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, checked(Length + count)));
        }

        return _bytes.AsSpan(Length);
    }
}
