using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace ImageTagging.Metadata;

/// <summary>The facts that a camera wrote into a video of QuickTime's form (MOV, MP4, M4V, 3GP).</summary>
internal static partial class VideoFacts
{
    private const int MostEntries = 256;

    // A month: what is longer is damaged.
    private const double LongestVideo = 31d * 24 * 3600 * 1000;
    private static readonly DateTime s_first = new(1904, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);

    public static PhotoFacts Read(ReadOnlyMemory<byte> movie, CancellationToken ending)
    {
        if (movie.IsEmpty)
        {
            return new();
        }

        var written = Keys(movie, ending);
        PhotoTime?[] times =
        [
            FactTimes.OfXmp(Mended(written.GetValueOrDefault("com.apple.quicktime.creationdate"))),
            FactTimes.OfXmp(Mended(written.GetValueOrDefault("\u00A9day"))),
            FactTimes.OfXmp(Mended(written.GetValueOrDefault("date"))),
            Made(HeifItems.Box(movie, "mvhd"u8, ending)),
        ];
        // A year alone is that of some release.
        var taken =
            times.FirstOrDefault(t => t is { Certainty: not TimeCertainty.Date }) ?? times.FirstOrDefault(t => t is not null);
        var position =
            Position(written.GetValueOrDefault("com.apple.quicktime.location.ISO6709") ?? written.GetValueOrDefault("\u00A9xyz"))
            ?? Place(HeifItems.Box(movie, "udta"u8, ending) is { } user ? HeifItems.Box(user, "loci"u8, ending) : null);
        return new()
        {
            Taken = taken is null ? null : new(taken, FactSource.Exif),
            CameraMake = Text("com.apple.quicktime.make", "\u00A9mak"),
            CameraModel = Text("com.apple.quicktime.model", "\u00A9mod"),
            Title = Text("com.apple.quicktime.title", "\u00A9nam", "titl"),
            Description = Text("com.apple.quicktime.description", "\u00A9des", "dscp"),
            Artist = Text("com.apple.quicktime.author", "\u00A9ART", "auth"),
            Rights = Text("com.apple.quicktime.copyright", "\u00A9cpy", "cprt"),
            LivePhotoId = Text("com.apple.quicktime.content.identifier"),
            Duration = Length(HeifItems.Box(movie, "mvhd"u8, ending)) is { } length ? new(length, FactSource.Exif) : null,
            Position = position is null ? null : new(position, FactSource.Exif),
        };

        Fact<string>? Text(params ReadOnlySpan<string> names)
        {
            foreach (var name in names)
            {
                if (FactText.Clean(written.GetValueOrDefault(name)) is { } text)
                {
                    return new(text, FactSource.Exif);
                }
            }

            return null;
        }
    }

    // Seconds since 1904 in UTC; cameras that know no time leave the beginning of some count there.
    private static PhotoTime? Made(ReadOnlyMemory<byte>? header)
    {
        if (header is not { Length: >= 12 } bytes)
        {
            return null;
        }

        var seconds =
            bytes.Span[0] == 1
                ? (long)BinaryPrimitives.ReadUInt64BigEndian(bytes.Span[4..])
                : BinaryPrimitives.ReadUInt32BigEndian(bytes.Span[4..]);
        return seconds is > 2_082_844_800 and < 8_000_000_000 && s_first.AddSeconds(seconds) is var at
            ? new(at, TimeSpan.Zero, TimeCertainty.Instant)
            : null;
    }

    // In units of which so many are a second; all ones where the camera did not know.
    private static TimeSpan? Length(ReadOnlyMemory<byte>? header)
    {
        if (header is not { Length: >= 32 } bytes)
        {
            return null;
        }

        var (units, length) =
            bytes.Span[0] == 1
                ? (BinaryPrimitives.ReadUInt32BigEndian(bytes.Span[20..]), BinaryPrimitives.ReadUInt64BigEndian(bytes.Span[24..]))
                : (
                    BinaryPrimitives.ReadUInt32BigEndian(bytes.Span[12..]),
                    BinaryPrimitives.ReadUInt32BigEndian(bytes.Span[16..]) is var told && told == uint.MaxValue ? 0UL : told
                );
        var milliseconds = units == 0 ? 0 : Math.Round(length * 1000d / units);
        return milliseconds is > 0 and < LongestVideo ? TimeSpan.FromMilliseconds(milliseconds) : null;
    }

