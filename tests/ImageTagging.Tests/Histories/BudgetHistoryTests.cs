using ImageTagging.TestSupport;

namespace ImageTagging.Tests.Histories;

public class BudgetHistoryTests
{
    /// <summary>No budget is exceeded, whoever dies, comes back, waits for weeks or is released; no fault is swallowed.</summary>
    [Fact]
    public async Task Whatever_owners_crashes_and_clocks_do_no_budget_is_exceeded()
    {
        var first = int.TryParse(Environment.GetEnvironmentVariable("IMAGETAGGING_SEED"), out var told) ? told : 1;
        await Parallel.ForEachAsync(
            Enumerable.Range(first, told != 0 ? 1 : Trials.Count(5_000)),
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (seed, _) =>
            {
                try
                {
                    await new BudgetHistory(seed).PlayAsync();
                }
                catch (Exception fault) when (fault is not Xunit.Sdk.XunitException)
                {
                    Assert.Fail($"History {seed} (IMAGETAGGING_SEED={seed} plays it again): {fault}");
                }
            }
        );
    }
}
