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
    private static readonly string[] s_edited =
    [
        "-edited",
        "-bearbeitet",
        "-modifié",
        "-modifie\u0301",
        "-editado",
        "-modificato",
        "-bewerkt",
    ];

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

    /// <summary>The names that Google Takeout's file beside a picture may have; it cuts long ones, and counts copies in another place.</summary>
    /// <param name="name">The picture's key or name.</param>
    /// <returns>The keys, the likeliest first.</returns>
    public static IReadOnlyList<string> TakeoutsOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var (folder, stem, ending) = Split(name);
        var names = new List<string>();
        var count = Copy().Match(stem);
        Add(stem + ending, "");
        if (count.Success)
        {
            // IMG(1).jpg belongs to IMG.jpg(1).json.
            Add(stem[..count.Index] + ending, count.Value);
        }

        // IMG-edited(1).jpg belongs to IMG.jpg(1).json, as IMG(1).jpg does.
        var plain = count.Success ? stem[..count.Index] : stem;
        foreach (var edited in s_edited)
        {
            if (plain.EndsWith(edited, StringComparison.OrdinalIgnoreCase))
            {
                Add(plain[..^edited.Length] + ending, count.Value);
            }
        }

        return [.. names.Distinct(StringComparer.Ordinal)];

        void Add(string picture, string copy)
        {
            names.Add($"{folder}{Cut(picture + Supplement)}{copy}.json");
            names.Add($"{folder}{Cut(picture)}{copy}.json");
        }
    }

    /// <summary>The time that a name tells, as in <c>IMG_20190704_123456.jpg</c> or <c>2019-07-04 12.34.56.png</c>.</summary>
    /// <param name="name">The picture's key or name.</param>
    /// <returns>The time, a guess; null where the name tells none.</returns>
    public static PhotoTime? TimeOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        foreach (Match match in Dated().Matches(Split(name).Stem))
        {
            int Part(string group) =>
                match.Groups[group].Success ? int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture) : 0;
            var (year, month, day) = (Part("y"), Part("m"), Part("d"));
            if (day <= DateTime.DaysInMonth(year, month))
            {
                return new(
                    new(year, month, day, Part("h"), Part("n"), Part("s"), DateTimeKind.Unspecified),
                    null,
                    TimeCertainty.Guess
                );
            }
        }

        return null;
    }

    private static string Cut(string name) => name.Length > LongestTakeout ? name[..LongestTakeout] : name;

    private static (string Folder, string Stem, string Ending) Split(string name)
    {
        var slash = name.LastIndexOfAny(['/', '\\']) + 1;
        var dot = name.LastIndexOf('.');
        return dot <= slash ? (name[..slash], name[slash..], "") : (name[..slash], name[slash..dot], name[dot..]);
    }

    [GeneratedRegex(
        "(?<![0-9])(?<y>(19|20)[0-9]{2})(?<c>[-_.]?)(?<m>0[1-9]|1[0-2])\\k<c>(?<d>0[1-9]|[12][0-9]|3[01])"
            + "(?:(?:[-_T. ]| at )(?<h>[01][0-9]|2[0-3])[-_.:]?(?<n>[0-5][0-9])[-_.:]?(?<s>[0-5][0-9])[0-9]{0,3})?(?![0-9])",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1_000
    )]
    private static partial Regex Dated();

    [GeneratedRegex("\\([0-9]{1,4}\\)$", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Copy();
}
