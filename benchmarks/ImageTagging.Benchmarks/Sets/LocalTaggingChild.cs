using System.Globalization;
using ImageTagging.Onnx;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>Tags many twelve-megapixel pictures with two workers and tells its working set, each tenth of the way and at its peak.</summary>
internal sealed class LocalTaggingChild : IBenchmarkChild
{
    public const string ChildName = "local-tagging-memory";

    public string Name => ChildName;

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var count = int.Parse(arguments[0], CultureInfo.InvariantCulture);
        using var tagger = new OnnxTagger(new() { MaxConcurrency = 2 });
        var watch = new Watch(count);
        await using var pipeline = ImageTaggingPipeline
            .CreateBuilder()
            .From(new JpegStore(JpegStore.Photograph(4000, 3000), count))
            .TagWith(new WatchedTagger(tagger, watch))
            .IndexInto(new InMemoryTagIndex())
            .Build();
        var report = await pipeline.RunAsync(cancellationToken: cancellationToken);
        if (report.Failures.Count > 0)
        {
            throw new InvalidOperationException("Pictures failed: " + report.Failures[0]);
        }

        Watch.Tell(Machine.WorkingSet());
        Watch.Tell(Machine.PeakWorkingSet());
    }

    private sealed class Watch(int count)
    {
        private int _done;

        public void Done()
        {
            if (Interlocked.Increment(ref _done) % Math.Max(1, count / 10) == 0)
            {
                Tell(Machine.WorkingSet());
            }
        }

        public static void Tell(long bytes) =>
            Console.Out.WriteLine((bytes / (double)(1 << 20)).ToString(CultureInfo.InvariantCulture));
    }

    private sealed class WatchedTagger(ITagger inner, Watch watch) : DelegatingTagger(inner)
    {
        public override async ValueTask<TaggerResult> TagAsync(ImageToTag image, CancellationToken cancellationToken = default)
        {
            var answer = await base.TagAsync(image, cancellationToken);
            watch.Done();
            return answer;
        }
    }
}
