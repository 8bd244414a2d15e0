namespace ImageTagging.Tests.Running;

/// <summary>What a tagger could not read of a picture is reported, and the picture is tagged all the same.</summary>
public class WarningTests
{
    [Fact]
    public async Task What_a_tagger_could_not_read_is_in_the_report_and_in_the_outcome()
    {
        await using var world = new World();
        for (var i = 0; i < 250; i++)
        {
            world.Store.Put($"{i:000}.jpg", $"thing{i}");
        }

        world.Tagger.Warns = key => key[0] == '1' ? null : $"Keywords of {key} were lost.";
        var report = await world.RunAsync();

        Assert.Equal((RunEnd.Completed, 250L, 0L), (report.End, report.Counts.Tagged, report.Counts.Failed));
        Assert.Equal(100, report.Warnings.Count);
        Assert.All(report.Warnings, w => Assert.Equal(("words", $"Keywords of {w.Image.Key} were lost."), (w.Tagger, w.Message)));
        Assert.Contains(
            report.Notes,
            n => n.StartsWith("Of 150 pictures a tagger could not read everything", StringComparison.Ordinal)
        );

        world.Store.Put("000.jpg", "another thing");
        var outcome = Assert.Single(await world.Pipeline.IndexAsync(world.Store, ["000.jpg"]));
        Assert.Equal((ImageOutcomeKind.Tagged, "Keywords of 000.jpg were lost."), (outcome.Kind, outcome.Warning));
        Assert.Empty((await world.RunAsync()).Warnings);

        // It stays with the answer, also where a copy takes that over, for whoever wonders why words are missing.
        Assert.Equal("Keywords of 000.jpg were lost.", (await world.RecordAsync("000.jpg"))!.Taggers[0].Warning);
        Assert.Null((await world.RecordAsync("100.jpg"))!.Taggers[0].Warning);
        world.Store.Put("copy.jpg", "another thing");
        Assert.Equal(0, (await world.RunAsync()).Counts.PaidCalls);
        Assert.Equal("Keywords of 000.jpg were lost.", (await world.RecordAsync("copy.jpg"))!.Taggers[0].Warning);
    }
}
