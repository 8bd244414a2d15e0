using ImageTagging.TestSupport;

namespace ImageTagging.Tests.Histories;

public class FaultHistoryTests
{
    /// <summary>Nothing lost, nothing paid twice, nothing over budget, no removal without proof, and the index true at the end.</summary>
    [Fact]
    public async Task Whatever_goes_wrong_the_promises_hold()
    {
        var first = int.TryParse(Environment.GetEnvironmentVariable("IMAGETAGGING_SEED"), out var told) ? told : 1;
        var count = told != 0 ? 1 : Trials.Count(1_000);
        await Parallel.ForEachAsync(
            Enumerable.Range(first, count),
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (seed, _) =>
            {
                try
                {
                    await new FaultHistory(seed).PlayAsync();
                }
                catch (Exception fault) when (fault is not Xunit.Sdk.XunitException)
                {
                    Assert.Fail($"History {seed} (IMAGETAGGING_SEED={seed} plays it again): {fault}");
                }
            }
        );
    }
}
