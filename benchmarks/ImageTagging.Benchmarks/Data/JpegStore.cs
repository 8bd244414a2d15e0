using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;
using ImageTagging.TestSupport;
using NetVips;

namespace ImageTagging.Benchmarks;

/// <summary>A store of JPEGs that decode alike and yet are different files: one photograph, each time with another comment.</summary>
public sealed class JpegStore(byte[] photograph, int count) : IImageSource
{
    private static readonly DateTimeOffset Modified = new(2024, 5, 6, 7, 8, 9, TimeSpan.Zero);

    // FF FE, a length of 10, eight bytes of text.
    private const int CommentLength = 12;

    /// <inheritdoc />
    public string Name => "jpegs";

    /// <summary>A photograph of the samples, enlarged to a camera's size, with a sensor's noise.</summary>
    public static byte[] Photograph(int width, int height)
    {
        using var small = Image.NewFromFile(Path.Combine(TestPaths.Photos, "people", "astronaut.png"));
        using var large = small.Resize(width / (double)small.Width, vscale: height / (double)small.Height);
        using var noise = Image.Gaussnoise(width, height, sigma: 6, mean: 0, seed: 1);
        using var noisy = large + noise;
        using var bytes = noisy.Cast(Enums.BandFormat.Uchar);
        using var picture = bytes.Copy(interpretation: Enums.Interpretation.Srgb);
        return picture.JpegsaveBuffer(q: 85);
    }

    /// <summary>The bytes of one of the files.</summary>
    public byte[] Bytes(int number) => [.. Head(number), .. photograph.AsSpan(2)];

    /// <inheritdoc />
    public async IAsyncEnumerable<SourceEntry> ListAsync(
        KeyRange range,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        for (var number = 0; number < count; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var key = Key(number);
            if (range.Contains(key))
            {
                yield return new ImageListing
                {
                    Key = key,
                    Location = "made-up:///" + key,
                    Size = photograph.Length + CommentLength,
                    ModifiedAt = Modified,
                    ListedAt = TimeProvider.System.GetUtcNow(),
                };
            }
        }

        await Task.CompletedTask;
    }

    /// <inheritdoc />
    public ValueTask<Stream> OpenReadAsync(ImageListing image, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        var number = int.Parse(image.Key.AsSpan(0, 8), CultureInfo.InvariantCulture);
        return ValueTask.FromResult<Stream>(new JpegStream(Head(number), photograph.AsMemory(2)));
    }

    private static string Key(int number) => number.ToString("D8", CultureInfo.InvariantCulture) + ".jpg";

    private byte[] Head(int number)
    {
        byte[] head = [.. photograph.AsSpan(0, 2), 0xFF, 0xFE, .. new byte[CommentLength - 2]];
        BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(4), CommentLength - 2);
        number.TryFormat(head.AsSpan(6, 8), out _, "D8", CultureInfo.InvariantCulture);
        return head;
    }
}
