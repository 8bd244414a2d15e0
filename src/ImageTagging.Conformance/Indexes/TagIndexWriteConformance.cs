namespace ImageTagging.Conformance;

/// <summary>Writes and their conditions.</summary>
/// <typeparam name="TProvider">Makes the indexes.</typeparam>
/// <param name="provider">Made by xunit.</param>
public abstract class TagIndexWriteConformance<TProvider>(TProvider provider) : TagIndexSuite<TProvider>(provider)
    where TProvider : TagIndexProvider
{
    private static readonly ImageRecord s_cat = SampleRecords.Of("cat.jpg", ("cat", 93.12));

    [Fact]
    public async Task A_created_record_is_read_back_whole_with_its_token()
    {
        var index = await CreateAsync();
        foreach (var record in SampleRecords.Generate(7, 60))
        {
            var token = await PutAsync(index, record);
            var read = await GetAsync(index, record.Name);
            RecordText.AssertSame(record, read);
            Assert.Equal(token, read!.Token);
        }
    }

    [Fact]
    public async Task Creating_where_a_record_is_conflicts_and_changes_nothing()
    {
        var index = await CreateAsync();
        var token = await PutAsync(index, s_cat);
        var second = await TryAsync(index, RecordWrite.Create(s_cat with { Size = 2 }));
        Assert.Equal(WriteOutcome.Conflict, second.Outcome);
        Assert.Null(second.Token);
        var read = await GetAsync(index, s_cat.Name);
        Assert.Equal((1_000, token), (read!.Size, read.Token));
    }

    [Fact]
    public async Task Replacing_needs_the_present_token_and_gives_a_new_one()
    {
        var index = await CreateAsync();
        var first = await PutAsync(index, s_cat);
        var second = (await WriteAsync(index, RecordWrite.Replace(s_cat with { Size = 2 }, first)))[0].Token;
        Assert.NotNull(second);
        Assert.NotEqual(first, second);
        var late = await TryAsync(index, RecordWrite.Replace(s_cat with { Size = 3 }, first));
        Assert.Equal(WriteOutcome.Conflict, late.Outcome);
        Assert.Equal(2, (await GetAsync(index, s_cat.Name))!.Size);
        await WriteAsync(index, RecordWrite.Replace(s_cat with { Size = 4 }, second!));
        Assert.Equal(4, (await GetAsync(index, s_cat.Name))!.Size);
    }

    [Fact]
    public async Task A_write_of_the_same_content_still_changes_the_token()
    {
        var index = await CreateAsync();
        var first = await PutAsync(index, s_cat);
        var second = (await WriteAsync(index, RecordWrite.Replace(s_cat, first)))[0].Token;
        Assert.NotEqual(first, second);
        Assert.Equal(WriteOutcome.Conflict, (await TryAsync(index, RecordWrite.Replace(s_cat, first))).Outcome);
    }

    [Fact]
    public async Task The_token_of_a_record_that_was_read_serves_as_condition()
    {
        var index = await CreateAsync([s_cat]);
        var read = (await index.SearchAsync(new() { Query = new EverythingQuery() }, Cancel)).Hits[0].Record;
        var again = (await WriteAsync(index, RecordWrite.Replace(read with { Size = 2 }, Assert.IsType<string>(read.Token))))[0];
        await index.RefreshAsync(Cancel);
        var all = await index.ReadAllAsync(cancellationToken: Cancel).ToListAsync(Cancel);
        Assert.Equal(again.Token, Assert.Single(all).Token);
        await WriteAsync(index, RecordWrite.Delete(s_cat.Name, all[0].Token!));
    }

    [Fact]
    public async Task The_token_of_one_record_is_no_condition_that_another_meets()
    {
        var index = await CreateAsync();
        ImageRecord[] records = [.. Enumerable.Range(0, 24).Select(i => SampleRecords.Of($"{i:00}.jpg", ("cat", 50)))];
        var written = await WriteAsync(index, [.. records.Select(RecordWrite.Create)]);
        for (var shift = 1; shift < records.Length; shift++)
        {
            var results = await index.WriteAsync(
                [.. records.Select((r, i) => RecordWrite.Replace(r, written[(i + shift) % records.Length].Token!))],
                Cancel
            );
            Assert.All(results, r => Assert.Equal(WriteOutcome.Conflict, r.Outcome));
        }
    }

    [Fact]
    public async Task Replacing_or_deleting_what_is_not_there_conflicts()
    {
        var index = await CreateAsync();
        var token = await PutAsync(index, s_cat);
        var other = SampleRecords.Of("dog.jpg", ("dog", 50));
        Assert.Equal(WriteOutcome.Conflict, (await TryAsync(index, RecordWrite.Replace(other, token))).Outcome);
        Assert.Equal(WriteOutcome.Conflict, (await TryAsync(index, RecordWrite.Delete(other.Name, token))).Outcome);
        Assert.Null(await GetAsync(index, other.Name));
    }

    [Fact]
    public async Task A_token_that_this_index_never_gave_conflicts()
    {
        var index = await CreateAsync();
        await PutAsync(index, s_cat);
        foreach (var token in new[] { "nonsense", "-1", "0", "😀", "a:b:c", "99999999999999999999" })
        {
            Assert.Equal(WriteOutcome.Conflict, (await TryAsync(index, RecordWrite.Replace(s_cat, token))).Outcome);
            Assert.Equal(WriteOutcome.Conflict, (await TryAsync(index, RecordWrite.Delete(s_cat.Name, token))).Outcome);
        }

        Assert.NotNull(await GetAsync(index, s_cat.Name));
    }

    [Fact]
    public async Task A_deleted_record_is_gone_and_its_token_is_dead_even_when_it_returns()
    {
        var index = await CreateAsync();
        var first = await PutAsync(index, s_cat);
        var deleted = (await WriteAsync(index, RecordWrite.Delete(s_cat.Name, first)))[0];
        Assert.Null(deleted.Token);
        Assert.Null(await GetAsync(index, s_cat.Name));
        await index.RefreshAsync(Cancel);
        Assert.Empty(await FindAsync(index, new EverythingQuery()));
        var second = await PutAsync(index, s_cat);
        Assert.NotEqual(first, second);
        Assert.Equal(WriteOutcome.Conflict, (await TryAsync(index, RecordWrite.Replace(s_cat, first))).Outcome);
        Assert.Equal(WriteOutcome.Conflict, (await TryAsync(index, RecordWrite.Delete(s_cat.Name, first))).Outcome);
    }

    [Fact]
    public async Task Results_come_in_the_order_of_the_writes_each_under_its_own_condition()
    {
        var index = await CreateAsync();
        ImageRecord[] records = [.. Enumerable.Range(0, 6).Select(i => SampleRecords.Of($"{i}.jpg", ("cat", 50)))];
        var tokens = (await WriteAsync(index, [.. records[..4].Select(RecordWrite.Create)])).Select(r => r.Token!).ToArray();
        var results = await index.WriteAsync(
            [
                RecordWrite.Create(records[5]),
                RecordWrite.Create(records[0]),
                RecordWrite.Replace(records[1] with { Size = 9 }, tokens[1]),
                RecordWrite.Delete(records[2].Name, "other"),
                RecordWrite.Delete(records[3].Name, tokens[3]),
                RecordWrite.Replace(records[4], tokens[1]),
            ],
            Cancel
        );
        Assert.Equal(
            [
                WriteOutcome.Written,
                WriteOutcome.Conflict,
                WriteOutcome.Written,
                WriteOutcome.Conflict,
                WriteOutcome.Written,
                WriteOutcome.Conflict,
            ],
            results.Select(r => r.Outcome)
        );
        await index.RefreshAsync(Cancel);
        Assert.Equal(["0.jpg", "1.jpg", "2.jpg", "5.jpg"], await FindAsync(index, new EverythingQuery()));
    }

    [Fact]
    public async Task One_image_twice_in_one_call_is_an_argument_fault_and_writes_nothing()
    {
        var index = await CreateAsync();
        var twice = new[]
        {
            RecordWrite.Create(SampleRecords.Of("other.jpg")),
            RecordWrite.Create(s_cat),
            RecordWrite.Create(s_cat with { Size = 2 }),
        };
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await index.WriteAsync(twice, Cancel));
        Assert.All(await index.GetManyAsync([.. twice.Select(w => w.Name)], Cancel), Assert.Null);
    }

    [Fact]
    public async Task No_writes_give_no_results()
    {
        var index = await CreateAsync();
        Assert.Empty(await index.WriteAsync([], Cancel));
    }

    [Fact]
    public async Task Many_writes_in_one_call_are_all_carried_out()
    {
        var index = await CreateAsync();
        ImageRecord[] records = [.. Enumerable.Range(0, 2_500).Select(i => SampleRecords.Of($"{i:0000}.jpg", ("cat", i % 100)))];
        var results = await WriteAsync(index, [.. records.Select(RecordWrite.Create)]);
        await index.RefreshAsync(Cancel);
        Assert.Equal(2_500, await index.ScanAsync(SampleRecords.Source, KeyRange.All, Cancel).CountAsync(Cancel));
        var replaced = await WriteAsync(
            index,
            [.. records.Select((r, i) => RecordWrite.Replace(r with { Tags = [new("dog", new(5_000))] }, results[i].Token!))]
        );
        await index.RefreshAsync(Cancel);
        Assert.Equal(2_500, await TotalAsync("dog"));
        Assert.Equal(0, await TotalAsync("cat"));
        await WriteAsync(index, [.. records.Select((r, i) => RecordWrite.Delete(r.Name, replaced[i].Token!))]);
        await index.RefreshAsync(Cancel);
        Assert.Equal(0, await TotalAsync("dog"));

        async Task<long> TotalAsync(string tag) =>
            (await index.SearchAsync(new() { Query = new HasTagQuery(tag), Size = 0 }, Cancel)).Total;
    }

    [Fact]
    public async Task Of_many_writers_with_one_condition_exactly_one_writes()
    {
        var index = await CreateAsync();
        var again = await OpenAgainAsync(index);
        var created = await RaceAsync(i => RecordWrite.Create(s_cat with { Size = i }));
        var token = created.Token;
        var replaced = await RaceAsync(i => RecordWrite.Replace(s_cat with { Size = 100 + i }, token!));
        Assert.Equal(replaced.Token, (await GetAsync(again, s_cat.Name))!.Token);
        await RaceAsync(_ => RecordWrite.Delete(s_cat.Name, replaced.Token!));
        Assert.Null(await GetAsync(again, s_cat.Name));

        async Task<WriteResult> RaceAsync(Func<int, RecordWrite> write)
        {
            var results = await Task.WhenAll(
                Enumerable
                    .Range(0, 16)
                    .Select(i => Task.Run(async () => await TryAsync(i % 2 == 0 ? index : again, write(i)), Cancel))
            );
            Assert.All(results, r => Assert.NotEqual(WriteOutcome.Failed, r.Outcome));
            return Assert.Single(results, r => r.Outcome == WriteOutcome.Written);
        }
    }

    [Fact]
    public async Task A_second_handle_sees_what_the_first_wrote_and_its_tokens_hold()
    {
        var index = await CreateAsync([s_cat]);
        var again = await OpenAgainAsync(index);
        var read = await GetAsync(again, s_cat.Name);
        RecordText.AssertSame(s_cat, read);
        await WriteAsync(again, RecordWrite.Replace(s_cat with { Tags = [new("dog", new(4_000))] }, read!.Token!));
        await again.RefreshAsync(Cancel);
        Assert.Equal(["cat.jpg"], await FindAsync(index, new HasTagQuery("dog")));
        Assert.Empty(await FindAsync(index, new HasTagQuery("cat")));
    }

    [Fact]
    public async Task Being_made_ready_again_changes_nothing()
    {
        var index = await CreateAsync([s_cat]);
        await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Task.Run(async () => await index.EnsureReadyAsync(Cancel), Cancel))
        );
        Assert.Equal(["cat.jpg"], await FindAsync(index, new HasTagQuery("cat")));
        Assert.NotEmpty(index.Info.Engine);
        Assert.NotEmpty(index.Info.Location);
    }
}
