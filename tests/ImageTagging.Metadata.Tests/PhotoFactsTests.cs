using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ImageTagging.Imaging.Tests;
using ImageTagging.TestSupport;
using static ImageTagging.Metadata.Tests.TaggedPicture;

namespace ImageTagging.Metadata.Tests;

public sealed partial class PhotoFactsTests
{
    private const int Seed = 411;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Files =>
        [".jpg", ".tif", ".png", ".webp", ".avif[effort=0]", ".heic", ".dng", ".psd", ".xmp"];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Facts_are_those_that_exiftool_reads(string suffix)
    {
        Assert.SkipUnless(ExifTool.IsThere, "exiftool is not installed.");
        using var folder = new TempFolder();
        var random = new Random(Seed);
        var ending = suffix.Split('[')[0];
        var (equal, all) = (0, 0);
        var others = new List<string>();
        for (var i = 0; i < Trials.Count(40); i++)
        {
            var file = folder.File($"{i}{ending}");
            if (ending != ".xmp")
            {
                await File.WriteAllBytesAsync(file, await PictureAsync(suffix, folder), Cancel);
            }

            await ExifTool.RunAsync(["-q", "-overwrite_original", .. ExifTool.RandomTags(random, ending), file], Cancel);
            using var expected = JsonDocument.Parse(await ExifTool.RunAsync(["-j", "-n", "-G1", file], Cancel));
            var bytes = await File.ReadAllBytesAsync(file, Cancel);
            // What stands in an XMP file is told of the picture beside it.
            var facts = await ReadAsync(
                ending == ".xmp"
                    ? new()
                    {
                        Name = $"{i}.jpg",
                        Content = Plain(),
                        Sidecars = [bytes],
                    }
                    : new() { Name = $"{i}{ending}", Content = bytes }
            );
            foreach (var (field, ours, theirs) in ExifTool.Compare(facts, expected.RootElement[0]))
            {
                all++;
                equal += ours == theirs ? 1 : 0;
                if (ours != theirs)
                {
                    others.Add($"{i} {field}: '{ours}', exiftool has '{theirs}'");
                }
            }
        }

        TestContext.Current.SendDiagnosticMessage($"{suffix}: {equal} of {all} facts equal exiftool's.");
        // An XMP file has fewer.
        Assert.True(all >= (ending == ".xmp" ? 10 : 40), $"Only {all} facts were compared.");
        Assert.True(equal >= all * 0.99, string.Join('\n', others));
    }

    private static async Task<byte[]> PictureAsync(string suffix, TempFolder folder)
    {
        switch (suffix)
        {
            case ".psd":
                return
                [
                    .. "8BPS"u8,
                    .. (byte[])[0, 1, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 8, 0, 3],
                    .. new byte[12],
                    .. (byte[])[0, 0, 1, 2, 3],
                ];
            case ".heic":
                var (png, heic) = (folder.File("plain.png"), folder.File("plain.heic"));
                if (!File.Exists(heic))
                {
                    await File.WriteAllBytesAsync(png, With("comment", [0], ".png"), Cancel);
                    try
                    {
                        var start = new ProcessStartInfo("heif-enc", [png, "-o", heic]) { UseShellExecute = false };
                        using var encoder = Process.Start(start)!;
                        await encoder.WaitForExitAsync(Cancel);
                    }
                    catch (System.ComponentModel.Win32Exception)
                    {
                        // Not installed.
                    }

                    Assert.SkipUnless(File.Exists(heic), "heif-enc is not installed, or has no encoder.");
                }

                return await File.ReadAllBytesAsync(heic, Cancel);
            default:
                return With("comment", [0], suffix == ".dng" ? ".tif" : suffix);
        }
    }

