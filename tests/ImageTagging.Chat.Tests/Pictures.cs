using ImageTagging.Imaging;
using ImageTagging.Testing;
using ImageTagging.TestSupport;

namespace ImageTagging.Chat.Tests;

/// <summary>A photograph, and the codec that scales it.</summary>
internal static class Pictures
{
    public static VipsImageCodec Codec { get; } = new(new ImagingOptions());

    public static byte[] Photo { get; } = File.ReadAllBytes(Path.Combine(TestPaths.Photos, "space", "rocket.jpg"));

    /// <summary>A picture with this name.</summary>
    public static ImageToTag Of(string key = "a.jpg", byte[]? bytes = null)
    {
        var source = new FakeImageSource();
        return new(source, source.Put(key, bytes ?? Photo));
    }
}
