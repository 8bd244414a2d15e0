using System.Diagnostics;
using ImageTagging.Imaging;
using ImageTagging.TestSupport;

namespace ImageTagging.PageTests;

/// <summary>A hundred and fifty files as they gather in some years: of a phone and a camera, of Takeout, scans, and what is no picture.</summary>
internal static class MixedFiles
{
    private const string Vienna = "<exif:GPSLatitude>48,12.5N</exif:GPSLatitude><exif:GPSLongitude>16,22.4E</exif:GPSLongitude>";

    /// <summary>Makes them, and returns as how many pictures they are shown.</summary>
    public static async Task<int> MakeAsync(string library)
    {
        var small = await SmallAsync();
        var n = 0;
        byte[] Next() => small[n++ % small.Count];
        var pictures = 0;

        // A phone: ten in July, ten in August, half of them in Vienna; five are Live Photos. HEIC where it can be made.
        for (var i = 0; i < 20; i++)
        {
            var name = Path.Combine(library, "Phone", $"IMG_{1000 + i}.jpg");
            await WriteAsync(name, Next());
            await WriteAsync(
                name + ".xmp",
                Xmp(i < 10 ? $"2019-07-{i + 1:00}" : $"2019-08-{i + 1:00}", "Apple", "iPhone 12", i % 2 == 0 ? Vienna : "")
            );
            if (i < 5)
            {
                await WriteAsync(Path.ChangeExtension(name, ".MOV"), [0, 0, 0, 20, .. "ftypqt  "u8, 0, 0, 0, 0, .. "qt  "u8]);
            }
        }

        pictures += 20;
        // A camera: raw files beside their JPEG, and two that stand alone.
        for (var i = 0; i < 12; i++)
        {
            var name = Path.Combine(library, "Camera", $"_MG_{2000 + i}");
            var jpeg = Next();
            await WriteAsync(name + ".JPG", jpeg);
            await WriteAsync(name + ".CR2", Raw(jpeg));
            await WriteAsync(
                name + ".xmp",
                Xmp($"2021-05-{i + 1:00}", "Canon", "EOS R6", i < 10 ? Place("Athens", "Greece") : "")
            );
        }

        for (var i = 0; i < 2; i++)
        {
            var name = Path.Combine(library, "Camera", $"_MG_{3000 + i}.CR2");
            await WriteAsync(name, Raw(Next()));
            await WriteAsync(name + ".xmp", Xmp($"2021-06-{i + 1:00}", "Canon", "EOS R6", "<xmp:Rating>5</xmp:Rating>"));
        }

        pictures += 14;
        // Takeout: two in Vienna, three of Ann, one with a heart.
        for (var i = 0; i < 15; i++)
        {
            var name = Path.Combine(library, "Takeout", "Google Photos", $"PXL_{i}.jpg");
            await WriteAsync(name, Next());
            var at = new DateTimeOffset(2023, 8, i + 1, 12, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
            var geo =
                i < 2
                    ? """{"latitude":48.2085,"longitude":16.3721,"altitude":170}"""
                    : """{"latitude":0,"longitude":0,"altitude":0}""";
            await WriteAsync(
                name + ".json",
                $$"""{"title":"PXL_{{i}}.jpg","photoTakenTime":{"timestamp":"{{at}}"},"geoData":{{geo}},"people":[{{(i < 3 ? """{"name":"Ann"}""" : "")}}],"favorited":{{(i == 4 ? "true" : "false")}}}"""
            );
        }

        pictures += 15;
        for (var i = 0; i < 14; i++)
        {
            await WriteAsync(Path.Combine(library, "Scans", $"scan {i}.jpg"), Next());
        }

        pictures += 14;
        for (var i = 0; i < 4; i++)
        {
            if (await HeicAsync(Path.Combine(library, "Phone", $"IMG_{4000 + i}.HEIC")))
            {
                pictures++;
            }
        }

        // What is no picture, or a damaged one.
        var stuff = Path.Combine(library, "Stuff");
        await WriteAsync(Path.Combine(stuff, "cut.jpg"), small[0][..400]);
        await WriteAsync(Path.Combine(stuff, "empty.jpg"), []);
        await WriteAsync(Path.Combine(stuff, "page.jpg"), "<html></html>");
        pictures += 3;
        foreach (var name in (string[])["Thumbs.db", ".DS_Store", "notes.txt", "drawing.xcf", "desktop.ini"])
        {
            await WriteAsync(Path.Combine(stuff, name), "junk");
        }

        for (var i = 0; i < 10; i++)
        {
            await WriteAsync(Path.Combine(stuff, $"letter {i}.doc"), "a letter");
        }

        return pictures;
    }

    private static async Task<List<byte[]>> SmallAsync()
    {
        var codec = new VipsImageCodec();
        List<byte[]> small = [];
        foreach (
            var file in Directory
                .EnumerateFiles(TestPaths.Photos, "*.*", SearchOption.AllDirectories)
                .Where(f => Path.GetExtension(f) is ".jpg" or ".png")
                .Order(StringComparer.Ordinal)
                .Take(12)
        )
        {
            var made = await codec.EncodeAsync(
                await File.ReadAllBytesAsync(file),
                new() { MediaType = "image/jpeg", MaxSide = 240 },
                TestContext.Current.CancellationToken
            );
            small.Add(made.Content.ToArray());
        }

        return small;
    }

    private static Task WriteAsync(string path, string text) => WriteAsync(path, System.Text.Encoding.UTF8.GetBytes(text));

    private static Task WriteAsync(string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return File.WriteAllBytesAsync(path, content);
    }

    private static string Place(string city, string country) =>
        $"<photoshop:City>{city}</photoshop:City><photoshop:Country>{country}</photoshop:Country>";

    private static string Xmp(string day, string make, string model, string more) =>
        $"""
            <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
            xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:tiff="http://ns.adobe.com/tiff/1.0/"
            xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"><exif:DateTimeOriginal>{day}T12:00:00</exif:DateTimeOriginal>
            <tiff:Make>{make}</tiff:Make><tiff:Model>{model}</tiff:Model>{more}</rdf:Description></rdf:RDF></x:xmpmeta>
            """;

    // As Canon lays one out: a directory whose strip is the preview.
    private static byte[] Raw(byte[] preview)
    {
        (ushort Tag, ushort Type, uint Count, uint Value)[] entries =
        [
            (0x100, 4, 1, 640),
            (0x101, 4, 1, 480),
            (0x103, 3, 1, 6),
            (0x10F, 2, 6, 94),
            (0x111, 4, 1, 100),
            (0x117, 4, 1, (uint)preview.Length),
        ];
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        writer.Write([.. "II*\0"u8, 16, 0, 0, 0, .. "CR"u8, 2, 0, 0, 0, 0, 0]);
        writer.Write((ushort)entries.Length);
        foreach (var (tag, type, count, value) in entries)
        {
            writer.Write(tag);
            writer.Write(type);
            writer.Write(count);
            writer.Write(value);
        }

        writer.Write(0);
        writer.Write("Canon\0"u8);
        writer.Write(preview);
        return file.ToArray();
    }

    private static async Task<bool> HeicAsync(string path)
    {
        var png = Path.Combine(TestPaths.Photos, "animals/chelsea.png");
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo("heif-enc", ["-q", "30", png, "-o", path])
                {
                    UseShellExecute = false,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )!;
            await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync();
            return File.Exists(path);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
