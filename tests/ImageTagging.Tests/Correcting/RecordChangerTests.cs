using ImageTagging.Correcting;
using ImageTagging.Tests.Querying;
using ImageTagging.Tests.Running;

namespace ImageTagging.Tests.Correcting;

public sealed class RecordChangerTests
{
    private readonly InMemoryTagIndex _inner = new();

    [Fact]
    public async Task What_came_between_is_read_again_and_changed_again()
    {
        var records = await PutAsync("a", "b", "c");
        var times = 0;
        var index = new FaultyIndex(_inner)
        {
            BeforeWrite = async writes =>
            {
                if (times++ < 3)
                {
                    var now = (await _inner.GetManyAsync([writes[0].Name]))[0]!;
                    await _inner.WriteAsync([RecordWrite.Replace(now with { Width = now.Width + 1 }, now.Token!)]);
                }
            },
        };
        var tally = new CorrectionTally();
        await new RecordChanger(index).ChangeAsync(records, r => r with { Height = 7 }, tally, default);

        Assert.Equal((3L, 0L, 0), (tally.ChangedCount, tally.UnchangedCount, tally.Conflicts.Count()));
        var after = await ReadAsync("a", "b", "c");
        Assert.All(after, r => Assert.Equal(7, r.Height));
        Assert.Equal(4, after[0].Width);
    }

    [Fact]
    public async Task One_that_is_never_at_rest_is_a_conflict_and_the_others_are_changed()
    {
        var records = await PutAsync("a", "b");
        var index = new FaultyIndex(_inner)
        {
            BeforeWrite = async writes =>
            {
                foreach (var write in writes.Where(w => w.Name.Key == "a"))
                {
                    var now = (await _inner.GetManyAsync([write.Name]))[0]!;
                    await _inner.WriteAsync([RecordWrite.Replace(now, now.Token!)]);
                }
            },
        };
        var tally = new CorrectionTally();
        await new RecordChanger(index).ChangeAsync(records, r => r with { Height = 7 }, tally, default);

        Assert.Equal("a", Assert.Single(tally.Conflicts).Key);
        Assert.Equal([1, 7], (await ReadAsync("a", "b")).Select(r => r.Height));
    }

    [Fact]
    public async Task What_already_is_as_it_should_be_is_not_written_and_what_went_away_is_told()
    {
        var records = await PutAsync("a", "b");
        await _inner.WriteAsync([RecordWrite.Delete(records[1].Name, records[1].Token!)]);
        var writes = 0;
        var index = new FaultyIndex(_inner) { OnAsk = asked => writes += asked == "write" ? 1 : 0 };
        var (changer, tally) = (new RecordChanger(index), new CorrectionTally());

        await changer.ChangeAsync([records[0]], _ => null, tally, default);
        Assert.Equal((0, 1L), (writes, tally.UnchangedCount));

        await changer.ChangeAsync([records[1]], r => r with { Height = 7 }, tally, default);
        Assert.Equal("b", Assert.Single(tally.Report("x").Missing).Key);
        Assert.Empty(await changer.ReadAsync([], tally, default));
    }

    private async Task<ImageRecord[]> PutAsync(params string[] keys)
    {
        foreach (var key in keys)
        {
            var record = new RandomRecords(1).Next(key) with { Source = "s", Width = 1, Height = 1 };
            await _inner.WriteAsync([RecordWrite.Create(record)]);
        }

        return await ReadAsync(keys);
    }

    private async Task<ImageRecord[]> ReadAsync(params string[] keys) =>
        [.. (await _inner.GetManyAsync([.. keys.Select(k => new ImageName("s", k))])).OfType<ImageRecord>()];
}
