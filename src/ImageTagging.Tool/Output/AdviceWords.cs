using System.Globalization;
using ImageTagging.Tool.Advising;

namespace ImageTagging.Tool.Output;

/// <summary>Advice in words and as JSON.</summary>
internal static class AdviceWords
{
    public static void Tell(ToolOutput output, Advice advice, string index)
    {
        Json(output, advice, index);
        var request = advice.Request;
        var shard = advice.PrimaryBytes / advice.Shards;
        output.Line(Text($"{Many(request.Images, "image")}, {request.TagsPerImage:0.#} tags each"));
        output.Line();
        output.Line(
            Text(
                $"Search server      {Many(advice.Shards, "shard")} of {Many(request.Images / advice.Shards, "image")} and {Size(shard)} each, {Many(advice.Replicas, "replica")}"
            )
        );
        output.Line(
            Text($"  disk             {Size(advice.DiskBytes)} over all data nodes, replicas and room for merging included")
        );
        output.Line(
            Text(
                $"  set              ELASTICSEARCH_SHARDS={advice.Shards} ELASTICSEARCH_REPLICAS=0 for the first run, replicas afterwards"
            )
        );
        output.Line(Text($"SQLite             {Size(advice.SqliteBytes)} in one file, on one machine"));
        output.Line(
            Text(
                $"Spark              {Many(advice.Partitions, "partition")} of {Many((long)Math.Ceiling(request.Images / (double)advice.Partitions), "image")} for {Many(request.Workers, "machine")} of {Many(request.Cores, "core")}"
            )
        );
        output.Line(
            Text(
                $"First run          {Time(advice.FirstRun)} at {advice.Rate:N0} images a second; it waits for {advice.Bottleneck}"
            )
        );
        output.Line(
            Text(
                $"  cost             {advice.Cost:N2} USD ({request.Price} a call), {Many(advice.ListingPages, "page")} of listing; copies cost nothing"
            )
        );
        output.Line(Text($"Nothing changed    {Time(advice.Unchanged)} for a run over unchanged images, no call"));
        output.Line();
        output.Line(
            "Computed from: "
                + string.Join("; ", MeasuredFigures.All.Select(f => Text($"{f.Name} {f.Value:#,0.###} {f.Unit}")))
                + "."
        );
    }

    private static void Json(ToolOutput output, Advice advice, string index) =>
        output.Object(
            "advice",
            w =>
            {
                w.WriteNumber("images", advice.Request.Images);
                w.WriteNumber("tagsPerImage", advice.Request.TagsPerImage);
                w.WriteNumber("shards", advice.Shards);
                w.WriteNumber("replicas", advice.Replicas);
                w.WriteNumber("primaryBytes", Math.Round(advice.PrimaryBytes));
                w.WriteNumber("diskBytes", Math.Round(advice.DiskBytes));
                w.WriteNumber("sqliteBytes", Math.Round(advice.SqliteBytes));
                w.WriteNumber("partitions", advice.Partitions);
                w.WriteNumber("imagesPerSecond", Math.Round(advice.Rate, 3));
                w.WriteString("bottleneck", advice.Bottleneck);
                w.WriteNumber("firstRunSeconds", Math.Round(advice.FirstRun.TotalSeconds));
                w.WriteNumber("unchangedRunSeconds", Math.Round(advice.Unchanged.TotalSeconds));
                w.WriteNumber("listingPages", advice.ListingPages);
                w.WriteNumber("cost", advice.Cost);
                w.WritePropertyName("template");
                IndexTemplate.FirstLoad(index).WriteTo(w);
                w.WritePropertyName("settingsAfterwards");
                IndexTemplate.Afterwards(advice.Replicas).WriteTo(w);
                w.WriteStartArray("figures");
                foreach (var figure in MeasuredFigures.All)
                {
                    w.WriteStartObject();
                    w.WriteString("name", figure.Name);
                    w.WriteNumber("value", figure.Value);
                    w.WriteString("unit", figure.Unit);
                    w.WriteString("source", figure.Source);
                    w.WriteEndObject();
                }

                w.WriteEndArray();
            }
        );

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Many(long count, string what) => Text($"{count:N0} {what}{(count == 1 ? "" : "s")}");

    private static string Size(double bytes) =>
        bytes switch
        {
            >= 1e12 => Text($"{bytes / 1e12:0.0} TB"),
            >= 1e9 => Text($"{bytes / 1e9:0.0} GB"),
            _ => Text($"{Math.Max(bytes / 1e6, 0.1):0.0} MB"),
        };

    private static string Time(TimeSpan time) =>
        time switch
        {
            { TotalDays: >= 2 } => Text($"{time.TotalDays:N1} days"),
            { TotalHours: >= 2 } => Text($"{time.TotalHours:0.0} hours"),
            { TotalMinutes: >= 2 } => Text($"{time.TotalMinutes:0.0} minutes"),
            _ => Text($"{Math.Max(1, time.TotalSeconds):0} seconds"),
        };
}