    [Fact]
    public async Task The_order_is_exif_xmp_iptc_sidecar_takeout_name_and_the_files_time()
    {
        var sidecar = Encoding.UTF8.GetBytes(
            Packet(
                "<dc:title><rdf:Alt><rdf:li xml:lang='x-default'>Beside</rdf:li></rdf:Alt></dc:title><xmp:Rating>4</xmp:Rating>"
                    + "<exif:DateTimeOriginal>2018-05-06T07:08:09+02:00</exif:DateTimeOriginal>"
            )
        );
        var takeout =
            """
            {"title":"IMG_20190704_123456.jpg","description":"From Takeout","favorited":true,
             "photoTakenTime":{"timestamp":"1562236496"},"geoData":{"latitude":48.2,"longitude":16.4,"altitude":170.5},
             "people":[{"name":"Ann"},{"name":"Ann"},{"name":"\ud800"}]}
            """u8.ToArray();
        var file = new PhotoFile
        {
            Name = "2019/IMG_20190704_123456.jpg",
            Content = WithXmp(
                Bag("dc:subject", "sea") + "<dc:description><rdf:Alt><rdf:li>Inside</rdf:li></rdf:Alt></dc:description>"
            ),
            ModifiedAt = DateTimeOffset.UnixEpoch,
        };
        var facts = await ReadAsync(file);
        Assert.Equal((new(2019, 7, 4, 12, 34, 56), TimeCertainty.Guess, FactSource.FileName), Taken(facts));
        Assert.Equal(FactSource.FileTime, (await ReadAsync(file with { Name = "a.jpg" })).Taken!.Source);

        facts = await ReadAsync(file with { Takeout = takeout });
        Assert.Equal((new(2019, 7, 4, 10, 34, 56), TimeCertainty.Instant, FactSource.Takeout), Taken(facts));
        Assert.Equal(new PhotoPosition(48.2, 16.4, 170.5), facts.Position!.Value);
        Assert.True(facts.IsFavourite!.Value);
        Assert.Equal(["Ann"], facts.People.Select(p => p.Value.Name));
        Assert.Equal(new Fact<string>("Inside", FactSource.Xmp), facts.Description);

        (facts, var warning) = await ReadAllAsync(file with { Takeout = takeout, Sidecars = [sidecar] });
        Assert.Equal((new(2018, 5, 6, 7, 8, 9), TimeCertainty.Zoned, FactSource.Sidecar), Taken(facts));
        Assert.Equal(TimeSpan.FromHours(2), facts.Taken!.Value.Offset);
        Assert.Equal(new Fact<string>("Beside", FactSource.Sidecar), facts.Title);
        Assert.Equal(new Fact<int>(4, FactSource.Sidecar), facts.Rating);
        Assert.Null(warning);
    }

    [Fact]
    public async Task A_fault_of_one_source_loses_no_other()
    {
        var (facts, warning) = await ReadAllAsync(
            new()
            {
                Name = "2020-02-30_x_2020-03-01.jpg",
                Content = "no picture"u8.ToArray(),
                Sidecars = ["<x:xmpmeta><rdf:Description><xmp:Rating>3</xmp:Rating><dc:title>"u8.ToArray()],
                Takeout = "{\"description\":"u8.ToArray(),
            }
        );
        Assert.Equal(3, facts.Rating!.Value);
        Assert.Equal((new(2020, 3, 1), TimeCertainty.Guess, FactSource.FileName), Taken(facts));
        Assert.NotNull(warning);
    }

    [Fact]
    public async Task The_beginning_of_a_picture_is_enough_for_its_facts()
    {
        var whole = WithXmp("<xmp:Rating>5</xmp:Rating>");
        var start = whole.AsSpan().IndexOf("</x:xmpmeta>"u8) + 40;
        Assert.Equal(5, (await ReadAsync(new() { Name = "a.jpg", Content = whole.AsMemory(0, start) })).Rating!.Value);
    }

