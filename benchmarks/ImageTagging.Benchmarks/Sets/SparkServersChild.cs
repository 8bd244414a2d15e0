using System.Diagnostics;
using System.Globalization;
using System.Text;
using ImageTagging.Testing;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>
/// Bucket and service of the Spark set in a process of their own: an S3 double full of small objects, and a Rekognition whose
/// answer hangs on the key. Writes both addresses, then for each line of input the calls since the last one and the seconds
/// from the first of them to the last. Arguments: objects, milliseconds.
/// </summary>
internal sealed class SparkServersChild : IBenchmarkChild
{
    private const int Answers = 256;

    public string Name => "spark-servers";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var images = new MillionImages(int.Parse(arguments[0], CultureInfo.InvariantCulture));
        var delay = TimeSpan.FromMilliseconds(int.Parse(arguments[1], CultureInfo.InvariantCulture));
        await using var store = await S3Double.StartAsync(cancellationToken: cancellationToken);
        var bucket = store.CreateBucket(EndToEndChild.Bucket);
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
                    RekognitionFault.Raw(200, "application/x-amz-json-1.1", EndToEndChild.Answer(images, i % images.Count)) with
                    {
                        Delay = delay,
                    }
                ),
        ];
        var (calls, first, last) = (0, 0L, 0L);
        service.FaultFor = call =>
        {
            var now = Stopwatch.GetTimestamp();
            if (Interlocked.Increment(ref calls) == 1)
            {
                Volatile.Write(ref first, now);
            }

            Volatile.Write(ref last, now);
            return answers[Sum(call.Key!) % Answers];
        };
        Console.WriteLine(store.Address);
        Console.WriteLine(service.ServiceUrl);
        while (await Console.In.ReadLineAsync(cancellationToken) is not null)
        {
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{calls} {Stopwatch.GetElapsedTime(first, last).TotalSeconds}")
            );
            service.ClearCalls();
            calls = 0;
        }
    }

    private static int Sum(string key)
    {
        var sum = 0;
        foreach (var c in key)
        {
            sum = ((sum * 31) + c) & 0xffffff;
        }

        return sum;
    }
}
