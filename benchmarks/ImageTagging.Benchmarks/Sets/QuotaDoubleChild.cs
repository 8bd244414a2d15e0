using System.Globalization;
using ImageTagging.Testing;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>
/// The service with a quota, in a process of its own. Takes a quota a line (<c>bucket 50</c> of capacity 50 that starts empty,
/// <c>window 50</c>); at the end of its input it tells every call: seconds since the first, and what became of it.
/// </summary>
internal sealed class QuotaDoubleChild : IBenchmarkChild
{
    public string Name => "quota-double";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        await using var server = await RekognitionDouble.StartAsync();
        server.Delay = TimeSpan.FromMilliseconds(300);
        server.Quota = QuotaOf(arguments[0], arguments[1]);
        Console.WriteLine(server.ServiceUrl);
        while (await Console.In.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Split(' ') is [var kind, var rate])
            {
                server.Quota = QuotaOf(kind, rate);
                continue;
            }

            var calls = server.Calls.OrderBy(c => c.At).ToArray();
            foreach (var call in calls)
            {
                Console.WriteLine(
                    string.Create(CultureInfo.InvariantCulture, $"{(call.At - calls[0].At).TotalSeconds} {call.Outcome}")
                );
            }

            Console.WriteLine("end");
        }
    }

    private static RekognitionQuota QuotaOf(string kind, string rate)
    {
        var calls = int.Parse(rate, CultureInfo.InvariantCulture);
        return kind == "window"
            ? RekognitionQuota.FixedWindow(calls)
            : RekognitionQuota.TokenBucket(calls, capacity: 50, startsEmpty: true);
    }
}
