using ImageTagging.TestSupport;

namespace ImageTagging.Trust.Tests;

public sealed class NewFileTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Several runs start at once where there is no index yet: one makes it, and the others use it.</summary>
    [Fact]
    public async Task Whoever_opens_a_new_index_at_the_same_moment_finds_it_made()
    {
        for (var trial = 0; trial < Trials.Count(300); trial++)
        {
            using var folder = new TempFolder();
            var path = folder.File("images.db");
            using var start = new Barrier(4);
            var versions = await Task.WhenAll(
                Enumerable
                    .Range(0, 4)
                    .Select(_ =>
                        Task.Factory.StartNew(
                                () =>
                                {
                                    start.SignalAndWait(Cancel);
                                    return OpenAsync(path);
                                },
                                Cancel,
                                TaskCreationOptions.LongRunning,
                                TaskScheduler.Default
                            )
                            .Unwrap()
                    )
            );
            Assert.All(versions, Assert.True);
        }
    }

    private static async Task<bool> OpenAsync(string path)
    {
        await using var index = new SqliteTagIndex(path);
        await index.EnsureReadyAsync(Cancel);
        return await index.TryWriteStateAsync(new() { Name = Guid.NewGuid().ToString("N"), Value = "{}" }, Cancel);
    }
}
