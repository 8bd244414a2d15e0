using System.Text;

namespace ImageTagging.AspNetCore.Uploads;

/// <summary>The key of an upload: its content's hash first, so that the same picture has one place; the given name only as decoration.</summary>
internal static class UploadKey
{
    private const int LongestStem = 60;

    private static readonly Dictionary<string, string> s_endings = new(StringComparer.Ordinal)
    {
        ["image/jpeg"] = ".jpg",
        ["image/png"] = ".png",
        ["image/webp"] = ".webp",
        ["image/gif"] = ".gif",
        ["image/tiff"] = ".tif",
        ["image/avif"] = ".avif",
        ["image/heic"] = ".heic",
        ["image/heif"] = ".heif",
        ["image/x-adobe-dng"] = ".dng",
        ["image/x-canon-cr2"] = ".cr2",
        ["image/x-canon-cr3"] = ".cr3",
        ["image/x-nikon-nef"] = ".nef",
        ["image/x-sony-arw"] = ".arw",
        ["image/x-fuji-raf"] = ".raf",
        ["image/x-olympus-orf"] = ".orf",
        ["image/x-panasonic-rw2"] = ".rw2",
        ["image/x-pentax-pef"] = ".pef",
    };

    /// <summary>The ending of a type that is taken; null where it is not.</summary>
    public static string? EndingOf(string? mediaType) => mediaType is null ? null : s_endings.GetValueOrDefault(mediaType);

    /// <summary>The start of every key of this content.</summary>
    public static string PrefixOf(ImageScope scope, string uploads, ReadOnlySpan<byte> sha256)
    {
        var hash = Convert.ToHexStringLower(sha256[..10]);
        return $"{RootOf(scope)}{uploads}{hash[..2]}/{hash}-";
    }

    /// <summary>The rest of a name when everything is taken away that could mean something.</summary>
    public static string StemOf(string name)
    {
        var stem = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        stem = stem.LastIndexOf('.') is var dot and > 0 ? stem[..dot] : stem;
        var kept = new StringBuilder();
        foreach (var rune in Well(stem).EnumerateRunes())
        {
            if (kept.Length >= LongestStem)
            {
                break;
            }

            if (Rune.IsLetterOrDigit(rune))
            {
                kept.Append(rune.ToString());
            }
            else if (kept.Length > 0 && kept[^1] != '-')
            {
                kept.Append(rune.Value == '_' ? '_' : '-');
            }
        }

        var clean = kept.ToString().Trim('-', '_');
        return clean.Length > 0 ? clean : "picture";
    }

    // Lone surrogates become replacement characters, which are no letters.
    private static string Well(string text)
    {
        var valid = string.Concat(text.EnumerateRunes().Select(r => r.ToString()));
        return valid.Normalize(NormalizationForm.FormC);
    }

    // A source made with a prefix lists nothing outside it.
    private static string RootOf(ImageScope scope) =>
        KeyRange.WithPrefix(scope.Range.From) == scope.Range ? scope.Range.From : "";
}