    [Fact]
    public async Task People_have_boxes_where_a_region_says_so()
    {
        const string Regions = """
            <mwg-rs:Regions xmlns:mwg-rs="http://www.metadataworkinggroup.com/schemas/regions/" xmlns:stArea="http://ns.adobe.com/xmp/sType/Area#" rdf:parseType="Resource">
            <mwg-rs:RegionList><rdf:Bag><rdf:li rdf:parseType="Resource"><mwg-rs:Name>Ann</mwg-rs:Name><mwg-rs:Type>Face</mwg-rs:Type>
            <mwg-rs:Area stArea:x="0.5" stArea:y="0.4" stArea:w="0.2" stArea:h="0.1" stArea:unit="normalized"/></rdf:li></rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions>
            <ext:PersonInImage xmlns:ext="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"><rdf:Bag><rdf:li>Ann</rdf:li><rdf:li>Bob</rdf:li></rdf:Bag></ext:PersonInImage>
            """;
        var people = (await ReadAsync(new() { Name = "a.jpg", Content = WithXmp(Regions) })).People;
        Assert.Equal(["Ann", "Bob"], people.Select(p => p.Value.Name));
        var box = people[0].Value.Box!.Value;
        Assert.Equal((0.4, 0.35, 0.2, 0.1), (Math.Round(box.Left, 6), Math.Round(box.Top, 6), box.Width, box.Height));
        Assert.Null(people[1].Value.Box);
    }

    [Theory]
    [InlineData("IMG_20190704_123456.jpg", "2019-07-04T12:34:56")]
    [InlineData("PXL_20210102_030405678.MP.jpg", "2021-01-02T03:04:05")]
    [InlineData("IMG-20200229-WA0001.jpg", "2020-02-29T00:00:00")]
    [InlineData("Screenshot 2023-12-31 at 23.59.58.png", "2023-12-31T23:59:58")]
    [InlineData("2019/07/DSC_0042.jpg", null)]
    [InlineData("IMG_20190230_123456.jpg", null)]
    [InlineData("12019070412345678.jpg", null)]
    [InlineData("20190704.jpg", "2019-07-04T00:00:00")]
    [InlineData("Screenshot 2023-12-31 at 11.59.58 PM.png", "2023-12-31T23:59:58")]
    [InlineData("Screenshot 2023-12-31 at 11.59.58\u202fPM.png", "2023-12-31T23:59:58")]
    [InlineData("Screenshot 2023-12-31 at 12.00.01 AM.png", "2023-12-31T00:00:01")]
    [InlineData("WhatsApp Image 2023-05-06 at 7.08.09 PM.jpeg", "2023-05-06T19:08:09")]
    [InlineData("2023-05-06 12.08.09 pm.jpeg", "2023-05-06T12:08:09")]
    [InlineData("2023-05-06 10.08.09 ambient.jpeg", "2023-05-06T10:08:09")]
    [InlineData("FB_IMG_1562236496000.jpg", "2019-07-04T10:34:56")]
    [InlineData("mmexport1562236496123.jpg", "2019-07-04T10:34:56")]
    [InlineData("9990000000000.jpg", null)]
    [InlineData("15622364960001.jpg", null)]
    public void A_name_tells_its_time(string name, string? expected) =>
        Assert.Equal(expected, PhotoNames.TimeOf(name)?.Local.ToString("s", CultureInfo.InvariantCulture));

