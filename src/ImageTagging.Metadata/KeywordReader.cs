using MetadataExtractor.Formats.Exif;
using MetadataExtractor.Formats.Iptc;
using MetadataExtractor.Formats.Xmp;
using XmpCore;
using Directory = MetadataExtractor.Directory;

namespace ImageTagging.Metadata;

/// <summary>Finds keywords in what MetadataExtractor read: each standard has a place of its own, programs fill several.</summary>
internal static class KeywordReader
{
    private const string DublinCore = "http://purl.org/dc/elements/1.1/";
    private const string Lightroom = "http://ns.adobe.com/lightroom/1.0/";
    private const string DigiKam = "http://www.digikam.org/ns/1.0/";
    private const string MicrosoftPhoto = "http://ns.microsoft.com/photo/1.0/";
    private const int MostItems = 2000;

    public static IEnumerable<Keyword> Read(IEnumerable<Directory> directories)
    {
        var found = new List<Keyword?>();
        foreach (var directory in directories)
        {
            switch (directory)
            {
                case IptcDirectory iptc:
                    found.AddRange((iptc.GetKeywords() ?? []).Take(MostItems).Select(Keyword.Plain));
                    break;
                case ExifDirectoryBase exif when exif.ContainsTag(ExifDirectoryBase.TagWinKeywords):
                    // Windows Explorer's keywords, in one text.
                    var text = exif.GetDescription(ExifDirectoryBase.TagWinKeywords) ?? "";
                    found.AddRange(text.TrimEnd('\0').Split(';', MostItems).Select(Keyword.Plain));
                    break;
                case XmpDirectory { XmpMeta: { } xmp }:
                    found.AddRange(Items(xmp, DublinCore, "subject").Select(Keyword.Plain));
                    found.AddRange(Items(xmp, Lightroom, "hierarchicalSubject").Select(i => Keyword.Placed(i, '|')));
                    found.AddRange(Items(xmp, DigiKam, "TagsList").Select(i => Keyword.Placed(i, '/')));
                    found.AddRange(Items(xmp, MicrosoftPhoto, "LastKeywordXMP").Select(i => Keyword.Placed(i, '/')));
                    break;
            }
        }

        return found.OfType<Keyword>();
    }

    private static List<string?> Items(IXmpMeta xmp, string space, string name)
    {
        var items = new List<string?>();
        try
        {
            var count = xmp.DoesPropertyExist(space, name) ? Math.Min(xmp.CountArrayItems(space, name), MostItems) : 0;
            for (var i = 1; i <= count; i++)
            {
                items.Add(xmp.GetArrayItem(space, name, i)?.Value);
            }
        }
        catch (XmpException)
        {
            // Not the array that the standard asks for: no keywords from here.
        }

        return items;
    }
}
