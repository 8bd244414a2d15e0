using ImageTagging.InMemory;
using ImageTagging.Tests.Querying;
using ImageTagging.Tests.Running;

namespace ImageTagging.Tests.InMemory;

public sealed class RecordStoreTests
{
    private readonly RecordStore _store = new();

    [Fact]
    public void A_write_holds_only_on_the_state_that_it_was_made_for()
    {
        var record = Record("a");
        var created = _store.Write(RecordWrite.Create(record));
        Assert.Equal(WriteOutcome.Conflict, _store.Write(RecordWrite.Create(record)).Outcome);
        var replaced = _store.Write(RecordWrite.Replace(record with { Size = 7 }, created.Token!));
        Assert.Equal(WriteOutcome.Conflict, _store.Write(RecordWrite.Replace(record, created.Token!)).Outcome);
        Assert.Equal((7, replaced.Token), (_store.Find(record.Name)!.Size, _store.Find(record.Name)!.Token));

        Assert.Equal(WriteOutcome.Conflict, _store.Write(RecordWrite.Delete(record.Name, created.Token!)).Outcome);
        Assert.Equal(WriteOutcome.Written, _store.Write(RecordWrite.Delete(record.Name, replaced.Token!)).Outcome);
        Assert.Null(_store.Find(record.Name));
        Assert.Equal(WriteOutcome.Conflict, _store.Write(RecordWrite.Delete(record.Name, replaced.Token!)).Outcome);
    }

    [Fact]
    public void A_content_is_held_by_who_shows_it_and_by_who_showed_it_and_by_nobody_afterwards()
    {
        var (cat, dog) = (PictureStore.Md5Of("cat"), PictureStore.Md5Of("dog"));
        var b = _store.Write(RecordWrite.Create(Record("b", cat)));
        _store.Write(RecordWrite.Create(Record("a", cat)));
        Assert.Equal(["a", "b"], _store.Holding(cat).Select(r => r.Key));

        var changed = Record("b", dog) with
        {
            Previous = new()
            {
                Contents = [cat],
                Taggers = [],
                Edits = [],
                ReplacedAt = DateTimeOffset.UnixEpoch,
            },
        };
        b = _store.Write(RecordWrite.Replace(changed, b.Token!));
        Assert.Equal(["a", "b"], _store.Holding(cat).Select(r => r.Key));
        b = _store.Write(RecordWrite.Replace(changed with { Previous = null }, b.Token!));
        Assert.Equal(["a"], _store.Holding(cat).Select(r => r.Key));
        _store.Write(RecordWrite.Delete(changed.Name, b.Token!));
        Assert.Empty(_store.Holding(dog));
    }

    [Fact]
    public async Task Reading_goes_by_name_over_pages_and_sees_what_is_written_behind_them()
    {
        for (var i = 0; i < 2_500; i++)
        {
            _store.Write(RecordWrite.Create(Record($"{i:0000}")));
        }

        List<string> read = [];
        await foreach (var record in _store.ReadAsync("s", KeyRange.All, CancellationToken.None))
        {
            if (read.Count == 10)
            {
                _store.Write(RecordWrite.Create(Record("9999")));
            }

            read.Add(record.Key);
        }

        Assert.Equal([.. Enumerable.Range(0, 2_500).Select(i => $"{i:0000}"), "9999"], read);
    }

    [Theory]
    [InlineData("b", "c", "b b/x")]
    [InlineData("", null, "a b b/x c")]
    [InlineData("b", "b", "")]
    public async Task A_part_of_one_source_is_read_and_no_other(string from, string? before, string keys)
    {
        foreach (var key in new[] { "c", "a", "b/x", "b" })
        {
            _store.Write(RecordWrite.Create(Record(key)));
            _store.Write(RecordWrite.Create(Record(key) with { Source = "other" }));
        }

        var read = await _store.ReadAsync("s", new(from, before), CancellationToken.None).Select(r => r.Key).ToListAsync();
        Assert.Equal(keys, string.Join(' ', read));
    }

    private static ImageRecord Record(string key, params ContentId[] contents) =>
        new RandomRecords(1).Next(key) with
        {
            Source = "s",
            Contents = contents,
            Previous = null,
        };
}
