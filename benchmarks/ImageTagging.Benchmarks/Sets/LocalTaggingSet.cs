using System.Diagnostics;
using ImageTagging.Imaging;
using ImageTagging.Onnx;
using ImageTagging.Onnx.Cards;
using ImageTagging.Onnx.Inference;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>How near local tagging comes to what the processors could do at best.</summary>
internal sealed class LocalTaggingSet : IBenchmarkSet
{
    private const int Alone = 100;

    public string Name => "local-tagging";

    public string Title => "Tagging on this machine, all cores, 1-megapixel and 12-megapixel JPEGs";

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        await MeasureAsync(run, "1-megapixel", 1160, 870, run.Number("small", 400), cancellationToken);
        await MeasureAsync(run, "12-megapixel", 4000, 3000, run.Number("large", 120), cancellationToken);
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
        var decode = await DecodeAsync(store, cancellationToken);
        var inference = await InferenceAsync(store, cancellationToken);
        run.Report($"{what}: decode, processor time", decode * 1000, "ms/picture");
        run.Report($"{what}: inference, processor time", inference * 1000, "ms/picture");

        using var tagger = new OnnxTagger();
        await TagAllAsync(new JpegStore(JpegStore.Photograph(width, height), 40), tagger, cancellationToken);
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        var started = Stopwatch.GetTimestamp();
        await TagAllAsync(store, tagger, cancellationToken);
        var rate = count / Stopwatch.GetElapsedTime(started).TotalSeconds;
        process.Refresh();
        var used = (process.TotalProcessorTime - before).TotalMilliseconds / count;
        run.Report($"{what}: bytes of a picture", store.Bytes(0).Length, "bytes");
        run.Report($"{what}: processor time, whole pipeline", used, "ms/picture");
        run.Report($"{what}: tagged a second, whole pipeline", rate, "pictures/s");
        run.Report($"{what}: share of the best", rate / (Environment.ProcessorCount / (decode + inference)), "", Bar.Over(0.9));
    }

    private static async Task TagAllAsync(JpegStore store, OnnxTagger tagger, CancellationToken cancellationToken)
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

    private static async Task<double> DecodeAsync(JpegStore store, CancellationToken cancellationToken)
    {
        var codec = new VipsImageCodec();
        var request = new PixelRequest(512, 512);
        var pixels = new byte[request.Length];
        return await ProcessorTimeAsync(async i => await codec.DecodeAsync(store.Bytes(i), request, pixels, cancellationToken));
    }

    private static async Task<double> InferenceAsync(JpegStore store, CancellationToken cancellationToken)
    {
        var model = LoadedModel.BuiltIn();
        var reader = new DetectorReader(model, model.Card.Detector!);
        using var session = ModelSession.Open(model, reader.Outputs);
        var slot = session.Rent();
        await new VipsImageCodec().DecodeAsync(store.Bytes(0), new(512, 512), slot.Pixels, cancellationToken);
        return await ProcessorTimeAsync(_ =>
        {
            using var outputs = session.Run(slot, cancellationToken);
            return ValueTask.CompletedTask;
        });
    }

    // The processor's seconds of one piece of work that runs alone, after a warm-up.
    private static async Task<double> ProcessorTimeAsync(Func<int, ValueTask> work)
    {
        for (var i = 0; i < 5; i++)
        {
            await work(i);
        }

        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        for (var i = 0; i < Alone; i++)
        {
            await work(i);
        }

        process.Refresh();
        return (process.TotalProcessorTime - before).TotalSeconds / Alone;
    }
}
