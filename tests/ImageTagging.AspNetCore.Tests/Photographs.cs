using ImageTagging.Imaging;
using ImageTagging.TestSupport;

namespace ImageTagging.AspNetCore.Tests;

/// <summary>Small real photographs, each with other bytes.</summary>
internal static class Photographs
{
    private static readonly Lazy<byte[]> s_small = new(Make);

    public static string Astronaut { get; } = Path.Combine(TestPaths.Photos, "people", "astronaut.png");

    /// <summary>A JPEG of 96 pixels with a comment that says its number.</summary>
    public static byte[] Small(int number)
    {
        var photo = s_small.Value;
        byte[] comment = [0xFF, 0xFE, 0, 10, .. System.Text.Encoding.ASCII.GetBytes($"{number:D8}")];
        return [.. photo[..2], .. comment, .. photo[2..]];
    }

    private static byte[] Make()
    {
        var codec = new VipsImageCodec();
        var task = codec.EncodeAsync(File.ReadAllBytes(Astronaut), new() { MaxSide = 96 }).AsTask();
        return task.GetAwaiter().GetResult().Content.ToArray();
    }
}
