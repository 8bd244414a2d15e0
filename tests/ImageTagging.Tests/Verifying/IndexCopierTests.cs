using ImageTagging.Indexing;
using ImageTagging.Tests.Correcting;
using ImageTagging.Tests.Querying;

namespace ImageTagging.Tests.Verifying;

public sealed class IndexCopierTests
{
    private readonly InMemoryTagIndex _from = new("from");
    private readonly InMemoryTagIndex _memory = new("to");
    private readonly InterferingIndex _to;

    public IndexCopierTests() => _to = new(_memory);

    [Fact]
    public async Task Every_record_arrives_whole_gone_ones_and_corrections_included()
    {
        await PutAsync(1_200);
        List<long> told = [];
        var report = await new IndexCopier(_from, _to).CopyAsync(new() { Progress = new Told(told) });
        Assert.Equal((1_200, 1_200, 0, 0), (report.Read, report.Written, report.Same, report.Kept));
        Assert.Equal([500, 1_000, 1_200], told);
        Assert.Equal(await Dump(_from), await Dump(_memory));
        Assert.Equal(1_200, (await new IndexCopier(_from, _to).CopyAsync()).Same);
        Assert.Empty(await _memory.ListStatesAsync("copy/").ToListAsync());
    }

    [Fact]
    public async Task An_interrupted_copy_goes_on_where_it_was()
    {
        await PutAsync(1_800);
        using var stop = new CancellationTokenSource();
        _to.BeforeWrite = writes =>
        {
            if (_to.Writes == 3)
            {
                stop.Cancel();
            }

            return ValueTask.CompletedTask;
        };
        var copier = new IndexCopier(_from, _to);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await copier.CopyAsync(cancellationToken: stop.Token)
        );
        var report = await copier.CopyAsync();
        Assert.Equal((1_800, 1_800), (report.Read, report.Written));
        Assert.Equal(5, _to.Writes);
        Assert.Equal(await Dump(_from), await Dump(_memory));
    }

    [Fact]
    public async Task What_the_target_has_in_another_state_is_kept_unless_told_otherwise()
    {
        await PutAsync(3);
        var record = (await _from.ReadAllAsync().ToListAsync())[0];
        await _memory.WriteAsync([RecordWrite.Create(record with { Size = record.Size + 1 })]);
        var report = await new IndexCopier(_from, _to).CopyAsync();
        Assert.Equal((2, 1), (report.Written, report.Kept));
        report = await new IndexCopier(_from, _to).CopyAsync(new() { Overwrite = true });
        Assert.Equal((1, 2), (report.Written, report.Same));
        Assert.Equal(await Dump(_from), await Dump(_memory));
    }

    private async Task PutAsync(int count)
    {
        var random = new RandomRecords(4);
        for (var i = 0; i < count; i++)
        {
            await _from.WriteAsync([RecordWrite.Create(random.Next($"k{i:D5}"))]);
        }
    }

    private static async Task<List<string>> Dump(ITagIndex index) =>
        await index.ReadAllAsync().Select(r => Convert.ToBase64String(RecordJson.Serialize(r))).ToListAsync();

    private sealed class Told(List<long> told) : IProgress<long>
    {
        public void Report(long value) => told.Add(value);
    }
}