    [Fact]
    public void Names_beside_a_picture_are_known()
    {
        Assert.Equal(["x/a.jpg.xmp", "x/a.xmp"], PhotoNames.SidecarsOf("x/a.jpg"));
        Assert.Contains("x/a.jpg.supplemental-metadata.json", PhotoNames.TakeoutsOf("x/a.jpg"));
        Assert.Contains("x/a.jpg.json", PhotoNames.TakeoutsOf("x/a.jpg"));
        Assert.Contains("a.jpg(2).json", PhotoNames.TakeoutsOf("a(2).jpg"));
        Assert.Contains("a.jpg.json", PhotoNames.TakeoutsOf("a-edited.jpg"));
        Assert.Contains("a.jpg(2).json", PhotoNames.TakeoutsOf("a-edited(2).jpg"));
        Assert.Contains("a.jpg(2).json", PhotoNames.TakeoutsOf("a(2)-edited.jpg"));
        Assert.DoesNotContain("a-2.jpg.json", PhotoNames.TakeoutsOf("a-20.jpg"));
        Assert.DoesNotContain("IMG.jpg.json", PhotoNames.TakeoutsOf("IMG-20200229-WA0001.jpg"));
        var name = new string('n', 44) + ".jpg";
        Assert.Contains(name[..46] + ".json", PhotoNames.TakeoutsOf(name));
        Assert.Contains(
            "abc_20190704.jpg.supplemental-metadata.json"[..42],
            PhotoNames.TakeoutsOf("abc_20190704.jpg")[0],
            StringComparison.Ordinal
        );
    }

    /// <summary>Files of Takeout as it names them, over names of every length, for each of which a folder has many others.</summary>
    [Fact]
    public void Each_picture_of_a_takeout_finds_its_own_file_first()
    {
        string[] words =
        [
            "-edited",
            "-bearbeitet",
            "-modifi\u00e9",
            "-modifie\u0301",
            "-ha editado",
            "-modificato",
            "-bewerkt",
            "-\u7de8\u96c6\u6e08\u307f",
            "-edytowane",
            "-muokattu",
            "-\u0438\u0437\u043c\u0435\u043d\u0435\u043d\u043e",
        ];
        const string Supplement = ".supplemental-metadata";
        for (var seed = Seed; seed < Seed + Trials.Count(300); seed++)
        {
            var random = new Random(seed);
            var there = new HashSet<string>(StringComparer.Ordinal);
            var pictures = new List<(string Picture, string Json)>();
            var length = random.Next(5);
            for (var i = 0; i < 30; i++)
            {
                var title = $"IMG_{i:D4}" + new string((char)('a' + random.Next(3)), (length * 10) + random.Next(12)) + ".jpg";
                var json = title + Supplement[..random.Next(Supplement.Length + 1)];
                json = json[..Math.Min(json.Length, 46)];
                var copies = random.Next(3);
                for (var copy = 0; copy <= copies; copy++)
                {
                    var number = copy == 0 ? "" : $"({copy})";
                    var stem = title[..^4];
                    var word = random.Next(2) == 0 ? words[random.Next(words.Length)] : "";
                    if (!there.Add($"{json}{number}.json"))
                    {
                        continue;
                    }

                    pictures.Add(($"{Cut(stem)}{number}.jpg", $"{json}{number}.json"));
                    if (word.Length > 0)
                    {
                        pictures.Add(($"{Cut(stem + word)}{number}.jpg", $"{json}{number}.json"));
                    }
                }
            }

            foreach (var (picture, json) in pictures)
            {
                Assert.Equal(
                    (seed, picture, json),
                    (seed, picture, PhotoNames.TakeoutsOf(picture).FirstOrDefault(there.Contains))
                );
            }
        }

        // A picture's name is cut to 51 characters with its ending, as its file's is.
        static string Cut(string stem) => stem[..Math.Min(stem.Length, 47)];
    }

    [Fact]
    public async Task What_Windows_writes_counts_after_what_other_programs_do()
    {
        var tiff = new TiffFile();
        var exif = tiff.End(
            tiff.Directory(
                0,
                (0x9C9D, Encoding.Unicode.GetBytes("www.example.org\0")),
                (0x9C9B, Encoding.Unicode.GetBytes("Sea\0"))
            )
        );
        var picture = InsertSegment(
            WithXmp("<dc:creator><rdf:Seq><rdf:li>Ann</rdf:li></rdf:Seq></dc:creator>"),
            0xE1,
            [.. "Exif\0\0"u8, .. exif]
        );
        var facts = await ReadAsync(new() { Name = "a.jpg", Content = picture });
        Assert.Equal((new("Ann", FactSource.Xmp), new("Sea", FactSource.Exif)), (facts.Artist!, facts.Title!));
    }

