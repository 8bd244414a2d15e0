using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using NetVips;

namespace ImageTagging.Imaging.Tests;

/// <summary>Decodes damaged files of every kind in a process of its own, whose end tells of a crash, and tells its peak of memory.</summary>
internal static class HostileProcess
{
    public const string Argument = "hostile";

    // Less than the default, so that it can be told from what the runtime takes by itself.
    private const long Bound = 256L << 20;
    private const int Side = 96;

    /// <summary>What became of the files.</summary>
    /// <param name="Decoded">Files that were decoded all the same.</param>
    /// <param name="Refused">Files that were refused.</param>
    /// <param name="Slowest">The longest that one took, in milliseconds.</param>
    /// <param name="Peak">The most MiB resident over those before.</param>
    /// <param name="Faults">What was neither.</param>
    public sealed record Outcome(int Decoded, int Refused, long Slowest, long Peak, IReadOnlyList<string> Faults);

    /// <summary>The kinds of files that are damaged.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
    [
        "jpeg",
        "progressive",
        "cmyk",
        "png",
        "16 bit",
        "interlaced",
        "webp",
        "lossless webp",
        "gif",
        "tiff",
        "tiled tiff",
        "avif",
        "heic",
        .. RawFiles.Types.Keys,
        .. PlainFiles.Types.Keys,
    ];

    /// <summary>Decodes so many files.</summary>
    /// <param name="seed">What they are damaged by.</param>
    /// <param name="count">How many.</param>
    /// <param name="heic">A HEIC file; null where none can be made.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<Outcome> RunAsync(int seed, int count, string? heic, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) is "dotnet")
        {
            start.ArgumentList.Add(typeof(HostileProcess).Assembly.Location);
        }

