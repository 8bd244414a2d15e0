using System.Collections.Concurrent;
using ImageTagging.Tests.Running;

namespace ImageTagging.Tests.Histories;

/// <summary>What must hold in a history; collects what does not.</summary>
internal sealed class HistoryTruth(ITagIndex truth, IReadOnlyList<PictureStore> stores, string history)
{
    private readonly ConcurrentQueue<string> _broken = new();

    public async Task<Dictionary<ImageName, ImageRecord>> AllAsync()
    {
        var all = new Dictionary<ImageName, ImageRecord>();
        await foreach (var record in truth.ReadAllAsync())
        {
            all[new(record.Source, record.Key)] = record;
        }

        return all;
    }

    public async Task CheckRemovalsAsync(Dictionary<ImageName, ImageRecord> before, Weather weather)
    {
        var after = await AllAsync();
        foreach (var (name, record) in before.Where(b => b.Value.GoneAt is null))
        {
            var isThere = after.TryGetValue(name, out var now) && now.GoneAt is null;
            Expect(isThere || !StoreOf(name).Keys.Contains(name.Key), $"{name} is in the store and was removed");
            Expect(
                isThere || !weather.Gap || !name.Key.StartsWith("b/", StringComparison.Ordinal),
                $"{name} lies in a gap and was removed"
            );
            Expect(isThere || now is not null, $"{name} was deleted without having been marked");
        }
    }

    public async Task CheckSavedAsync(ConcurrentDictionary<(string Tagger, ImageName Image), string> answered, RunReport report)
    {
        var records = await AllAsync();
        foreach (var ((tagger, name), shows) in answered)
        {
            var isSaved =
                records.TryGetValue(name, out var record)
                && record.Contents.Contains(PictureStore.Md5Of(shows))
                && record.Taggers.Any(t => t.Name == tagger && t.HasAnswer);
            Expect(isSaved, $"the answer of {tagger} for {name} is lost, though the run ended well ({report.End})");
        }
    }

    public PictureStore StoreOf(ImageName name) => stores.First(s => s.Name == name.Source);

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
            Assert.Fail($"{history}: {string.Join("; ", _broken.Distinct())}");
        }
    }
}
