using System.Globalization;
using ImageTagging.Conformance;

namespace ImageTagging.Sqlite.Tests.Processes;

/// <summary>What another process does with an index; each acknowledged write is told on a line of its own.</summary>
internal static class Worker
{
    public const int Batch = 25;

    public static async Task<int> RunAsync(string[] arguments)
    {
        await using var index = new SqliteTagIndex(arguments[1]);
        await index.EnsureReadyAsync();
        var name = arguments[2];
        var most = int.Parse(arguments[3], CultureInfo.InvariantCulture);
        for (var round = 0; round < most; round++)
        {
            switch (arguments[0])
            {
                case "write":
                    await WriteAsync(index, name, round);
                    break;
                case "count":
                    await CountAsync(index);
                    break;
                default:
                    return 2;
            }
        }

        return 0;
    }

    /// <summary>The record that a worker writes, and in which round.</summary>
    public static ImageRecord Record(string name, int round, int number)
    {
        var seed = (round * Batch) + number;
        return SampleRecords.Of(
            $"{name}/{round:00000}-{number:00}.jpg",
            ("everywhere", 30 + (seed % 70)),
            ($"tag {seed % 7}", 50),
            ($"tag {7 + (seed % 97)}", 95)
        );
    }

    // New ones, and those of the round before once more with other tags, so that postings change too.
    private static async Task WriteAsync(SqliteTagIndex index, string name, int round)
    {
        var writes = Enumerable.Range(0, Batch).Select(i => RecordWrite.Create(Record(name, round, i))).ToList();
        if (round > 0)
        {
            var names = Enumerable.Range(0, Batch).Select(i => Record(name, round - 1, i).Name).ToList();
            var stored = await index.GetManyAsync(names);
            writes.AddRange(
                stored
                    .OfType<ImageRecord>()
                    .Select(r =>
                        RecordWrite.Replace(r with { Tags = [new("rewritten", new(8_000)), .. r.Tags.Skip(1)] }, r.Token!)
                    )
            );
        }

        var results = await index.WriteAsync(writes);
        for (var i = 0; i < Batch; i++)
        {
            if (results[i].Outcome == WriteOutcome.Written)
            {
                Console.WriteLine(writes[i].Name.Key);
            }
        }

        await Console.Out.FlushAsync();
    }

    // A reader must at every moment see whole transactions only.
    private static async Task CountAsync(SqliteTagIndex index)
    {
        var found = await index.SearchAsync(
            new()
            {
                Query = new EverythingQuery(),
                Size = 20,
                Facets = [new(FacetField.Tag), new(FacetField.Source)],
            }
        );
        var bySource = found.Facets[1].Values.Sum(v => v.Count);
        var isWhole = found.Total % Batch == 0 && bySource == found.Total && found.Hits.Count == Math.Min(20, found.Total);
        Console.WriteLine(isWhole ? "whole" : $"torn: {found.Total} found, {bySource} by source, {found.Hits.Count} hits");
        await Console.Out.FlushAsync();
    }
}
