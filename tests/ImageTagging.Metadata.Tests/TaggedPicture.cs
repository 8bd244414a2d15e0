using System.Text;
using ImageTagging.TestSupport;
using NetVips;

namespace ImageTagging.Metadata.Tests;

/// <summary>Photographs with keywords written into them, as programs do.</summary>
internal static class TaggedPicture
{
    public static byte[] WithXmp(string properties, string suffix = ".jpg") =>
        With("xmp-data", Encoding.UTF8.GetBytes(Packet(properties)), suffix);

    public static byte[] WithIptc(params string[] keywords)
    {
        using var iptc = new MemoryStream();
        iptc.Write([0x1C, 1, 90, 0, 3, 0x1B, (byte)'%', (byte)'G']);
        foreach (var keyword in keywords)
        {
            var bytes = Encoding.UTF8.GetBytes(keyword);
            iptc.Write([0x1C, 2, 25, (byte)(bytes.Length >> 8), (byte)bytes.Length, .. bytes]);
        }

        return WithIptcBlock(iptc.ToArray());
    }

    public static byte[] WithIptcBlock(byte[] data)
    {
        // A resource of odd length is padded, its length is not.
        byte[] padding = data.Length % 2 == 0 ? [] : [0];
        byte[] resource =
        [
            .. "Photoshop 3.0\0"u8,
            .. "8BIM"u8,
            4,
            4,
            0,
            0,
            0,
            0,
            (byte)(data.Length >> 8),
            (byte)data.Length,
            .. data,
            .. padding,
        ];
        return InsertSegment(Plain(), 0xED, resource);
    }

    public static byte[] WithExif(string keywords)
    {
        var text = Encoding.Unicode.GetBytes(keywords + "\0");
        byte[] tiff =
        [
            .. "II*\0"u8,
            8,
            0,
            0,
            0,
            1,
            0,
            0x9E,
            0x9C,
            1,
            0,
            .. BitConverter.GetBytes(text.Length),
            26,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            .. text,
        ];
        return InsertSegment(Plain(), 0xE1, [.. "Exif\0\0"u8, .. tiff]);
    }

    public static byte[] Plain()
    {
        using var photo = Image.NewFromFile(Path.Combine(TestPaths.Photos, "things", "text.png"));
        return photo.JpegsaveBuffer(keep: Enums.ForeignKeep.None);
    }

    public static string Packet(string properties) =>
        $"""
            <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
            <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:lr="http://ns.adobe.com/lightroom/1.0/"
            xmlns:digiKam="http://www.digikam.org/ns/1.0/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:exif="http://ns.adobe.com/exif/1.0/">{properties}</rdf:Description></rdf:RDF></x:xmpmeta>
            """;

    public static string Bag(string property, params string[] items) =>
        $"<{property}><rdf:Bag>{string.Concat(items.Select(i => $"<rdf:li>{i}</rdf:li>"))}</rdf:Bag></{property}>";

    public static byte[] InsertSegment(byte[] jpeg, byte marker, byte[] content)
    {
        var length = content.Length + 2;
        return [0xFF, 0xD8, 0xFF, marker, (byte)(length >> 8), (byte)length, .. content, .. jpeg[2..]];
    }

    public static byte[] With(string field, byte[] value, string suffix)
    {
        using var photo = Image.NewFromFile(Path.Combine(TestPaths.Photos, "things", "text.png"));
        using var tagged = photo.Mutate(m => m.Set(GValue.BlobType, field, value));
        return tagged.WriteToBuffer(suffix);
    }
}