    [Fact]
    public async Task Of_two_blocks_of_IPTC_that_of_the_picture_counts_and_not_that_of_its_EXIF()
    {
        byte[] Block(string by) => [0x1C, 2, 80, 0, (byte)by.Length, .. Encoding.ASCII.GetBytes(by)];
        var tiff = new TiffFile();
        var exif = tiff.End(tiff.Directory(0, (33723, Block("Agency"))));
        foreach (var isFirst in (bool[])[true, false])
        {
            byte[] block = [.. "Exif\0\0"u8, .. exif];
            byte[] own = [.. "Photoshop 3.0\0"u8, .. "8BIM"u8, 4, 4, 0, 0, 0, 0, 0, 8, .. Block("Ann")];
            var picture = isFirst
                ? InsertSegment(InsertSegment(Plain(), 0xED, own), 0xE1, block)
                : InsertSegment(InsertSegment(Plain(), 0xE1, block), 0xED, own);
            Assert.Equal("Ann", (await ReadAsync(new() { Name = "a.jpg", Content = picture })).Artist!.Value);
        }
    }

    [Theory]
    [InlineData("2005:09:15 16:28:54", "2005-09-15T16:28:54")]
    [InlineData("2005.09.15 16:28:54", "2005-09-15T16:28:54")]
    [InlineData("2005-09-15T16:28:54", "2005-09-15T16:28:54")]
    [InlineData("2005/09/15 16:28", "2005-09-15T16:28:00")]
    [InlineData("2005:09:15:16:28:54", "2005-09-15T16:28:54")]
    [InlineData("2005:09:15 16:28:54+02:00", "2005-09-15T16:28:54")]
    [InlineData("2005:09:15", "2005-09-15T00:00:00")]
    [InlineData("0000:00:00 00:00:00", null)]
    [InlineData("    :  :     :  :  ", null)]
    [InlineData("2005:13:15 16:28:54", null)]
    [InlineData("2005:09:15 25:28:54", null)]
    public async Task Times_are_read_as_programs_write_them(string written, string? expected)
    {
        var tiff = new TiffFile();
        var exif = tiff.End(tiff.Directory(0, (0x9003, written)));
        var facts = await ReadAsync(new() { Name = "a.jpg", Content = InsertSegment(Plain(), 0xE1, [.. "Exif\0\0"u8, .. exif]) });
        Assert.Equal(expected, facts.Taken?.Value.Local.ToString("s", CultureInfo.InvariantCulture));
        Assert.Equal(written.Contains('+', StringComparison.Ordinal) ? TimeSpan.FromHours(2) : null, facts.Taken?.Value.Offset);
    }

    [Fact]
    public async Task Facts_of_mutated_files_are_read_or_lost_and_never_more()
    {
        var random = new Random(Seed);
        byte[][] whole = [WithXmp("<xmp:Rating>5</xmp:Rating>"), WithExif("boat"), WithIptc("sea"), With("comment", [0], ".tif")];
        var reader = new PhotoFactsReader();
        for (var i = 0; i < Trials.Count(10_000); i++)
        {
            var damaged = (byte[])whole[i % whole.Length].Clone();
            for (var j = 0; j < 8; j++)
            {
                damaged[random.Next(Math.Min(damaged.Length, 2000))] = (byte)random.Next(256);
            }

            var (facts, _) = await reader.ReadAsync(
                new()
                {
                    Name = "a.jpg",
                    Content = damaged,
                    Sidecars = [damaged],
                    Takeout = damaged,
                },
                Cancel
            );
            Assert.True(facts.Rating is null or { Value: >= -1 and <= 5 }, $"Seed {Seed}, trial {i}.");
        }
    }

