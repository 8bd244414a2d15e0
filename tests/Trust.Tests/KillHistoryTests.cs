using ImageTagging.TestSupport;

namespace ImageTagging.Trust.Tests;

public sealed class KillHistoryTests(ITestOutputHelper output)
{
    private const int Kills = 100;
    private const int PicturesAKill = 20;

    /// <summary>A job of 2,000 pictures whose process is killed 100 times: the index is what the oracle says, and nothing acknowledged is paid for again.</summary>
    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.Elasticsearch)]
    [InlineData(Engines.OpenSearch)]
    public async Task Killed_again_and_again_a_job_ends_in_a_true_index_and_pays_again_only_for_what_was_in_flight(string engine)
    {
        using var folder = new TempFolder();
        var location = await Engines.NewLocationAsync(engine, folder);
        var kills = Trials.Count(Kills);
        var history = new KillHistory(engine, kills, kills * PicturesAKill, seed: 20_261_123);
        await history.PlayAsync(location, TestContext.Current.CancellationToken);
        output.WriteLine(
            $"{engine}: {kills} kills, {kills * PicturesAKill} pictures, {history.Calls} calls, {history.PaidAgain} paid again, {history.Unacknowledged} called and unacknowledged, {history.AcknowledgedAtLast} acknowledged by the last kill"
        );
        await Engines.DeleteAsync(engine, location);
    }
}
