using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using ImageTagging.Testing;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>
/// Bucket and service of the end-to-end set in a process of their own: an S3 double full of small objects, and a Rekognition
/// that answers ten labels after a delay. Writes both addresses, then for each line of input the calls since the last one and when
/// the first of them came and the last, as <see cref="Stopwatch"/> counts, whose clock all processes share. Arguments: objects,
/// milliseconds.
/// </summary>
internal sealed class EndToEndChild : IBenchmarkChild
{
    public const string Bucket = "pictures";
    private const int Answers = 256;

    public string Name => "end-to-end-servers";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var images = new MillionImages(int.Parse(arguments[0], CultureInfo.InvariantCulture));
        var delay = TimeSpan.FromMilliseconds(int.Parse(arguments[1], CultureInfo.InvariantCulture));
        await using var store = await S3Double.StartAsync(cancellationToken: cancellationToken);
        var bucket = store.CreateBucket(Bucket);
        for (var number = 0; number < images.Count; number++)
        {
            bucket.Put(images.Key(number), Encoding.UTF8.GetBytes(images.Key(number)));
        }

        await using var service = await RekognitionDouble.StartAsync();
        service.Signatures.Add(new("test", "testsecret"));
        RekognitionFault[] answers =
        [
            .. Enumerable
                .Range(0, Answers)
                .Select(i =>
                    RekognitionFault.Raw(200, "application/x-amz-json-1.1", Answer(images, i % images.Count)) with
                    {
                        Delay = delay,
                    }
                ),
        ];
        var (calls, first, last) = (0, 0L, 0L);
        service.FaultFor = _ =>
        {
            var now = Stopwatch.GetTimestamp();
            var call = Interlocked.Increment(ref calls);
            if (call == 1)
            {
                Volatile.Write(ref first, now);
            }

            Volatile.Write(ref last, now);
            return answers[(uint)call % Answers];
        };
        Console.WriteLine(store.Address);
        Console.WriteLine(service.ServiceUrl);
        while (await Console.In.ReadLineAsync(cancellationToken) is not null)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{calls} {first} {last}"));
            service.ClearCalls();
            calls = 0;
        }
    }

    internal static string Answer(MillionImages images, int number)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("LabelModelVersion", "3.0");
            writer.WriteStartArray("Labels");
            foreach (var label in images.Record(number).Taggers[0].Labels)
            {
                writer.WriteStartObject();
                writer.WriteString("Name"u8, label.Name);
                writer.WriteNumber("Confidence", label.Confidence);
                Names(writer, "Parents", label.Parents);
                Names(writer, "Aliases", []);
                Names(writer, "Categories", label.Parents);
                Names(writer, "Instances", []);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Names(Utf8JsonWriter writer, string member, IEnumerable<string> names)
    {
        writer.WriteStartArray(member);
        foreach (var name in names)
        {
            writer.WriteStartObject();
            writer.WriteString("Name"u8, name);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