    private static (DateTime Local, TimeCertainty Certainty, FactSource Source) Taken(PhotoFacts facts) =>
        (facts.Taken!.Value.Local, facts.Taken.Value.Certainty, facts.Taken.Source);

    private static async Task<PhotoFacts> ReadAsync(PhotoFile file) => (await ReadAllAsync(file)).Facts;

    private static async Task<PhotoReading> ReadAllAsync(PhotoFile file) => await new PhotoFactsReader().ReadAsync(file, Cancel);

    /// <summary>The program that knows most of metadata, where it is installed.</summary>
    internal static partial class ExifTool
    {
        private static readonly string[] s_texts = ["Blue sea", "Größe & Söhne", "日本の写真", "a \"quoted\" word", "Zoë"];

        public static bool IsThere { get; } =
            (Environment.GetEnvironmentVariable("PATH") ?? "")
                .Split(Path.PathSeparator)
                .Any(folder => File.Exists(Path.Combine(folder, "exiftool")));

        public static async Task<string> RunAsync(string[] arguments, CancellationToken cancellation)
        {
            var start = new ProcessStartInfo("exiftool") { RedirectStandardOutput = true, UseShellExecute = false };
            Array.ForEach(arguments, start.ArgumentList.Add);
            using var process = Process.Start(start)!;
            var output = await process.StandardOutput.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return output;
        }

        public static IEnumerable<string> RandomTags(Random random, string ending)
        {
            string Text() => s_texts[random.Next(s_texts.Length)];
            string Date(char dash) =>
                new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Unspecified)
                    .AddSeconds(random.Next(700_000_000))
                    .ToString($"yyyy{dash}MM{dash}dd HH:mm:ss", CultureInfo.InvariantCulture);
            (string Tag, Func<string> Value)[] tags =
            [
                ("EXIF:DateTimeOriginal", () => Date(':')),
                ("EXIF:OffsetTimeOriginal", () => "+02:00"),
                ("EXIF:Make", Text),
                ("EXIF:Model", Text),
                ("EXIF:LensModel", Text),
                ("EXIF:FocalLength", () => $"{random.Next(10, 500)}.5"),
                ("EXIF:ExposureTime", () => $"1/{random.Next(2, 4000)}"),
                ("EXIF:FNumber", () => "2.8"),
                ("EXIF:ISO", () => $"{random.Next(50, 50_000)}"),
                ("EXIF:Orientation#", () => $"{random.Next(1, 9)}"),
                ("EXIF:Artist", Text),
                ("EXIF:Copyright", Text),
                ("EXIF:ImageDescription", Text),
                ("XMP-exif:DateTimeOriginal", () => Date(':') + "-05:30"),
                ("XMP-dc:Title", Text),
                ("XMP-dc:Description", Text),
                ("XMP-xmp:Rating", () => $"{random.Next(1, 6)}"),
                ("XMP-dc:Creator", Text),
                ("XMP-dc:Rights", Text),
                ("XMP-tiff:Model", Text),
                ("XMP-aux:Lens", Text),
                ("IPTC:ObjectName", Text),
                ("IPTC:Caption-Abstract", Text),
                ("IPTC:By-line", Text),
                ("IPTC:CodedCharacterSet", () => "UTF8"),
            ];
            foreach (
                var (tag, value) in tags.Where(t =>
                    ending is ".jpg" or ".tif" || !t.Tag.StartsWith("IPTC", StringComparison.Ordinal)
                )
            )
            {
                if (random.Next(2) == 0 || tag == "IPTC:CodedCharacterSet")
                {
                    yield return $"-{tag}={value()}";
                }
            }

            if (ending == ".dng")
            {
                yield return "-DNGVersion=1.4.0.0";
            }

            if (random.Next(2) == 0)
            {
                yield return $"-EXIF:GPSLatitude={random.Next(1, 89)}.{random.Next(1000)}";
                yield return "-EXIF:GPSLatitudeRef=S";
                yield return $"-EXIF:GPSLongitude={random.Next(1, 179)}.{random.Next(1000)}";
                yield return "-EXIF:GPSLongitudeRef=W";
                yield return "-EXIF:GPSAltitude=123.5";
                yield return "-EXIF:GPSAltitudeRef#=1";
            }
        }

