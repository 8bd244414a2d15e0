using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace ImageTagging.Metadata;

/// <summary>Takes names apart into the words that say something of a picture.</summary>
internal sealed class NameWords(IEnumerable<string> ignored)
{
    // Raised when the same names would give other words: stored labels become stale then.
    public const int Version = 1;

    private const int LongestKey = 4096;
    private const int LongestWord = 40;
    private const int ShortestWord = 3;
    private const int ShortestHash = 8;

    // What cameras, telephones, programs and people call files and folders whatever they show.
    private static readonly FrozenSet<string> s_empty = (
        // cameras and telephones
        "img imgp imgs dsc dscn dscf dscs dcim dcp pict pic pics pxl mvi mov vid video videos pano panorama_ hdr burst sam gopr gp gx hpim "
        + "cimg kif stp stb std img_e sdc ssl fuji canon nikon sony olympus panasonic leica pentax kodak casio samsung apple iphone ipad "
        + "android whatsapp wa signal telegram facebook instagram snapchat fb camera cameras cam roll collage lrm psx "
        // folders and programs
        + "photo photos photograph photographs photography foto fotos fotografie fotografia fotografias immagini imagen imagenes imagens "
        + "image images bild bilder picture pictures album albums album_ ordner folder folders directory dir file files dateien eigene data "
        + "datei media medien upload uploads uploaded download downloads desktop documents dokumente home users user mnt srv var tmp temp "
        + "backup backups archive archiv archives copy copies kopie copie copia kopia edit edited bearbeitet final new neu nouveau nuevo "
        + "nuova novo old alt misc various verschiedenes divers unsorted unsortiert sorted inbox import imports imported export exports "
        + "exported thumb thumbs thumbnail thumbnails small medium large big full hires lowres original originals originale print scan "
        + "scans scanned untitled unbenannt sans titre sin titulo test sample samples example examples raw jpg jpeg jpe png gif tif tiff "
        + "heic heif webp avif bmp nef cr2 arw dng orf raf crop cropped resized resize web www http https com org net html part version ver "
        + "thing things stuff other others object objects page seite number nummer nr num index asset assets static public private shared common library master draft set collection "
        // months and days, which are dates
        + "january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct "
        + "nov dec januar februar märz mai juni juli oktober dezember jänner janvier février mars avril juin juillet août septembre octobre "
        + "novembre décembre enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre gennaio febbraio aprile "
        + "maggio giugno luglio settembre ottobre dicembre janeiro fevereiro março maio junho julho setembro outubro novembro dezembro "
        + "monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch donnerstag freitag samstag sonntag day days week "
        + "weeks month months year years today yesterday tag tage woche monat jahr "
        // words that hold sentences together, in six languages
        + "the and for with from our your his her its their this that these those are was were has have had not but you she they them who "
        + "what when where why how all any some one two three four five into onto over under near between after before about at by in on of "
        + "to der die das den dem des ein eine einen einem einer und oder mit von vom zum zur bei auf aus für über unter nach vor im am an ist "
        + "sind war wir ihr uns unser unsere mein meine les des une aux avec dans sur sous chez pour par est sont nous vous mon mes nos ses el "
        + "los las una unos unas con por para del sin sobre entre nuestra nuestro gli dei delle della dello degli nel nella con per tra fra "
        + "uma uns umas com sem dos das nos nas pelo pela não and"
    ).Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private readonly FrozenSet<string> _ignored = ignored
        .Select(i => i.Trim().Normalize(NormalizationForm.FormC).ToLowerInvariant())
        .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The words of a key, those of the file first, then folder by folder upwards; each once, in lower case.</summary>
    public IEnumerable<string> Of(string key)
    {
        if (key.Length > LongestKey)
        {
            return [];
        }

        var parts = Unescaped(key).Normalize(NormalizationForm.FormC).Split('/', '\\');
        parts[^1] = WithoutExtension(parts[^1]);
        return parts.Reverse().SelectMany(Runs).SelectMany(Words).Where(Says).Distinct(StringComparer.Ordinal);
    }

