using System.Buffers.Binary;
using System.Text;

namespace ImageTagging;

/// <summary>Unicode's composed form (NFC), the same on every machine: the runtime's own does nothing where it runs without ICU.</summary>
/// <remarks>
/// Normalisation is stable: what is assigned never changes. The table holds the canonical decompositions and combining classes of
/// the Unicode character database, version 14: two 16-bit counts, then code point, first, second (24 bits each) and whether
/// it is composed again, then code point and class.
/// </remarks>
internal static class CanonicalForm
{
    private const int HangulFirst = 0xAC00;
    private const int LeadFirst = 0x1100;
    private const int VowelFirst = 0x1161;
    private const int TailFirst = 0x11A7;
    private const int Leads = 19;
    private const int Vowels = 21;
    private const int Tails = 28;

    private static readonly Lazy<Tables> s_tables = new(Read);

    /// <summary>The composed form of a text.</summary>
    public static string Compose(string text)
    {
        // All below U+0300 is composed as it stands.
        if (!text.AsSpan().ContainsAnyExceptInRange('\0', '\u02FF'))
        {
            return text;
        }

        var tables = s_tables.Value;
        return Compose(Points(text, tables), tables);
    }

    /// <summary>The decomposed form (NFD) of a text.</summary>
    public static string Decompose(string text)
    {
        // All below U+00C0 is decomposed as it stands.
        if (!text.AsSpan().ContainsAnyExceptInRange('\0', '\u00BF'))
        {
            return text;
        }

        return Text(Points(text, s_tables.Value).Select(p => p.Point), text.Length);
    }

    private static List<(int Point, int Class)> Points(string text, Tables tables)
    {
        var points = new List<(int Point, int Class)>(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            Decompose(rune.Value, tables, points);
        }

        Order(points);
        return points;
    }

    private static void Decompose(int point, Tables tables, List<(int Point, int Class)> to)
    {
        var syllable = point - HangulFirst;
        if (syllable is >= 0 and < Leads * Vowels * Tails)
        {
            to.Add((LeadFirst + (syllable / (Vowels * Tails)), 0));
            to.Add((VowelFirst + (syllable % (Vowels * Tails) / Tails), 0));
            if (syllable % Tails != 0)
            {
                to.Add((TailFirst + (syllable % Tails), 0));
            }
        }
        else if (tables.Parts.TryGetValue(point, out var parts))
        {
            Decompose(parts.First, tables, to);
            if (parts.Second != 0)
            {
                Decompose(parts.Second, tables, to);
            }
        }
        else
        {
            to.Add((point, tables.Classes.GetValueOrDefault(point)));
        }
    }

    // Marks behind a letter stand by their class; those of one class keep their order.
    private static void Order(List<(int Point, int Class)> points)
    {
        for (var start = 0; start < points.Count; start++)
        {
            var end = start;
            while (end < points.Count && points[end].Class != 0)
            {
                end++;
            }

            if (end - start > 1)
            {
                var ordered = points.GetRange(start, end - start).OrderBy(p => p.Class).ToArray();
                for (var i = 0; i < ordered.Length; i++)
                {
                    points[start + i] = ordered[i];
                }
            }

            start = end;
        }
    }

    private static string Compose(List<(int Point, int Class)> points, Tables tables)
    {
        var composed = new List<int>(points.Count);
        var starter = -1;
        var lastClass = -1;
        foreach (var (point, rank) in points)
        {
            // A mark reaches the letter unless one of its own class or higher stands between; a letter, only one right before it.
            var reaches = starter >= 0 && lastClass < rank;
            if (reaches && Join(composed[starter], point, tables) is { } joined)
            {
                composed[starter] = joined;
                continue;
            }

            if (rank == 0)
            {
                (starter, lastClass) = (composed.Count, -1);
            }
            else
            {
                lastClass = rank;
            }

            composed.Add(point);
        }

        return Text(composed, composed.Count);
    }

    private static string Text(IEnumerable<int> points, int length)
    {
        var text = new StringBuilder(length);
        foreach (var point in points)
        {
            text.Append(new Rune(point).ToString());
        }

        return text.ToString();
    }

    private static int? Join(int first, int second, Tables tables)
    {
        var (lead, vowel) = (first - LeadFirst, second - VowelFirst);
        if (lead is >= 0 and < Leads && vowel is >= 0 and < Vowels)
        {
            return HangulFirst + (((lead * Vowels) + vowel) * Tails);
        }

        var (syllable, tail) = (first - HangulFirst, second - TailFirst);
        if (syllable is >= 0 and < Leads * Vowels * Tails && syllable % Tails == 0 && tail is > 0 and < Tails)
        {
            return first + tail;
        }

        return tables.Whole.TryGetValue((first, second), out var whole) ? whole : null;
    }

    private static Tables Read()
    {
        using var stream = typeof(CanonicalForm).Assembly.GetManifestResourceStream("canonical-forms.bin")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var (parts, classes) = (new Dictionary<int, (int First, int Second)>(), new Dictionary<int, int>());
        var whole = new Dictionary<(int First, int Second), int>();
        var at = 4;
        for (var left = BinaryPrimitives.ReadUInt16LittleEndian(bytes); left > 0; left--, at += 10)
        {
            var (point, first, second) = (Point(at), Point(at + 3), Point(at + 6));
            parts[point] = (first, second);
            if (bytes[at + 9] != 0)
            {
                whole[(first, second)] = point;
            }
        }

        for (; at < bytes.Length; at += 4)
        {
            classes[Point(at)] = bytes[at + 3];
        }

        return new(parts, classes, whole);

        int Point(int from) => bytes[from] | (bytes[from + 1] << 8) | (bytes[from + 2] << 16);
    }

    private sealed record Tables(
        Dictionary<int, (int First, int Second)> Parts,
        Dictionary<int, int> Classes,
        Dictionary<(int First, int Second), int> Whole
    );
}
