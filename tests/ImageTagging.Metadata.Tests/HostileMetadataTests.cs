using System.Text;
using ImageTagging.TestSupport;
using static ImageTagging.Metadata.Tests.TaggedPicture;

namespace ImageTagging.Metadata.Tests;

/// <summary>Files that were made, or damaged, so that reading them hurts.</summary>
[Collection(Alone.Name)]
public sealed class HostileMetadataTests
{
    private const int Seed = 20261130;

    private static readonly Encoding s_latin = Encoding.Latin1;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Bombs =>
        [
            "blocks within blocks",
            "one block named by thousands",
            "the whole file as a packet, again and again",
            "a long text as keywords, again and again",
            "one item placed again and again",
            "thousands of extents without a length",
        ];

    [Theory]
    [MemberData(nameof(Bombs))]
    public async Task Metadata_that_would_fill_stack_memory_or_time_is_read_within_bounds(string bomb)
    {
        var picture = Make(bomb);
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var started = Environment.CpuUsage.TotalTime;
        var read = await KeywordKindTests.Read(picture);
        Assert.NotNull(read.Warning);
        Assert.InRange(Environment.CpuUsage.TotalTime - started, TimeSpan.Zero, TimeSpan.FromSeconds(9));
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - allocated, 0, 400L << 20);
    }

    [Theory]
    [InlineData("<dc:a b='c'>")]
    [InlineData("<dc:a b=\"")]
    [InlineData("<dc:subject>&amp;")]
    [InlineData("</dc:a>")]
    [InlineData("<![CDATA[")]
    [InlineData("<!DOCTYPE a [")]
    [InlineData("<?")]
    [InlineData("<a xmlns:b='c' xmlns:d='e'/>")]
    [InlineData("&#x26;lt;")]
    [InlineData("<rdf:li>")]
    public async Task Time_and_memory_grow_with_the_packet_alone(string repeated)
    {
        // The first reading pays for what is compiled.
        await Cost(repeated, 1 << 16);
        var (small, large) = (await Cost(repeated, 1 << 19), await Cost(repeated, 1 << 23));
        // Sixteen times as much: a square would take 256 times.
        Assert.InRange(large.Bytes, 0, (40 * small.Bytes) + (64 << 20));
        Assert.InRange(large.Time, TimeSpan.Zero, TimeSpan.FromSeconds(9));
    }

    [Fact]
    public async Task Mutated_files_are_answered_or_refused_and_neither_fill_memory_nor_take_long()
    {
        var random = new Random(Seed);
        byte[][] whole =
        [
            WithXmp(Bag("dc:subject", "sea", "boat") + Bag("lr:hierarchicalSubject", "a|b|c")),
            WithXmp(Bag("dc:subject", "sea"), ".png"),
            WithXmp(Bag("dc:subject", "sea"), ".webp"),
            WithXmp(Bag("dc:subject", "sea"), ".tif"),
            WithXmp(Bag("dc:subject", "sea"), ".tif[bigtiff]"),
            WithXmp(Bag("dc:subject", "sea"), ".avif[effort=0]"),
            WithIptc("sea", "boat", "Köln"),
            WithExif("sea;boat"),
            KeywordKindTests.PngWith("zTXt", [.. "Raw profile type iptc\0\0"u8, .. KeywordKindTests.Pack([1, 2, 3])]),
        ];
        var tagger = new MetadataTagger(KeywordKindTests.Patient);
        for (var i = 0; i < Trials.Count(20_000); i++)
        {
            var damaged = Damage(whole[i % whole.Length], random);
            var allocated = GC.GetTotalAllocatedBytes();
            try
            {
                using var image = new ImageToTag(new Memory(damaged), Memory.Listing(damaged));
                var read = await tagger.TagAsync(image, Cancel);
                Assert.InRange(read.Labels.Count, 0, 200);
                Assert.All(read.Labels, l => Assert.DoesNotContain(l.Name, char.IsControl));
            }
            catch (ImageTaggingException fault) when (fault.Kind == FailureKind.Refused)
            {
                Assert.NotEmpty(fault.Message);
            }
            catch (Exception fault)
            {
                Assert.Fail($"Seed {Seed}, trial {i}: {fault}");
            }

            Assert.InRange(GC.GetTotalAllocatedBytes() - allocated, 0, 400L << 20);
        }
    }

    private static byte[] Damage(byte[] whole, Random random)
    {
        var damaged = (byte[])whole.Clone();
        // Most of what says something stands at the front, or right at the end.
        for (var j = random.Next(12); j >= 0; j--)
        {
            var from = random.Next(4) == 0 ? 0 : damaged.Length - Math.Min(damaged.Length, 3000);
            var at =
                random.Next(2) == 0
                    ? random.Next(Math.Min(damaged.Length, 3000))
                    : from + random.Next(Math.Min(damaged.Length - from, 3000));
            damaged[at] = random.Next(3) switch
            {
                0 => (byte)random.Next(256),
                1 => 0xFF,
                _ => (byte)(damaged[at] ^ (1 << random.Next(8))),
            };
        }

        return random.Next(5) switch
        {
            0 => damaged[..random.Next(1, damaged.Length)],
            1 => [.. damaged.AsSpan(0, random.Next(damaged.Length)), .. damaged.AsSpan(random.Next(damaged.Length))],
            _ => damaged,
        };
    }

    private static async Task<(TimeSpan Time, long Bytes)> Cost(string repeated, int length)
    {
        var packet = string.Concat(Enumerable.Repeat(repeated, length / repeated.Length));
        var picture = KeywordKindTests.PngWith("iTXt", [.. "XML:com.adobe.xmp\0\0\0\0\0"u8, .. s_latin.GetBytes(packet)]);
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var started = Environment.CpuUsage.TotalTime;
        await KeywordKindTests.Read(picture);
        return (Environment.CpuUsage.TotalTime - started, GC.GetTotalAllocatedBytes(precise: true) - allocated);
    }

    private static byte[] Make(string bomb)
    {
        switch (bomb)
        {
            case "blocks within blocks":
                byte[] block = Tiff([]);
                for (var i = 0; i < 6000; i++)
                {
                    block = Tiff([(34377, Resource(0x0422, block))]);
                }

                return block;
            case "one block named by thousands":
                // Each of many entries leads to many resources, each of which leads to many entries.
                var inner = Tiff([.. Enumerable.Repeat(((ushort)700, "x"u8.ToArray()), 500)]);
                byte[] resources = [.. Enumerable.Repeat(Resource(0x0422, inner), 300).SelectMany(r => r)];
                return Shared(4000, 34377, resources);
            case "the whole file as a packet, again and again":
                return Shared(4000, 700, s_latin.GetBytes(new string('<', 40_000_000)));
            case "a long text as keywords, again and again":
                return Shared(4000, 0x9C9E, new byte[10_000_000]);
            case "one item placed again and again":
                return Heif(places: 4000, extents: 1, length: 20_000_000);
            default:
                return Heif(places: 4000, extents: 60_000, length: 0);
        }
    }

    private static byte[] Resource(int id, byte[] content) =>
        [.. "8BIM"u8, (byte)(id >> 8), (byte)id, 0, 0, .. KeywordKindTests.Big(content.Length), .. content];

    // Each entry with a value of its own.
    private static byte[] Tiff((ushort Tag, byte[] Value)[] entries)
    {
        using var tiff = new MemoryStream();
        tiff.Write([.. "II*\0"u8, 8, 0, 0, 0, .. BitConverter.GetBytes((ushort)entries.Length)]);
        var at = 8 + 2 + (12 * entries.Length) + 4;
        foreach (var (tag, value) in entries)
        {
            tiff.Write([
                .. BitConverter.GetBytes(tag),
                7,
                0,
                .. BitConverter.GetBytes(value.Length),
                .. BitConverter.GetBytes(at),
            ]);
            at += value.Length;
        }

        tiff.Write(new byte[4]);
        Array.ForEach(entries, e => tiff.Write(e.Value));
        return tiff.ToArray();
    }

    // Many entries with the same value.
    private static byte[] Shared(int entries, ushort tag, byte[] value)
    {
        using var tiff = new MemoryStream();
        tiff.Write([.. "II*\0"u8, 8, 0, 0, 0, .. BitConverter.GetBytes((ushort)entries)]);
        for (var i = 0; i < entries; i++)
        {
            tiff.Write([.. BitConverter.GetBytes(tag), 7, 0, .. BitConverter.GetBytes(value.Length)]);
            tiff.Write(BitConverter.GetBytes(8 + 2 + (12 * entries) + 4));
        }

        tiff.Write(new byte[4]);
        tiff.Write(value);
        return tiff.ToArray();
    }

    // An AVIF of one packet, which is placed over and over.
    private static byte[] Heif(int places, int extents, int length)
    {
        byte[] info = Box("infe", [2, 0, 0, 0, 0, 1, 0, 0, .. "mime"u8, 0, .. "application/rdf+xml\0"u8]);
        byte[] infos = Box("iinf", [0, 0, 0, 0, 0, 1, .. info]);
        using var located = new MemoryStream();
        located.Write([0, 0, 0, 0, length == 0 ? (byte)0 : (byte)0x44, 0, (byte)(places >> 8), (byte)places]);
        for (var i = 0; i < places; i++)
        {
            located.Write([0, 1, 0, 0, (byte)(extents >> 8), (byte)extents]);
            if (length > 0)
            {
                located.Write([0, 0, 0, 1, .. KeywordKindTests.Big(length)]);
            }
        }

        byte[] meta = Box("meta", [0, 0, 0, 0, .. infos, .. Box("iloc", located.ToArray())]);
        return [.. Box("ftyp", [.. "avif"u8, 0, 0, 0, 0]), .. meta, .. Box("mdat", new byte[Math.Max(length, 1000)])];
    }

    private static byte[] Box(string type, byte[] content) =>
        [.. KeywordKindTests.Big(content.Length + 8), .. Encoding.ASCII.GetBytes(type), .. content];

    private sealed class Memory(byte[] bytes) : IImageSource
    {
        public string Name => "memory";

        public static ImageListing Listing(byte[] bytes) =>
            new()
            {
                Key = "a.jpg",
                Location = "memory:///a.jpg",
                Size = bytes.Length,
                ModifiedAt = DateTimeOffset.UnixEpoch,
                ListedAt = DateTimeOffset.UnixEpoch,
            };

        public async IAsyncEnumerable<SourceEntry> ListAsync(
            KeyRange range,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default
        )
        {
            await Task.CompletedTask;
            yield return Listing(bytes);
        }

        public ValueTask<Stream> OpenReadAsync(ImageListing image, CancellationToken cancellationToken = default) =>
            new(new MemoryStream(bytes, writable: false));
    }
}

/// <summary>Tests that count what is allocated, and the processors' time, while nothing else of the process does anything.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
