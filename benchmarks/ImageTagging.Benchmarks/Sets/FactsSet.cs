using System.Diagnostics;
using System.Text;
using ImageTagging.Metadata;
using ImageTagging.TestSupport;
using NetVips;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>The processor's time that facts and keywords of a photograph take, from EXIF, XMP and an XMP file beside it.</summary>
internal sealed class FactsSet : IBenchmarkSet
{
    private const int Pictures = 50;

    public string Name => "facts";

    public string Title =>
        "Facts and keywords of photographs of 12 megapixels with EXIF and XMP, a sidecar and Takeout's file beside each";

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var files = Enumerable.Range(0, Pictures).Select(File).ToArray();
        var reader = new PhotoFactsReader();
        foreach (var file in files)
        {
            var (facts, warning) = await reader.ReadAsync(file, cancellationToken);
            if (
                facts is not { Taken: not null, Camera: not null, Rating: not null, IsFavourite: not null }
                || warning is not null
            )
            {
                throw new InvalidOperationException($"{file.Name}: not all facts were read: {warning}");
            }
        }

        run.Say("Every fact is read.");
        var count = run.Count(20_000);
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        for (var i = 0; i < count; i++)
        {
            await reader.ReadAsync(files[i % files.Length], cancellationToken);
        }

        process.Refresh();
        run.Report(
            "processor's time a picture",
            (process.TotalProcessorTime - before).TotalMilliseconds / count,
            "ms",
            Bar.Under(2)
        );
    }

    private static PhotoFile File(int number)
    {
        using var photo = Image.NewFromFile(Path.Combine(TestPaths.Photos, "things", "coffee.png"));
        using var large = photo.Resize(7);
        using var told = large.Mutate(m =>
        {
            m.Set(GValue.GStrType, "exif-ifd0-Make", "Maker");
            m.Set(GValue.GStrType, "exif-ifd0-Model", $"Model {number}");
            m.Set(GValue.GStrType, "exif-ifd2-DateTimeOriginal", $"2019:07:04 12:34:{number:00}");
            m.Set(GValue.BlobType, "xmp-data", Encoding.UTF8.GetBytes(Packet(number, 30)));
        });
        return new()
        {
            Name = $"2019/greece/picture {number}.jpg",
            Content = told.JpegsaveBuffer(),
            Sidecars = [Encoding.UTF8.GetBytes(Packet(number, 100))],
            Takeout = Encoding.UTF8.GetBytes(
                """{"photoTakenTime":{"timestamp":"1562236496"},"favorited":true,"people":[{"name":"Ann"}],"geoData":{"latitude":48.2,"longitude":16.4}}"""
            ),
            ModifiedAt = DateTimeOffset.UnixEpoch,
        };
    }

    private static string Packet(int number, int keywords) =>
        "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
        + "<rdf:Description xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:xmp='http://ns.adobe.com/xap/1.0/'>"
        + $"<xmp:Rating>{(number % 5) + 1}</xmp:Rating><dc:subject><rdf:Bag>"
        + string.Concat(Enumerable.Range(0, keywords).Select(k => $"<rdf:li>keyword {number} {k}</rdf:li>"))
        + "</rdf:Bag></dc:subject></rdf:Description></rdf:RDF></x:xmpmeta>";
}
