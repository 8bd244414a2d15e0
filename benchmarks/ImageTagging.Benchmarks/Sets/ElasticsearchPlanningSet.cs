using System.Diagnostics;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>Planning a run over a million unchanged images in Elasticsearch: listing, scan in key order, merge join.</summary>
internal sealed class ElasticsearchPlanningSet : IBenchmarkSet
{
    private const string Index = "planning";

    public string Name => "elasticsearch-planning";

    public string Title => "Planning over unchanged images in Elasticsearch";

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var images = new MillionImages(run.Count());
        using var index = await ElasticsearchServer.CreateAsync(Index, cancellationToken);
        var filling = new MillionIndex(images, batch: 2_000);
        await filling.FillAsync(index, run.Say, cancellationToken);
        await filling.ChangeAsync(index, cancellationToken);
        run.Report("records written a second, one call at a time", filling.WriteRate, "records/s");

        var before = Machine.WorkingSet();
        await using var pipeline = ImageTaggingPipeline
            .CreateBuilder()
            .From(new MillionSource(images))
            .TagWith(new MillionTagger())
            .IndexInto(index)
            .Build();
        var times = new List<double>();
        for (var round = 0; round < 5; round++)
        {
            var started = Stopwatch.GetTimestamp();
            var plan = await pipeline.PlanAsync(cancellationToken: cancellationToken);
            times.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
            run.Say(FormattableString.Invariant($"{plan.Counts.Unchanged} unchanged in {times[^1]:0.0} s"));
            if (plan.Counts.Unchanged != plan.Counts.Listed)
            {
                throw new InvalidOperationException("Something has changed: " + plan.Counts);
            }
        }

        run.Report("planning (median of 5)", times.Order().ElementAt(2), "s", Bar.Under(30));
        run.Report("working set more than before", (Machine.WorkingSet() - before) / (double)(1 << 20), "MiB", Bar.Under(250));
        run.Report("peak working set, filling included", Machine.PeakWorkingSet() / (double)(1 << 20), "MiB");
        await ElasticsearchServer.DeleteAsync(Index, cancellationToken);
    }
}
