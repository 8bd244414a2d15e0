using ImageTagging.TestSupport;

namespace ImageTagging.Tests.Histories;

public class LeaseHistoryTests
{
    /// <summary>No two work on the same keys, nobody who beats is robbed, and what nobody holds can be taken.</summary>
    [Fact]
    public void Whatever_processes_networks_and_clocks_do_no_two_work_on_the_same_keys()
    {
        var first = int.TryParse(Environment.GetEnvironmentVariable("IMAGETAGGING_SEED"), out var told) ? told : 1;
        Parallel.ForEach(
            Enumerable.Range(first, told != 0 ? 1 : Trials.Count(3_000)),
            new ParallelOptions { MaxDegreeOfParallelism = 4 },
            seed =>
            {
                try
                {
                    new LeaseHistory(seed).Play();
                }
                catch (Exception fault) when (fault is not Xunit.Sdk.XunitException)
                {
                    Assert.Fail($"History {seed} (IMAGETAGGING_SEED={seed} plays it again): {fault}");
                }
            }
        );
    }
}
