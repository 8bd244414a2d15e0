using System.Globalization;
using System.Text.RegularExpressions;

namespace ImageTagging.Metadata;

/// <summary>The facts in file names: of a picture's time, and of the files that belong to a picture.</summary>
public static partial class PhotoNames
{
    // Takeout cuts its names to 51 characters, the last five of which are ".json".
    private const int LongestTakeout = 46;
    private const string SidecarEnding = ".xmp";
    private const string Supplement = ".supplemental-metadata";

    /// <summary>The names that an XMP file beside a picture may have: <c>a.jpg.xmp</c>, then <c>a.xmp</c>.</summary>
    /// <param name="name">The picture's key or name.</param>
    /// <returns>The keys, the one that counts first.</returns>
    public static IReadOnlyList<string> SidecarsOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var (folder, stem, ending) = Split(name);
        return ending.Length == 0 ? [name + ".xmp"] : [name + ".xmp", folder + stem + ".xmp"];
    }

    /// <summary>The names that XMP files of a picture and of its other files (<see cref="ImageListing.Companions"/>) may have, the one that counts first.</summary>
    internal static IEnumerable<string> SidecarsOf(string name, IReadOnlyList<string> companions) =>
        SidecarsOf(name)
            .Concat(companions.Where(c => ImageFiles.IsRaw(c)).Select(c => ImageFiles.KeyOf(name, c) + SidecarEnding));

    /// <summary>An XMP file's name as some programs spell it: in capitals.</summary>
    internal static string InCapitals(string sidecar) => sidecar[..^SidecarEnding.Length] + SidecarEnding.ToUpperInvariant();

    /// <summary>The names that Google Takeout's file beside a picture may have.</summary>
    /// <remarks>
    /// It is called as the picture, then <c>.supplemental-metadata</c> or less of it, then <c>.json</c>; long names are cut. The number of
    /// a copy stands before <c>.json</c>, and an edited copy, which has a word of some language behind its name, has that of its original.
    /// </remarks>
    /// <param name="name">The picture's key or name.</param>
    /// <returns>The keys, the likeliest first.</returns>
    public static IReadOnlyList<string> TakeoutsOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var (folder, stem, ending) = Split(name);
        var names = new List<string>();
        foreach (var of in (string[])[stem, Edited().Replace(stem, "${copy}")])
        {
            var count = Copy().Match(of);
            if (!count.Success || of.Length <= LongestTakeout)
            {
                Add(of, "");
            }

            if (count.Success)
            {
                // IMG(1).jpg belongs to IMG.jpg(1).json; and where nothing is left of the word in a long name, to IMG.jpg.json.
                Add(of[..count.Index], count.Value);
                if (count.Index + ending.Length >= LongestTakeout)
                {
                    Add(of[..count.Index], "");
                }
            }
        }

        return [.. names.Distinct(StringComparer.Ordinal)];

        void Add(string of, string copy)
        {
            var picture = of + ending;
            for (var length = Supplement.Length; length >= 0; length--)
            {
                var whole = string.Concat(picture, Supplement.AsSpan(0, length));
                names.Add($"{folder}{Cut(whole, LongestTakeout)}{copy}.json");
                names.Add($"{folder}{Cut(whole, LongestTakeout - copy.Length)}{copy}.json");
            }
        }
    }

    /// <summary>The time that a name tells, as in <c>IMG_20190704_123456.jpg</c> or <c>2019-07-04 12.34.56.png</c>.</summary>
    /// <param name="name">The picture's key or name.</param>
    /// <returns>The time, a guess; null where the name tells none.</returns>
    public static PhotoTime? TimeOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var stem = Split(name).Stem;
        foreach (Match match in Dated().Matches(stem))
        {
            int Part(string group) =>
                match.Groups[group].Success ? int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture) : 0;
            var (year, month, day, hour) = (Part("y"), Part("m"), Part("d"), Part("h"));
            // 12.30 PM is noon, 12.30 AM midnight.
            hour = match.Groups["half"].Success ? (hour % 12) + (match.Groups["half"].Value is "P" or "p" ? 12 : 0) : hour;
            if (day <= DateTime.DaysInMonth(year, month))
            {
                return new(
                    new(year, month, day, hour, Part("n"), Part("s"), DateTimeKind.Unspecified),
                    null,
                    TimeCertainty.Guess
                );
            }
        }

        // FB_IMG_1562236496000.jpg: milliseconds since 1970, of this century.
        return
            Counted().Match(stem) is { Success: true } count
            && long.Parse(count.Value, CultureInfo.InvariantCulture)
                is >= 946_684_800_000
                    and < 4_102_444_800_000
                    and var milliseconds
            ? new(DateTime.UnixEpoch.AddMilliseconds(milliseconds), TimeSpan.Zero, TimeCertainty.Guess)
            : null;
    }

    private static string Cut(string name, int longest) => name.Length > longest ? name[..longest] : name;

    private static (string Folder, string Stem, string Ending) Split(string name)
    {
        var slash = name.LastIndexOfAny(['/', '\\']) + 1;
        var dot = name.LastIndexOf('.');
        return dot <= slash ? (name[..slash], name[slash..], "") : (name[..slash], name[slash..dot], name[dot..]);
    }

    [GeneratedRegex(
        "(?<![0-9])(?<y>(19|20)[0-9]{2})(?<c>[-_.]?)(?<m>0[1-9]|1[0-2])\\k<c>(?<d>0[1-9]|[12][0-9]|3[01])"
            + "(?:(?:[-_T. ]| at )(?:"
            + "(?<h>0?[1-9]|1[0-2])[-_.:]?(?<n>[0-5][0-9])[-_.:]?(?<s>[0-5][0-9])[_\\s]?(?<half>[AaPp])[Mm](?![A-Za-z])"
            + "|(?<h>[01][0-9]|2[0-3])[-_.:]?(?<n>[0-5][0-9])[-_.:]?(?<s>[0-5][0-9])[0-9]{0,3}))?(?![0-9])",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1_000
    )]
    private static partial Regex Dated();

    [GeneratedRegex("(?<![0-9])[0-9]{13}(?![0-9])", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Counted();

    [GeneratedRegex("\\([0-9]{1,4}\\)$", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Copy();

    // -edited, -bearbeitet, -modifié, -ha editado, -編集済み; what is left of it where the name was cut.
    [GeneratedRegex(
        "(?<=.)-[\\p{L}\\p{M}' ]{0,24}(?<copy>(\\([0-9]{1,4}\\))?)$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1_000
    )]
    private static partial Regex Edited();
}
