namespace ImageTagging.Conformance;

/// <summary>Reading whole records: by name, and all of them.</summary>
/// <typeparam name="TProvider">Makes the indexes.</typeparam>
/// <param name="provider">Made by xunit.</param>
public abstract class TagIndexReadConformance<TProvider>(TProvider provider) : TagIndexSuite<TProvider>(provider)
    where TProvider : TagIndexProvider
{
    private static readonly IReadOnlyList<ImageRecord> s_records = SampleRecords.Generate(13, 120);

    [Fact]
    public async Task Records_come_in_the_order_asked_with_null_for_those_that_are_not_there()
    {
        var index = await CreateAsync(s_records);
        ImageName[] names =
        [
            s_records[7].Name,
            new("no", "such"),
            s_records[3].Name,
            s_records[7].Name,
            new(s_records[3].Source, s_records[3].Key + "x"),
            new(s_records[3].Source.ToUpperInvariant(), s_records[3].Key),
        ];
        var read = await index.GetManyAsync(names, Cancel);
        Assert.Equal(6, read.Count);
        RecordText.AssertSame(s_records[7], read[0]);
        Assert.Null(read[1]);
        RecordText.AssertSame(s_records[3], read[2]);
        RecordText.AssertSame(s_records[7], read[3]);
        Assert.Null(read[4]);
        Assert.Null(read[5]);
    }

    [Fact]
    public async Task A_reader_makes_no_index_and_says_that_there_is_none()
    {
        var missing = await Provider.OpenMissingAsync();
        Assert.SkipWhen(missing is null, "Indexes of this engine are there as soon as they are named.");
        try
        {
            // Twice, since the first might have made it.
            for (var turn = 0; turn < 2; turn++)
            {
                Func<Task>[] reads =
                [
                    async () => await missing.SearchAsync(new() { Query = new EverythingQuery() }, Cancel),
                    async () => await missing.CountTagsAsync(new() { Field = FacetField.Tag }, Cancel),
                    async () => await missing.GetManyAsync([s_records[0].Name], Cancel),
                    async () => await missing.FindLabelsAsync([SampleRecords.Content("one")], SampleRecords.Tagger, Cancel),
                    async () => await missing.ReadStateAsync("state", Cancel),
                    async () => await missing.ScanAsync(SampleRecords.Source, KeyRange.All, Cancel).CountAsync(Cancel),
                    async () => await missing.ReadAllAsync(cancellationToken: Cancel).CountAsync(Cancel),
                    async () => await missing.ListStatesAsync("", Cancel).CountAsync(Cancel),
                ];
                foreach (var read in reads)
                {
                    Assert.Equal("NoIndex", (await Assert.ThrowsAsync<ImageTaggingException>(read)).Code);
                }
            }

            await missing.EnsureReadyAsync(Cancel);
            Assert.Equal(0, (await missing.SearchAsync(new() { Query = new EverythingQuery() }, Cancel)).Total);
        }
        finally
        {
            await Provider.ReleaseAsync(missing);
        }
    }

    [Fact]
    public async Task No_names_give_no_records() => Assert.Empty(await (await CreateAsync()).GetManyAsync([], Cancel));

    [Fact]
    public async Task Many_names_are_read_in_one_call()
    {
        ImageRecord[] records = [.. Enumerable.Range(0, 2_500).Select(i => SampleRecords.Of($"{i:0000}.jpg"))];
        var index = await CreateAsync(records);
        var read = await index.GetManyAsync([.. records.Reverse().Select(r => r.Name)], Cancel);
        Assert.Equal(records.Reverse().Select(r => r.Key), read.Select(r => r!.Key));
    }

    [Fact]
    public async Task All_records_come_by_source_and_key_gone_ones_too()
    {
        var index = await CreateAsync(s_records);
        var read = await index.ReadAllAsync(cancellationToken: Cancel).ToListAsync(Cancel);
        var expected = new IndexOracle(s_records).Records;
        Assert.Equal(expected.Select(r => r.Name), read.Select(r => r.Name));
        foreach (var (record, stored) in expected.Zip(read))
        {
            RecordText.AssertSame(record, stored);
            Assert.NotNull(stored.Token);
        }
    }

    [Fact]
    public async Task Reading_goes_on_strictly_behind_a_name_whether_or_not_it_is_there()
    {
        var index = await CreateAsync(s_records);
        var all = new IndexOracle(s_records).Records.Select(r => r.Name).ToList();
        ImageName[] starts = [all[0], all[60], all[^1], new(all[60].Source, all[60].Key + "!"), new("", ""), new("~", "")];
        foreach (var after in starts)
        {
            var read = await index.ReadAllAsync(null, after, Cancel).Select(r => r.Name).ToListAsync(Cancel);
            Assert.Equal(all.Where(n => Utf8Order.Instance.Compare(n, after) > 0), read);
        }
    }

    [Fact]
    public async Task A_filter_leaves_gone_records_out_unless_it_mentions_them()
    {
        var index = await CreateAsync(s_records);
        var oracle = new IndexOracle(s_records);
        TagQuery[] filters =
        [
            new EverythingQuery(),
            new GoneQuery(),
            new OrQuery(new([new GoneQuery(), new HasTagQuery("t0")])),
            new NotQuery(new StatusQuery(ImageStatus.Gone)),
            new HasTagQuery("t1", new(5_000)),
            new FailedQuery(),
        ];
        foreach (var filter in filters)
        {
            var expected = oracle.Records.Where(r => QueryOracle.Finds(filter, r)).Select(r => r.Name).ToList();
            Assert.Equal(expected, await index.ReadAllAsync(filter, null, Cancel).Select(r => r.Name).ToListAsync(Cancel));
            if (expected.Count > 1)
            {
                Assert.Equal(
                    expected[1..],
                    await index.ReadAllAsync(filter, expected[0], Cancel).Select(r => r.Name).ToListAsync(Cancel)
                );
            }
        }
    }

    [Fact]
    public async Task Reading_all_of_many_crosses_pages_without_loss()
    {
        var records = Enumerable.Range(0, 3_000).Select(i => SampleRecords.Of($"{i:0000}.jpg", ("cat", 50)));
        var index = await CreateAsync(records);
        Assert.Equal(3_000, await index.ReadAllAsync(cancellationToken: Cancel).Select(r => r.Key).Distinct().CountAsync(Cancel));
        Assert.Equal(
            3_000,
            await index.ReadAllAsync(new HasTagQuery("cat"), null, Cancel).Select(r => r.Key).Distinct().CountAsync(Cancel)
        );
    }

    [Fact]
    public async Task What_is_read_may_be_rewritten_while_reading()
    {
        var records = Enumerable.Range(0, 1_500).Select(i => SampleRecords.Of($"{i:0000}.jpg", ("cat", 50)));
        var index = await CreateAsync(records);
        var seen = new List<string>();
        await foreach (var record in index.ReadAllAsync(null, null, Cancel))
        {
            seen.Add(record.Key);
            if (seen.Count % 50 == 0)
            {
                await WriteAsync(index, RecordWrite.Replace(record with { Size = 7 }, record.Token!));
            }
        }

        Assert.Equal(1_500, seen.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(1_500, seen.Count);
    }
}
