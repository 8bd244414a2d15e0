using System.Diagnostics;
using ImageTagging.Imaging;
using ImageTagging.Onnx;
using ImageTagging.Onnx.Cards;
using ImageTagging.Onnx.Inference;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>How near tagging with the default tagger comes to a bare loop of the same decodes and inferences, and what it costs.</summary>
/// <remarks>
/// Both run over the same files in turns, on all processors, so that what else the machine does slows them alike. <c>--small N</c> and
/// <c>--large N</c> say how many pictures of one and of twelve megapixels a turn has, <c>--turns N</c> how many turns there are.
/// </remarks>
internal sealed class LocalTaggingSet : IBenchmarkSet
{
    // As many parts as the default profile has the classifier look at.
    private const int Parts = 4;

    public string Name => "local-tagging";

    public string Title => "Tagging on this machine, all cores, 1-megapixel and 12-megapixel JPEGs";

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        await MeasureAsync(run, "1-megapixel", 1160, 870, run.Number("small", 60), cancellationToken);
        await MeasureAsync(run, "12-megapixel", 4000, 3000, run.Number("large", 30), cancellationToken);
        using var fast = new LocalTagger(new() { Profile = LocalProfile.Fast });
        await CostAsync(run, "fast", fast, Bar.Under(60), cancellationToken);
        using var thorough = new LocalTagger(new() { Profile = LocalProfile.Thorough });
        await CostAsync(run, "thorough", thorough, null, cancellationToken);
        using var detector = new OnnxTagger();
        await CostAsync(run, "the detector alone", detector, null, cancellationToken);
    }

    private static async Task MeasureAsync(
        BenchmarkRun run,
        string what,
        int width,
        int height,
        int count,
        CancellationToken cancellationToken
    )
    {
        var store = new JpegStore(JpegStore.Photograph(width, height), count);
        using var bare = new BareModels();
        using var tagger = new LocalTagger();
        await bare.LoopAsync(store, Math.Min(count, 10), cancellationToken);
        await TagAllAsync(store, tagger, cancellationToken);
        var (bareTime, ownTime, bareCost, ownCost) = (TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);
        var turns = run.Number("turns", 6);
        for (var turn = 0; turn < turns; turn++)
        {
            var (time, cost) = await TimeAsync(() => bare.LoopAsync(store, count, cancellationToken));
            (bareTime, bareCost) = (bareTime + time, bareCost + cost);
            (time, cost) = await TimeAsync(() => TagAllAsync(store, tagger, cancellationToken));
            (ownTime, ownCost) = (ownTime + time, ownCost + cost);
        }

        var pictures = (double)count * turns;
        run.Report($"{what}: bytes of a picture", store.Bytes(0).Length, "bytes");
        run.Report($"{what}: bare loop, processor time", bareCost.TotalMilliseconds / pictures, "ms/picture");
        run.Report(
            $"{what}: whole pipeline, processor time",
            ownCost.TotalMilliseconds / pictures,
            "ms/picture",
            width < 2_000 ? Bar.Under(260) : null
        );
        run.Report($"{what}: bare loop", pictures / bareTime.TotalSeconds, "pictures/s");
        run.Report($"{what}: tagged a second, whole pipeline", pictures / ownTime.TotalSeconds, "pictures/s");
        run.Report($"{what}: share of the bare loop", bareTime / ownTime, "", Bar.Over(0.9));
    }

    private static async Task CostAsync(
        BenchmarkRun run,
        string what,
        ITagger tagger,
        Bar? bar,
        CancellationToken cancellationToken
    )
    {
        var count = run.Number("small", 60);
        var store = new JpegStore(JpegStore.Photograph(1160, 870), count);
        await TagAllAsync(store, tagger, cancellationToken);
        var (_, cost) = await TimeAsync(() => TagAllAsync(store, tagger, cancellationToken));
        run.Report($"1-megapixel, {what}: whole pipeline, processor time", cost.TotalMilliseconds / count, "ms/picture", bar);
    }

    private static async Task<(TimeSpan Time, TimeSpan Cost)> TimeAsync(Func<Task> work)
    {
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        var started = Stopwatch.GetTimestamp();
        await work();
        process.Refresh();
        return (Stopwatch.GetElapsedTime(started), process.TotalProcessorTime - before);
    }

    private static async Task TagAllAsync(JpegStore store, ITagger tagger, CancellationToken cancellationToken)
    {
        await using var pipeline = ImageTaggingPipeline
            .CreateBuilder()
            .From(store)
            .TagWith(tagger)
            .IndexInto(new InMemoryTagIndex())
            .Build();
        var report = await pipeline.RunAsync(cancellationToken: cancellationToken);
        if (report.Failures.Count > 0)
        {
            throw new InvalidOperationException("Pictures failed: " + report.Failures[0]);
        }
    }

    /// <summary>The package's models, and nothing around them.</summary>
    private sealed class BareModels : IDisposable
    {
        private const int Side = 512;
        private readonly VipsImageCodec _codec = new();
        private readonly ModelSession _classifier = Open("imagenet1k.json", m => [m.Card.Classifier!.Output, m.Card.Embedding]);
        private readonly ModelSession _segmenter = Open("ade32.json", m => [m.Card.Segmenter!.Areas]);
        private readonly ModelSession _detector = Open("coco80.json", m => new DetectorReader(m, m.Card.Detector!).Outputs);

        /// <summary>Each picture decoded once, and each inference that the default profile makes, on all processors.</summary>
        public Task LoopAsync(JpegStore store, int count, CancellationToken cancellationToken) =>
            Parallel.ForEachAsync(
                Enumerable.Range(0, count),
                new ParallelOptions
                {
                    MaxDegreeOfParallelism = Environment.ProcessorCount,
                    CancellationToken = cancellationToken,
                },
                async (number, token) =>
                {
                    var pixels = new byte[new PixelRequest(Side, Side).Length];
                    await _codec.DecodeAsync(store.Bytes(number), new(Side, Side), pixels, token);
                    Infer(_detector, pixels, 1, token);
                    Infer(_segmenter, pixels, 1, token);
                    Infer(_classifier, pixels, Parts, token);
                }
            );

        public void Dispose()
        {
            _classifier.Dispose();
            _segmenter.Dispose();
            _detector.Dispose();
        }

        private static ModelSession Open(string card, Func<LoadedModel, IReadOnlyList<string?>> outputs)
        {
            var model = LoadedModel.BuiltIn(card);
            return ModelSession.Open(model, outputs(model));
        }

        private static void Infer(ModelSession session, byte[] pixels, int times, CancellationToken cancellationToken)
        {
            var slot = session.Rent();
            pixels.AsSpan(0, slot.Pixels.Length).CopyTo(slot.Pixels);
            for (var i = 0; i < times; i++)
            {
                using var outputs = session.Run(slot, cancellationToken);
            }

            session.Return(slot);
        }
    }
}
