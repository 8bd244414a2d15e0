using ImageTagging.Calling;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace ImageTagging.Tests.Calling;

/// <summary>Plays a tagger's callers on one thread in virtual time: the clock moves a millisecond a step, and everything goes on inside the step.</summary>
internal sealed class VirtualRun
{
    private static readonly EmptySource s_source = new();

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 23, 0, 0, 0, TimeSpan.Zero));

    /// <summary>Tags so many images with so many workers; the caller's statistics come back.</summary>
    public CallStatistics Tag(
        SimulatedService service,
        TaggerCallOptions options,
        int images,
        int workers,
        double mostSeconds = 600
    ) => Tag(service, options, workers, (_, next) => next < images, mostSeconds);

    /// <summary>
    /// Tags until the predicate of second and image number says no more. Each of several processes has a pacer of its own and as many
    /// workers; the statistics are the first one's.
    /// </summary>
    public CallStatistics Tag(
        ITagger service,
        TaggerCallOptions options,
        int workers,
        Func<double, int, bool> goOn,
        double mostSeconds = 600,
        int processes = 1
    )
    {
        CallStatistics statistics = default;
        Exception? fault = null;
        // A thread of its own: no synchronisation context that would move continuations elsewhere.
        var thread = new Thread(() =>
        {
            try
            {
                statistics = Play(service, options, workers, goOn, mostSeconds, processes);
            }
            catch (Exception thrown)
            {
                fault = thrown;
            }
        });
        thread.Start();
        thread.Join();
        return fault is null ? statistics : throw new InvalidOperationException("The simulation failed.", fault);
    }

    private CallStatistics Play(
        ITagger service,
        TaggerCallOptions options,
        int workers,
        Func<double, int, bool> goOn,
        double mostSeconds,
        int processes
    )
    {
        var origin = Time.GetTimestamp();
        var callers = Enumerable
            .Range(1, processes)
            .Select(seed => new TaggerCaller(
                service,
                options,
                budget: null,
                Time,
                NullLogger.Instance,
                resumeInline: true,
                random: new(seed)
            ))
            .ToArray();
        var next = 0;
        var running = callers.SelectMany(caller => Enumerable.Range(0, workers).Select(_ => WorkAsync(caller))).ToArray();
        for (var step = 0L; step < mostSeconds * 1000 && running.Any(r => !r.IsCompleted); step++)
        {
            Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        if (Array.Find(running, r => !r.IsCompletedSuccessfully) is { } bad)
        {
            throw new InvalidOperationException($"A worker is {bad.Status}.", bad.Exception);
        }

        return callers[0].Statistics;

        async Task WorkAsync(TaggerCaller caller)
        {
            while (goOn(Time.GetElapsedTime(origin).TotalSeconds, next))
            {
                var number = next++;
                using var image = s_source.Image(number);
                var outcome = await caller.CallAsync(image, CancellationToken.None).ConfigureAwait(false);
                if (outcome.Result is null)
                {
                    throw new InvalidOperationException($"Image {number} was not tagged: {outcome.Failure}");
                }
            }
        }
    }
}
