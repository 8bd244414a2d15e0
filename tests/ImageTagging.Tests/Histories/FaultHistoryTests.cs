using ImageTagging.TestSupport;

namespace ImageTagging.Tests.Histories;

public class FaultHistoryTests
{
    /// <summary>Nothing lost, nothing paid twice, nothing over budget, no removal without proof, and the index true at the end.</summary>
    [Fact]
    public Task Whatever_goes_wrong_the_promises_hold() =>
        PlayAsync(1_000, seed => new FaultHistory(seed, new InMemoryTagIndex()).PlayAsync());

    /// <summary>The same where the index is a file.</summary>
    [Fact]
    public Task Whatever_goes_wrong_the_promises_hold_on_SQLite() =>
        PlayAsync(
            300,
            async seed =>
            {
                using var folder = new TempFolder();
                await using var index = new SqliteTagIndex(folder.File("index.db"));
                await index.EnsureReadyAsync();
                await new FaultHistory(seed, index).PlayAsync();
            }
        );

    private static async Task PlayAsync(int trials, Func<int, Task> play)
    {
        var first = int.TryParse(Environment.GetEnvironmentVariable("IMAGETAGGING_SEED"), out var told) ? told : 1;
        var count = told != 0 ? 1 : Trials.Count(trials);
        await Parallel.ForEachAsync(
            Enumerable.Range(first, count),
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (seed, _) =>
            {
                try
                {
                    await play(seed);
                }
                catch (Exception fault) when (fault is not Xunit.Sdk.XunitException)
                {
                    Assert.Fail($"History {seed} (IMAGETAGGING_SEED={seed} plays it again): {fault}");
                }
            }
        );
    }
}