        /// <summary>Each fact of ours or theirs, in the same words.</summary>
        public static IEnumerable<(string Field, string Ours, string Theirs)> Compare(PhotoFacts facts, JsonElement tool)
        {
            string? First(params string[] names)
            {
                // XMP in a box of its own is called XML.
                foreach (var name in names.SelectMany(n => (string[])[n, n.Replace("XMP-", "XML-", StringComparison.Ordinal)]))
                {
                    if (tool.TryGetProperty(name, out var value))
                    {
                        var text = value.ValueKind == JsonValueKind.Array ? value[0].ToString() : value.ToString();
                        text = text.ReplaceLineEndings("\n").Trim();
                        if (text.Length > 0)
                        {
                            return text;
                        }
                    }
                }

                return null;
            }

            // None are written as zero.
            string? Known(params string[] names) =>
                names.Select(n => First(n)).FirstOrDefault(n => n is not null && n.Any(c => c is > '0' and <= '9'));
            // As it is written, with one kind of marks; cameras without a clock write zeros, blanks or letters.
            string? Time(string? name, string zone = "") =>
                name is not null
                && First(name) is { } time
                && Written().Match(time) is { Success: true } match
                && match.Groups["y"].Value != "0000"
                    ? string.Create(
                        CultureInfo.InvariantCulture,
                        $"{match.Groups["y"]}:{match.Groups["m"]}:{match.Groups["d"]} {(match.Groups["t"].Success ? match.Groups["t"] : "00:00")}{(match.Groups["s"].Success ? match.Groups["s"] : ":00")}{(match.Groups["o"].Success ? match.Groups["o"].Value.Replace("Z", "+00:00", StringComparison.Ordinal) : match.Groups["t"].Success ? zone : "")}"
                    )
                    : null;
            string Round(string? number) =>
                double.TryParse(number, CultureInfo.InvariantCulture, out var value) ? Say(value) : "";
            string Turned(string? number) =>
                Round(number) is var turned && turned is ['1' or '2' or '3' or '4' or '5' or '6' or '7' or '8'] ? turned : "";
            string Say(double? number) => number?.ToString("G6", CultureInfo.InvariantCulture) ?? "";
            var taken = facts.Taken?.Value;
            var theirTaken =
                Time("ExifIFD:DateTimeOriginal", First("ExifIFD:OffsetTimeOriginal") ?? "")
                ?? Time("ExifIFD:CreateDate", First("ExifIFD:OffsetTimeDigitized") ?? "")
                ?? Time("XMP-exif:DateTimeOriginal")
                ?? Time("XMP-photoshop:DateCreated")
                ?? Time(First("IPTC:TimeCreated") is null ? "IPTC:DateCreated" : "Composite:DateTimeCreated")
                ?? Time("XMP-xmp:CreateDate")
                ?? Time("Keys:CreationDate")
                ?? Time("UserData:DateTimeOriginal")
                // In UTC, as the format has it.
                ?? Time("QuickTime:CreateDate", "+00:00")
                ?? Time("IFD0:ModifyDate", First("ExifIFD:OffsetTime") ?? "")
                ?? "";
            var (theirNorth, theirEast) = (
                Round(First("Composite:GPSLatitude", "XMP-exif:GPSLatitude")),
                Round(First("Composite:GPSLongitude", "XMP-exif:GPSLongitude"))
            );
            // What stands at 0, 0 had no reception.
            var isPlaced = (theirNorth, theirEast) is not ("0", "0") && theirNorth.Length > 0 && theirEast.Length > 0;
            var ourTaken = taken is null
                ? ""
                : taken.Local.ToString("yyyy:MM:dd HH:mm:ss", CultureInfo.InvariantCulture) + Offset(taken.Offset);
            (string, string, string)[] all =
            [
                ("taken", ourTaken, theirTaken),
                ("make", facts.CameraMake?.Value ?? "", First("IFD0:Make", "XMP-tiff:Make", "Keys:Make") ?? ""),
                ("model", facts.CameraModel?.Value ?? "", First("IFD0:Model", "XMP-tiff:Model", "Keys:Model") ?? ""),
                ("lens", facts.Lens?.Value ?? "", First("ExifIFD:LensModel", "XMP-aux:Lens") ?? ""),
                ("focal length", Say(facts.FocalLength?.Value), Round(Known("ExifIFD:FocalLength", "XMP-exif:FocalLength"))),
                ("exposure", Say(facts.ExposureTime?.Value), Round(Known("ExifIFD:ExposureTime", "XMP-exif:ExposureTime"))),
                ("aperture", Say(facts.Aperture?.Value), Round(Known("ExifIFD:FNumber", "XMP-exif:FNumber"))),
                ("iso", Say(facts.Iso?.Value), Round(Known("ExifIFD:ISO", "XMP-exif:ISO"))),
                ("orientation", Say(facts.Orientation?.Value), Turned(First("IFD0:Orientation", "XMP-tiff:Orientation"))),
                (
                    "artist",
                    facts.Artist?.Value ?? "",
                    First("IFD0:Artist", "XMP-dc:Creator", "IPTC:By-line", "IFD0:XPAuthor", "UserData:Author") ?? ""
                ),
                ("rights", facts.Rights?.Value ?? "", First("IFD0:Copyright", "XMP-dc:Rights", "IPTC:CopyrightNotice") ?? ""),
                (
                    "description",
                    facts.Description?.Value ?? "",
                    First(
                        "IFD0:ImageDescription",
                        "XMP-dc:Description",
                        "IPTC:Caption-Abstract",
                        "IFD0:XPComment",
                        "UserData:Description"
                    ) ?? ""
                ),
                (
                    "title",
                    facts.Title?.Value ?? "",
                    First("XMP-dc:Title", "XMP-photoshop:Headline", "IPTC:ObjectName", "IPTC:Headline", "IFD0:XPTitle") ?? ""
                ),
                ("rating", Say(facts.Rating?.Value), Round(Known("XMP-xmp:Rating"))),
                (
                    "duration",
                    Say(facts.Duration?.Value.TotalSeconds),
                    First("File:MIMEType")?.StartsWith("video/", StringComparison.Ordinal) == true
                    && Known("QuickTime:Duration") is { } seconds
                        ? Say(Math.Round(double.Parse(seconds, CultureInfo.InvariantCulture), 3))
                        : ""
                ),
                ("latitude", Say(facts.Position?.Value.Latitude), isPlaced ? theirNorth : ""),
                ("longitude", Say(facts.Position?.Value.Longitude), isPlaced ? theirEast : ""),
                (
                    "altitude",
                    Say(facts.Position?.Value.Altitude),
                    isPlaced ? Round(First("Composite:GPSAltitude", "GPS:GPSAltitude")) : ""
                ),
            ];
            return all.Where(a => a.Item2.Length > 0 || a.Item3.Length > 0);
        }

        [GeneratedRegex(
            "^(?<y>[0-9]{4})[-:./](?<m>[0-9]{2})[-:./](?<d>[0-9]{2})([ T:]+(?<t>[0-9]{2}:[0-9]{2})(?<s>:[0-9]{2})?([.][0-9]+)?(?<o>Z|[+-][0-9]{2}:[0-9]{2})?)?$",
            RegexOptions.ExplicitCapture
        )]
        private static partial Regex Written();

        private static string Offset(TimeSpan? offset) =>
            offset is { } span ? (span < TimeSpan.Zero ? "-" : "+") + span.ToString("hh\\:mm", CultureInfo.InvariantCulture) : "";
    }
}
