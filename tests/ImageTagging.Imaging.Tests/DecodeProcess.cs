using System.Diagnostics;
using System.Globalization;

namespace ImageTagging.Imaging.Tests;

/// <summary>Decodes in a process of its own, and tells the most memory that this took beyond what was there before.</summary>
internal static class DecodeProcess
{
    public const string Argument = "decode";

    private const int Warmth = 64;

    /// <summary>What a decode took.</summary>
    /// <param name="Peak">The most MiB resident over those before.</param>
    /// <param name="Code">Why it was refused; null where it was not.</param>
    /// <param name="Message">The same in words.</param>
    public sealed record Outcome(long Peak, string? Code, string? Message);

    /// <summary>Runs one.</summary>
    /// <param name="file">The picture.</param>
    /// <param name="work"><c>rgb</c> for pixels, else a media type and a side, as in <c>image/webp:320</c>.</param>
    /// <param name="maxMemory">The bound; null for the default.</param>
    /// <param name="times">How many at once.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<Outcome> DecodeAsync(
        string file,
        string work,
        long? maxMemory,
        int times,
        CancellationToken cancellation
    )
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) is "dotnet")
        {
            start.ArgumentList.Add(typeof(DecodeProcess).Assembly.Location);
        }

        string[] arguments =
        [
            Argument,
            file,
            work,
            (maxMemory ?? new ImagingOptions().MaxMemory).ToString(CultureInfo.InvariantCulture),
            times.ToString(CultureInfo.InvariantCulture),
        ];
        Array.ForEach(arguments, start.ArgumentList.Add);
        using var process = Process.Start(start)!;
        var lines = (await process.StandardOutput.ReadToEndAsync(cancellation)).Split('\n');
        await process.WaitForExitAsync(cancellation);
        Assert.Equal(0, process.ExitCode);
        return new(
            long.Parse(lines[0], CultureInfo.InvariantCulture),
            lines[1].Length == 0 ? null : lines[1],
            lines[2].Length == 0 ? null : lines[2]
        );
    }

    public static async Task<int> RunAsync(string[] arguments)
    {
        var bytes = await File.ReadAllBytesAsync(arguments[0]);
        var options = new ImagingOptions { MaxMemory = long.Parse(arguments[2], CultureInfo.InvariantCulture) };
        var (work, times) = (arguments[1], int.Parse(arguments[3], CultureInfo.InvariantCulture));
        var small = Pictures.Solid(Warmth, Warmth, [1, 2, 3]);
        await WorkAsync(new(), small, work);
        // The high-water mark starts anew.
        await File.WriteAllTextAsync("/proc/self/clear_refs", "5");
        var before = Resident("VmRSS:");
        var (code, message) = ("", "");
        try
        {
            await Task.WhenAll(Enumerable.Range(0, times).Select(_ => WorkAsync(new(options), bytes, work)));
        }
        catch (ImageTaggingException fault)
        {
            (code, message) = (fault.Code, fault.Message);
        }

        Console.WriteLine((Resident("VmHWM:") - before) >> 10);
        Console.WriteLine(code);
        Console.WriteLine(message);
        return 0;
    }

    private static async Task WorkAsync(VipsImageCodec codec, byte[] bytes, string work)
    {
        if (work == "rgb")
        {
            var request = new PixelRequest(512, 512, PixelFit.Letterbox);
            await codec.DecodeAsync(bytes, request, new byte[request.Length]);
            return;
        }

        var parts = work.Split(':');
        var side = int.Parse(parts[1], CultureInfo.InvariantCulture);
        await codec.EncodeAsync(bytes, new() { MediaType = parts[0], MaxSide = side });
    }

    private static long Resident(string name) =>
        long.Parse(
            File.ReadLines("/proc/self/status")
                .First(l => l.StartsWith(name, StringComparison.Ordinal))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture
        );
}
