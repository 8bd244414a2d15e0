using ImageTagging.TestSupport;
using NetVips;

namespace ImageTagging.Imaging.Tests;

/// <summary>Bursts made of photographs, with a paid double that says which one it was shown.</summary>
public class BurstTests
{
    [Fact]
    public async Task Bursts_of_photographs_are_paid_for_once_each_and_none_is_served_by_another()
    {
        var photos = TestPaths.RequireShared("photos");
        using var folder = new TempFolder();
        var random = new Random(20261130);
        var modified = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        var (scenes, pictures) = (0, 0);
        foreach (var file in Directory.EnumerateFiles(photos, "*.jpg").Order(StringComparer.Ordinal))
        {
            using var small = Image.Thumbnail(file, 480);
            using var photo = small.CopyMemory();
            scenes++;
            for (var i = random.Next(1, 13); i > 0; i--)
            {
                pictures++;
                // The scene stands behind the bytes of the file, where no decoder looks.
                var scene = "scene" + Path.GetFileNameWithoutExtension(file);
                var made = folder.File($"{random.Next():x8}.jpg");
                await File.WriteAllBytesAsync(
                    made,
                    [.. Another(photo, random), .. System.Text.Encoding.ASCII.GetBytes(scene.PadRight(32))],
                    TestContext.Current.CancellationToken
                );
                File.SetLastWriteTimeUtc(made, modified.AddSeconds(random.NextDouble() * 5));
            }
        }

        var paid = new SceneTagger();
        var index = new InMemoryTagIndex();
        await using var pipeline = ImageTaggingPipeline
            .CreateBuilder()
            .From(new FolderImageSource(folder.Path))
            .TagWith(paid, new() { ReuseNearDuplicates = new() })
            .IndexInto(index)
            .UseCodec(new VipsImageCodec())
            .Build();
        var report = await pipeline.RunAsync(cancellationToken: TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{pictures} pictures of {scenes} scenes, {report.Counts.PaidCalls} calls"
        );
        Assert.Equal(pictures, report.Counts.Tagged);
        Assert.InRange(report.Counts.PaidCalls, scenes * 0.98, scenes * 1.02);
        await foreach (var record in index.ReadAllAsync(new EverythingQuery(), null, TestContext.Current.CancellationToken))
        {
            var bytes = await File.ReadAllBytesAsync(folder.File(record.Key), TestContext.Current.CancellationToken);
            Assert.Equal(SceneTagger.SceneOf(bytes), record.Taggers.Single().Labels.Single().Name);
        }
    }

    // As the next picture of a burst: the camera moved a little, the light and the sharpness changed, it was encoded anew.
    private static byte[] Another(Image photo, Random random)
    {
        var share = 0.985 + (random.NextDouble() * 0.015);
        var (width, height) = ((int)(photo.Width * share), (int)(photo.Height * share));
        using var moved = photo.Crop(random.Next(photo.Width - width + 1), random.Next(photo.Height - height + 1), width, height);
        using var lit = moved.Linear([0.9 + (random.NextDouble() * 0.2)], [(random.NextDouble() - 0.5) * 30]);
        using var blurred = lit.Gaussblur(0.3 + random.NextDouble());
        using var cast = blurred.Cast(Enums.BandFormat.Uchar);
        return cast.JpegsaveBuffer(q: random.Next(60, 95));
    }

    private sealed class SceneTagger : ITagger
    {
        public TaggerInfo Info { get; } =
            new()
            {
                Name = "double",
                Fingerprint = new("1", 0, 0),
                IsMetered = true,
                PricePerCall = 0.001m,
                MaxConcurrency = 8,
            };

        public static string SceneOf(ReadOnlySpan<byte> bytes) => System.Text.Encoding.ASCII.GetString(bytes[^32..]).TrimEnd();

        public bool ReadsBytes(ImageToTag image) => true;

        public async ValueTask<TaggerResult> TagAsync(ImageToTag image, CancellationToken cancellationToken = default)
        {
            var scene = SceneOf((await image.GetBytesAsync(cancellationToken)).Span);
            return new() { Labels = [new() { Name = scene, Confidence = 99 }] };
        }
    }
}