    private static Dictionary<string, string> Keys(ReadOnlyMemory<byte> movie, CancellationToken ending)
    {
        var written = new Dictionary<string, string>(StringComparer.Ordinal);
        Named(HeifItems.Box(movie, "meta"u8, ending), written, ending);
        if (HeifItems.Box(movie, "udta"u8, ending) is not { } user)
        {
            return written;
        }

        foreach (var (type, data) in HeifItems.Boxes(user, ending).Take(MostEntries))
        {
            // The length of the text and its language stand before it.
            if (type >> 24 == 0xA9 && data.Length > 4)
            {
                var length = BinaryPrimitives.ReadUInt16BigEndian(data.Span);
                written.TryAdd(Name(type), Encoding.UTF8.GetString(data.Span.Slice(4, Math.Min(length, data.Length - 4))));
            }
            else if (Name(type) is "titl" or "dscp" or "auth" or "cprt" && data.Length > 6)
            {
                // As phones of 3GPP write them: behind a version and a language.
                written.TryAdd(Name(type), Ended(data.Span[6..]));
            }
            else if (Name(type) is "date")
            {
                written.TryAdd("date", Ended(data.Span));
            }
        }

        // As iTunes writes them: below meta, by names of four letters.
        if (
            HeifItems.Box(user, "meta"u8, ending) is { Length: > 4 } meta
            && HeifItems.Box(meta[4..], "ilst"u8, ending) is { } list
        )
        {
            foreach (var (type, item) in HeifItems.Boxes(list, ending).Take(MostEntries))
            {
                if (ValueOf(item, ending) is { } text)
                {
                    written.TryAdd(Name(type), text);
                }
            }
        }

        return written;
    }

    // Apple's: a list of names, and values by their number in it.
    private static void Named(ReadOnlyMemory<byte>? meta, Dictionary<string, string> written, CancellationToken ending)
    {
        if (
            meta is not { } box
            || HeifItems.Box(box, "keys"u8, ending) is not { Length: > 8 } keys
            || HeifItems.Box(box, "ilst"u8, ending) is not { } values
        )
        {
            return;
        }

        var names = HeifItems
            .Boxes(keys[8..], ending)
            .Take(MostEntries)
            .Select(k => Encoding.UTF8.GetString(k.Data.Span))
            .ToList();
        foreach (var (number, item) in HeifItems.Boxes(values, ending).Take(MostEntries))
        {
            if (number >= 1 && number <= names.Count && ValueOf(item, ending) is { } text)
            {
                written.TryAdd(names[(int)number - 1], text);
            }
        }
    }

    private static string? ValueOf(ReadOnlyMemory<byte> item, CancellationToken ending) =>
        HeifItems.Box(item, "data"u8, ending) is { Length: > 8 } data && data.Span[3] == 1
            ? Encoding.UTF8.GetString(data.Span[8..])
            : null;

    private static string Name(uint type) =>
        string.Concat((char)(type >> 24), (char)((type >> 16) & 255), (char)((type >> 8) & 255)) + (char)(type & 255);

    // Up to its end, in one of the two ways that 3GPP knows.
    private static string Ended(ReadOnlySpan<byte> text) =>
        (text is [0xFE, 0xFF, ..] ? Encoding.BigEndianUnicode.GetString(text[2..]) : Encoding.UTF8.GetString(text)).Split('\0')[
            0
        ];

    // 3GPP's: behind a version, a language, a name and a role three numbers of 16 and 16 bits.
    private static PhotoPosition? Place(ReadOnlyMemory<byte>? box)
    {
        if (box is not { Length: > 20 } place)
        {
            return null;
        }

        var text = place.Span[6..];
        var isWide = text is [0xFE, 0xFF, ..];
        var name = isWide ? MemoryMarshal.Cast<byte, ushort>(text).IndexOf((ushort)0) * 2 : text.IndexOf((byte)0);
        var numbers = name < 0 ? default : text[(name + (isWide ? 2 : 1))..];
        return numbers.Length < 13 ? null : FactPositions.Of(Number(numbers[5..]), Number(numbers[1..]), Number(numbers[9..]));

        // Six digits are more than 16 bits tell.
        static double Number(ReadOnlySpan<byte> number) => Math.Round(BinaryPrimitives.ReadInt32BigEndian(number) / 65536d, 6);
    }

    // 2019-07-04T12:34:56+0200.
    private static string? Mended(string? time) =>
        time is { Length: > 5 and < 40 } && time[^5] is '+' or '-' && time.Contains('T', StringComparison.Ordinal)
            ? time[..^2] + ":" + time[^2..]
            : time;

    // +48.2082+016.3738+170.5/
    private static PhotoPosition? Position(string? text)
    {
        if (text is not { Length: < 80 } || Iso6709().Match(text) is not { Success: true } match)
        {
            return null;
        }

        double? Number(string name) =>
            double.TryParse(match.Groups[name].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                ? number
                : null;
        return FactPositions.Of(Number("north"), Number("east"), Number("up"));
    }

    [GeneratedRegex(
        "^(?<north>[+-][0-9]{2}([.][0-9]+)?)(?<east>[+-][0-9]{3}([.][0-9]+)?)(?<up>[+-][0-9]+([.][0-9]+)?)?",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1_000
    )]
    private static partial Regex Iso6709();
}
