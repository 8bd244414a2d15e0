namespace ImageTagging.Conformance;

/// <summary>Random queries of the whole language against a plain oracle: images, order, scores, counts, facets, pages.</summary>
/// <typeparam name="TProvider">Makes the indexes.</typeparam>
/// <param name="provider">Made by xunit.</param>
public abstract class TagIndexRandomQueryConformance<TProvider>(TProvider provider) : TagIndexSuite<TProvider>(provider)
    where TProvider : TagIndexProvider
{
    [Fact]
    public async Task Random_searches_answer_as_the_oracle_does()
    {
        var records = SampleRecords.Generate(ConformanceTrials.Seed, 300);
        var index = await CreateAsync(records);
        await SearchAsync(index, new(records), records, Trials(1_000));
    }

    [Fact]
    public async Task Random_searches_answer_as_the_oracle_does_after_re_tags_and_deletes()
    {
        var records = SampleRecords.Generate(ConformanceTrials.Seed + 1, 300);
        var index = await CreateAsync(records);
        var oracle = new IndexOracle(records);
        var random = new RecordGenerator(ConformanceTrials.Seed + 2);
        var stored = await index.GetManyAsync([.. records.Select(r => r.Name)], Cancel);
        var writes = new List<RecordWrite>();
        for (var i = 0; i < stored.Count; i += 2)
        {
            if (i % 20 == 0)
            {
                writes.Add(RecordWrite.Delete(stored[i]!.Name, stored[i]!.Token!));
                oracle.Delete(stored[i]!.Name);
            }
            else
            {
                var next = random.NextRecord(stored[i]!.Name);
                writes.Add(RecordWrite.Replace(next, stored[i]!.Token!));
                oracle.Put(next);
            }
        }

        await WriteAsync(index, [.. writes]);
        await index.RefreshAsync(Cancel);
        await SearchAsync(index, oracle, [.. oracle.Records], Trials(300));
    }

    [Fact]
    public async Task Random_counts_answer_as_the_oracle_does()
    {
        var records = SampleRecords.Generate(ConformanceTrials.Seed + 3, 300);
        var index = await CreateAsync(records);
        var oracle = new IndexOracle(records);
        for (var trial = 0; trial < Trials(300); trial++)
        {
            var request = new QueryGenerator(ConformanceTrials.Seed + trial, records).NextCount();
            SearchCheck.AssertSame(oracle.Count(request), await index.CountTagsAsync(request, Cancel), $"{Say(trial)} {request}");
        }
    }

    [Fact]
    public async Task Random_filters_read_the_records_that_the_oracle_finds()
    {
        var records = SampleRecords.Generate(ConformanceTrials.Seed + 4, 200);
        var index = await CreateAsync(records);
        var oracle = new IndexOracle(records);
        for (var trial = 0; trial < Trials(200); trial++)
        {
            var query = new QueryGenerator(ConformanceTrials.Seed + trial, records).NextQuery();
            var expected = oracle.Records.Where(r => QueryOracle.Finds(query, r)).Select(r => r.Name).ToList();
            var read = await index.ReadAllAsync(query, null, Cancel).Select(r => r.Name).ToListAsync(Cancel);
            Assert.True(
                expected.SequenceEqual(read),
                $"{Say(trial)} {query}: {read.Count} records, not {expected.Count}, or in another order."
            );
        }
    }

    private static async Task SearchAsync(ITagIndex index, IndexOracle oracle, IReadOnlyList<ImageRecord> records, int trials)
    {
        for (var trial = 0; trial < trials; trial++)
        {
            var request = new QueryGenerator(ConformanceTrials.Seed + trial, records).NextSearch();
            await SearchCheck.AssertSameAsync(index, oracle, request, $"{Say(trial)} {request}", Cancel);
        }
    }

    private static string Say(int trial) => $"IMAGETAGGING_SEED={ConformanceTrials.Seed}, trial {trial}:";
}
