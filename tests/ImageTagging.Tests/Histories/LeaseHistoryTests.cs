using ImageTagging.TestSupport;

namespace ImageTagging.Tests.Histories;

public class LeaseHistoryTests
{
    /// <summary>No two work on the same keys, nobody who beats is robbed, and what nobody holds can be taken.</summary>
    [Fact]
    public async Task Whatever_processes_networks_and_clocks_do_no_two_work_on_the_same_keys()
    {
        var first = int.TryParse(Environment.GetEnvironmentVariable("IMAGETAGGING_SEED"), out var told) ? told : 1;
        var next = first - 1;
        var end = first + (told != 0 ? 1 : Trials.Count(3_000));

        // Threads of their own, which have no context of the test runner and leave the pool to what a lease does on it. What a clock
        // wakes would else wait for a thread, and virtual minutes would pass meanwhile.
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(PlayAll, TaskCreationOptions.LongRunning)));

        void PlayAll()
        {
            while (Interlocked.Increment(ref next) is var seed && seed < end)
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
        }
    }
}