        string[] arguments =
        [
            Argument,
            seed.ToString(CultureInfo.InvariantCulture),
            count.ToString(CultureInfo.InvariantCulture),
            heic ?? "",
        ];
        Array.ForEach(arguments, start.ArgumentList.Add);
        using var process = Process.Start(start)!;
        var lines = (await process.StandardOutput.ReadToEndAsync(cancellation)).Split('\n');
        await process.WaitForExitAsync(cancellation);
        // Another code is a crash; the last line then names the file at work.
        Assert.True(
            process.ExitCode == 0,
            $"Seed {seed}: ended with {process.ExitCode} at {lines.LastOrDefault(l => l.Length > 0)}."
        );
        var numbers = lines[^2].Split(' ').Select(n => long.Parse(n, CultureInfo.InvariantCulture)).ToArray();
        return new(
            (int)numbers[0],
            (int)numbers[1],
            numbers[2],
            numbers[3],
            [.. lines.Where(l => l.StartsWith("fault ", StringComparison.Ordinal))]
        );
    }

    /// <summary>The work of the process.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var (seed, count) = (
            int.Parse(arguments[0], CultureInfo.InvariantCulture),
            int.Parse(arguments[1], CultureInfo.InvariantCulture)
        );
        var wholes = Kinds
            .Where(k => k != "heic" || arguments[2].Length > 0)
            .Select(k => (Kind: k, Bytes: k == "heic" ? File.ReadAllBytes(arguments[2]) : Whole(k)))
            .ToArray();
        var codec = new VipsImageCodec(new() { MaxMemory = Bound, Timeout = TimeSpan.FromSeconds(30) });
        foreach (var (_, bytes) in wholes)
        {
            await codec.EncodeAsync(bytes, new() { MaxSide = 64 });
        }

        var before = Resident("VmRSS:");
        await File.WriteAllTextAsync("/proc/self/clear_refs", "5");
        var (decoded, refused, slowest) = (0, 0, 0L);
        for (var i = 0; i < count; i++)
        {
            // Each by a seed of its own, so that one can be made again alone.
            var random = new Random(unchecked((seed * 100_003) + i));
            var (kind, whole) = wholes[i % wholes.Length];
            var file = Damaged(whole, random);
            // Before it is decoded: a crash says nothing more.
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{i} {kind}"));
            var watch = Stopwatch.StartNew();
            try
            {
                _ =
                    i % 2 == 0
                        ? (object)await codec.EncodeAsync(file, new() { MediaType = "image/webp", MaxSide = 64 })
                        : await codec.DecodeAsync(file, new(32, 32), new byte[32 * 32 * 3]);
                decoded++;
            }
            catch (ImageTaggingException fault) when (fault.Kind == FailureKind.Refused && !fault.Message.Any(char.IsControl))
            {
                refused++;
            }
            catch (Exception fault)
            {
                Console.WriteLine($"fault {i} {kind}: {fault.GetType().Name} {fault.Message.ReplaceLineEndings(" ")}");
            }

            slowest = Math.Max(slowest, watch.ElapsedMilliseconds);
        }

        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{decoded} {refused} {slowest} {(Resident("VmHWM:") - before) >> 10}")
        );
        return 0;
    }

    private static byte[] Whole(string kind)
    {
        if (PlainFiles.Types.ContainsKey(kind))
        {
            return PlainFiles.Make(kind);
        }

        using var photo = Image.ThumbnailBuffer(Pictures.Coffee, Side);
        if (RawFiles.Types.ContainsKey(kind))
        {
            return RawFiles.Make(kind, photo.JpegsaveBuffer(), 6);
        }

        switch (kind)
        {
            case "cmyk":
                using (var cmyk = photo.Colourspace(Enums.Interpretation.Cmyk))
                {
                    return cmyk.JpegsaveBuffer();
                }

            case "16 bit":
                using (var deep = photo.Colourspace(Enums.Interpretation.Rgb16))
                {
                    return deep.PngsaveBuffer(bitdepth: 16);
                }

            default:
                return photo.WriteToBuffer(
                    kind switch
                    {
                        "jpeg" => ".jpg",
                        "progressive" => ".jpg[interlace]",
                        "png" => ".png",
                        "interlaced" => ".png[interlace]",
                        "webp" => ".webp",
                        "lossless webp" => ".webp[lossless]",
                        "gif" => ".gif",
                        "tiff" => ".tif[compression=lzw]",
                        "tiled tiff" => ".tif[tile,tile-width=16,tile-height=16,compression=deflate]",
                        _ => ".avif[effort=0]",
                    }
                );
        }
    }

    // Cut, with wrong bytes, with numbers that promise too much, with parts twice or left out, or several of these.
    private static byte[] Damaged(byte[] whole, Random random)
    {
        var file = (byte[])whole.Clone();
        for (var left = random.Next(1, 4); left > 0 && file.Length > 16; left--)
        {
            // Headers decide most.
            var most = random.Next(2) == 0 ? Math.Min(file.Length, 128) : file.Length;
            var at = random.Next(most);
            switch (random.Next(6))
            {
                case 0:
                    file = file[..random.Next(1, file.Length)];
                    break;
                case 1:
                    for (var i = random.Next(1, 16); i > 0; i--)
                    {
                        file[random.Next(most)] = (byte)random.Next(256);
                    }

                    break;
                case 2:
                    file[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 3:
                    int[] sizes =
                    [
                        0,
                        -1,
                        int.MaxValue,
                        int.MinValue,
                        0x7FFF,
                        0xFFFF,
                        30_000,
                        100_000,
                        file.Length,
                        file.Length + 1,
                    ];
                    var size = sizes[random.Next(sizes.Length)];
                    var place = file.AsSpan(Math.Min(at, file.Length - 4), 4);
                    if (random.Next(2) == 0)
                    {
                        BinaryPrimitives.WriteInt32BigEndian(place, size);
                    }
                    else if (random.Next(2) == 0)
                    {
                        BinaryPrimitives.WriteInt32LittleEndian(place, size);
                    }
                    else
                    {
                        BinaryPrimitives.WriteInt16LittleEndian(place, unchecked((short)size));
                    }

                    break;
                case 4:
                    var length = random.Next(1, Math.Min(file.Length - at, 4096) + 1);
                    file = [.. file[..(at + length)], .. file[at..]];
                    break;
                default:
                    file = [.. file[..at], .. file[Math.Min(file.Length, at + random.Next(1, 64))..]];
                    break;
            }
        }

        return file.Length == 0 ? [0] : file;
    }

    private static long Resident(string name) =>
        long.Parse(
            File.ReadLines("/proc/self/status")
                .First(l => l.StartsWith(name, StringComparison.Ordinal))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture
        );

    /// <summary>The most MiB that it may hold over what was there before: the bound, and what the runtime and its libraries keep.</summary>
    public static long MostPeak => (Bound >> 20) + 128;
}
