using System.Collections.Concurrent;
using ImageTagging.Tests.Running;

namespace ImageTagging.Tests.Histories;

/// <summary>What must hold in a history; collects what does not.</summary>
public sealed class HistoryTruth(InMemoryTagIndex truth, PictureStore store, int seed)
{
    private readonly ConcurrentQueue<string> _broken = new();

    public async Task<Dictionary<string, ImageRecord>> AllAsync()
    {
        var all = new Dictionary<string, ImageRecord>(StringComparer.Ordinal);
        await foreach (var record in truth.ReadAllAsync())
        {
            all[record.Key] = record;
        }

        return all;
    }

    public async Task CheckRemovalsAsync(Dictionary<string, ImageRecord> before, Weather weather)
    {
        var after = await AllAsync();
        foreach (var (key, record) in before.Where(b => b.Value.GoneAt is null))
        {
            var isThere = after.TryGetValue(key, out var now) && now.GoneAt is null;
            Expect(isThere || !store.Keys.Contains(key), $"{key} is in the store and was removed");
            Expect(
                isThere || !weather.Gap || !key.StartsWith("b/", StringComparison.Ordinal),
                $"{key} lies in a gap and was removed"
            );
            Expect(isThere || now is not null, $"{key} was deleted without having been marked");
        }
    }

    public async Task CheckSavedAsync(ConcurrentDictionary<string, string> answered, RunReport report)
    {
        var records = await AllAsync();
        foreach (var (key, shows) in answered)
        {
            var isSaved =
                records.TryGetValue(key, out var record)
                && record.Contents.Contains(PictureStore.Md5Of(shows))
                && record.Taggers[0].HasAnswer;
            Expect(isSaved, $"the answer for {key} is lost, though the run ended well ({report.End})");
        }
    }

    public void Expect(bool holds, string broken)
    {
        if (!holds)
        {
            _broken.Enqueue(broken);
        }
    }

    public void Check()
    {
        if (!_broken.IsEmpty)
        {
            Assert.Fail($"History {seed}: {string.Join("; ", _broken.Distinct())}");
        }
    }
}
