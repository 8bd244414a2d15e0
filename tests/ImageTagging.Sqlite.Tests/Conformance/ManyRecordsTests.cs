using ImageTagging.Conformance;
using ImageTagging.Sqlite.Postings;
using ImageTagging.Sqlite.Storage;
using ImageTagging.Sqlite.Writing;
using ImageTagging.TestSupport;

namespace ImageTagging.Sqlite.Tests.Conformance;

/// <summary>The random oracle again, over as many records as give bitmaps, facets over many hits, and several chunks.</summary>
public sealed class ManyRecordsTests : IDisposable
{
    private const int Number = 14_000;

    private readonly TempFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Random_searches_and_counts_over_many_records_answer_as_the_oracle_does(bool isMerged)
    {
        // Merged at once into postings that cross from one chunk into the next; or waiting, as after a burst of writes.
        var limits = isMerged ? new MergeLimits(PendingBytes: 2_000, WholeSlots: 64, ComposeAt: 8) : MergeLimits.Default;
        var path = _folder.File("images.db");
        await using var index = new SqliteTagIndex(new() { Path = path }, Schema.Steps, limits, TimeProvider.System);
        await index.EnsureReadyAsync(Cancel);
        using (var database = Database.Open(path, create: false))
        {
            database.Execute(FormattableString.Invariant($"UPDATE head SET slots = {65_536 - (isMerged ? 2_000 : 0)}"));
        }

        var records = SampleRecords.Generate(ConformanceTrials.Seed + 5, Number);
        var oracle = new IndexOracle(records);
        await WriteAsync(index, [.. records.Select(RecordWrite.Create)]);
        Assert.True(records.Count(r => r.Tags.Any(t => t.Name == "t0")) > Posting.MostNumbers, "No tag has a bitmap.");
        await SearchAsync(index, oracle, 0);

        // A third is changed or deleted, so that changes lie over bitmaps.
        var random = new RecordGenerator(ConformanceTrials.Seed + 6);
        var names = records.Select(r => r.Name).Where((_, i) => i % 3 == 0).ToList();
        var writes = new List<RecordWrite>();
        foreach (var stored in await index.GetManyAsync(names, Cancel))
        {
            if (writes.Count % 10 == 0)
            {
                writes.Add(RecordWrite.Delete(stored!.Name, stored.Token!));
                oracle.Delete(stored.Name);
            }
            else
            {
                var next = random.NextRecord(stored!.Name);
                writes.Add(RecordWrite.Replace(next, stored.Token!));
                oracle.Put(next);
            }
        }

        await WriteAsync(index, writes);
        await SearchAsync(index, oracle, 10_000);
        Assert.Empty(await index.CheckAsync(repair: false, cancellationToken: Cancel).ToListAsync(Cancel));
    }

    public void Dispose() => _folder.Dispose();

    private static async Task SearchAsync(SqliteTagIndex index, IndexOracle oracle, int firstTrial)
    {
        List<ImageRecord> records = [.. oracle.Records];
        var everything = new SearchRequest
        {
            Query = new EverythingQuery(),
            Size = SearchRequest.MaxSize,
            Sort = SearchSort.Newest,
            Facets = [.. Enum.GetValues<FacetField>().Select(f => new FacetRequest(f, 40)), new(FacetField.Tag, 40, 70)],
        };
        await SearchCheck.AssertSameAsync(index, oracle, everything, "everything", Cancel);
        for (var trial = firstTrial; trial < firstTrial + Trials.Count(200); trial++)
        {
            var random = new QueryGenerator(ConformanceTrials.Seed + trial, records);
            var request = random.NextSearch();
            // Pages of some hundreds, so that the walk to the end is short; every tenth is walked in small ones to the fifth.
            request = request with
            {
                Size = trial % 10 == 0 ? request.Size : SearchRequest.MaxSize - request.Size,
            };
            var context = $"IMAGETAGGING_SEED={ConformanceTrials.Seed}, trial {trial}: {request}";
            if (trial % 10 == 0)
            {
                await FirstPagesAsync(index, oracle, request, context);
            }
            else
            {
                await SearchCheck.AssertSameAsync(index, oracle, request, context, Cancel);
            }

            var count = random.NextCount();
            SearchCheck.AssertSame(oracle.Count(count), await index.CountTagsAsync(count, Cancel), $"{context} {count}");
        }
    }

    private static async Task FirstPagesAsync(SqliteTagIndex index, IndexOracle oracle, SearchRequest request, string context)
    {
        var scores = oracle.Hits(request).Select(h => h.Score).ToList();
        var at = 0;
        var seen = new HashSet<ImageName>();
        for (var (page, cursor) = (0, (string?)null); page < 5; page++)
        {
            var found = await index.SearchAsync(request with { Cursor = cursor, Facets = [] }, Cancel);
            Assert.True(found.Total == scores.Count, $"{found.Total} images, not {scores.Count}: {context}");
            Assert.True(found.Hits.All(h => seen.Add(h.Record.Name)), $"A hit came twice: {context}");
            if (request.Sort == SearchSort.Score)
            {
                Assert.True(
                    scores.Skip(at).Take(request.Size).SequenceEqual(found.Hits.Select(h => h.Score)),
                    $"Page {page} has other scores: {context}"
                );
            }

            at += found.Hits.Count;
            cursor = found.NextCursor;
            if (cursor is null)
            {
                Assert.Equal(scores.Count, at);
                break;
            }
        }
    }

    private static async Task WriteAsync(SqliteTagIndex index, List<RecordWrite> writes) =>
        Assert.All(await index.WriteAsync(writes, Cancel), r => Assert.Equal(WriteOutcome.Written, r.Outcome));
}
