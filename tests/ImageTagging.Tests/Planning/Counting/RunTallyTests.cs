using System.Reflection;
using ImageTagging.Planning;

namespace ImageTagging.Tests.Planning;

public sealed class RunTallyTests
{
    /// <summary>One that the snapshot forgets would be a count that nobody ever sees.</summary>
    [Fact]
    public void A_snapshot_has_every_count_under_its_name()
    {
        var tally = new RunTally();
        var counts = typeof(RunTally).GetFields(BindingFlags.Public | BindingFlags.Instance);
        for (var i = 0; i < counts.Length; i++)
        {
            counts[i].SetValue(tally, (long)i + 1);
        }

        var snapshot = tally.Snapshot();
        string[] inside = [nameof(RunTally.Unknown), nameof(RunTally.Planned), nameof(RunTally.Finished)];
        Assert.True(counts.Length > 15);
        Assert.All(
            counts.Where(c => !inside.Contains(c.Name)),
            c => Assert.Equal(c.GetValue(tally), typeof(RunCounts).GetProperty(c.Name)!.GetValue(snapshot))
        );
    }

    [Theory]
    [InlineData((int)Change.New, nameof(RunCounts.New))]
    [InlineData((int)Change.Changed, nameof(RunCounts.Changed))]
    [InlineData((int)Change.Stale, nameof(RunCounts.Stale))]
    [InlineData((int)Change.Due, nameof(RunCounts.Due))]
    [InlineData((int)Change.Waiting, nameof(RunCounts.Waiting))]
    [InlineData((int)Change.Unchanged, nameof(RunCounts.Unchanged))]
    public void A_decision_is_counted_once_under_its_name(int change, string name)
    {
        var tally = new RunTally();
        tally.Count((Change)change);
        var counted = typeof(RunCounts)
            .GetProperties()
            .Where(p => p.PropertyType == typeof(long) && (long)p.GetValue(tally.Snapshot())! != 0);
        Assert.Equal([(name, 1L)], counted.Select(p => (p.Name, (long)p.GetValue(tally.Snapshot())!)));
    }

    [Fact]
    public void Threads_count_together_and_only_kinds_that_were_left_out_are_named()
    {
        var tally = new RunTally();
        Assert.Empty(tally.Excluded);
        Parallel.For(
            0,
            10_000,
            i =>
            {
                RunTally.Count(ref tally.Tagged);
                tally.Count(new ListingExclusion(i % 2 == 0 ? ExclusionKind.Video : ExclusionKind.OtherFile, 3));
            }
        );

        Assert.Equal(10_000, tally.Snapshot().Tagged);
        Assert.Equal(
            [(ExclusionKind.Video, 15_000L), (ExclusionKind.OtherFile, 15_000L)],
            tally.Excluded.Select(e => (e.Key, e.Value)).Order()
        );
    }
}