    private bool Says(string word) => !s_empty.Contains(word) && !_ignored.Contains(word);

    // Keys that come from addresses: %20 for a space.
    private static string Unescaped(string key)
    {
        var text = key.Contains('%') ? Uri.UnescapeDataString(key) : key;
        // Text that is not well formed cannot be brought to a normal form.
        return string.Concat(text.EnumerateRunes().Select(r => r.Value == 0xFFFD ? " " : r.ToString()));
    }

    private static string WithoutExtension(string name)
    {
        var dot = name.LastIndexOf('.');
        return dot > 0 && name.Length - dot <= 6 ? name[..dot] : name;
    }

    // Letters and digits that stand together.
    private static IEnumerable<string> Runs(string part)
    {
        var run = new StringBuilder();
        foreach (var rune in part.EnumerateRunes())
        {
            // Apostrophes end a word too: what is left of it is short.
            if (Rune.IsLetterOrDigit(rune) || IsMark(rune))
            {
                run.Append(rune.ToString());
            }
            else if (run.Length > 0)
            {
                yield return run.ToString();
                run.Clear();
            }
        }

        if (run.Length > 0)
        {
            yield return run.ToString();
        }
    }

    private static IEnumerable<string> Words(string run)
    {
        if (IsHash(run))
        {
            yield break;
        }

        foreach (var word in Pieces(run))
        {
            var lower = word.ToLowerInvariant();
            if (lower.Length <= LongestWord && (IsUnspaced(lower) || (LettersOf(lower) >= ShortestWord && IsSpoken(word, run))))
            {
                yield return lower;
            }
        }
    }

    // At digits, and where a capital letter begins a word: holidayInGreece, NASAPhotos.
    private static IEnumerable<string> Pieces(string run)
    {
        var start = -1;
        for (var i = 0; i <= run.Length; i++)
        {
            var isLetter = i < run.Length && (!char.IsAscii(run[i]) ? !char.IsDigit(run[i]) : char.IsAsciiLetter(run[i]));
            var begins =
                isLetter
                && start >= 0
                && char.IsUpper(run[i])
                && (char.IsLower(run[i - 1]) || (i + 1 < run.Length && char.IsLower(run[i + 1]) && char.IsUpper(run[i - 1])));
            if (start >= 0 && (!isLetter || begins))
            {
                yield return run[start..i];
                start = -1;
            }

            if (isLetter && start < 0)
            {
                start = i;
            }
        }
    }

    // Hexadecimal numbers, and what changes between letters, digits and capitals too often for a word.
    private static bool IsHash(string run)
    {
        if (run.Length < ShortestHash || !run.Any(char.IsDigit))
        {
            return false;
        }

        var changes = 0;
        for (var i = 1; i < run.Length; i++)
        {
            changes += KindOf(run[i]) != KindOf(run[i - 1]) ? 1 : 0;
        }

        return run.All(char.IsAsciiHexDigit) || changes * 3 > run.Length;
    }

    private static int KindOf(char c) =>
        char.IsDigit(c) ? 0
        : char.IsUpper(c) ? 1
        : 2;

    private static int LettersOf(string word) => word.EnumerateRunes().Count(Rune.IsLetter);

    // Letters without a vowel are a number's prefix (DSCN0042, qzx7), unless they stand alone as people write them (BMW, NYC).
    private static bool IsSpoken(string word, string run) =>
        word.Any(c => c > 0x17F || "aeiouyAEIOUYàáâãäåæèéêëìíîïòóôõöøùúûüýœÀÁÂÃÄÅÆÈÉÊËÌÍÎÏÒÓÔÕÖØÙÚÛÜÝŒ".Contains(c))
        || (word.Length == run.Length && word.Length <= 4 && word.All(char.IsUpper));

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    // Chinese, Japanese, Korean and Thai: a word may be two signs, or one.
    private static bool IsUnspaced(string word) =>
        word.Length > 0
        && word.EnumerateRunes()
            .All(r => r.Value is (>= 0x0E00 and < 0x0E80) or (>= 0x3040 and < 0xD7B0) or (>= 0x20000 and < 0x32000) or 0x3005);
}
