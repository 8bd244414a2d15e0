using ImageTagging.Conformance;
using ImageTagging.Sqlite.Postings;
using ImageTagging.Sqlite.Reading;
using ImageTagging.Sqlite.Storage;
using ImageTagging.Sqlite.Writing;
using ImageTagging.TestSupport;

namespace ImageTagging.Sqlite.Tests.Growth;

/// <summary>
/// What a search looks at where there are many more images than it asks about: counted, not timed, over slots that lie in as
/// many chunks as those of a million images. What it answers is the oracle's all the same.
/// </summary>
public sealed class GrowthTests : IDisposable
{
    private const int Chunks = 12;
    private const int ImagesAChunk = 400;

    private readonly TempFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_walked_in_turns_is_found_again_where_a_little_more_is_walked_than_is_kept()
    {
        const int kept = 1_000;
        const int walked = 1_300;
        var cache = new PostingCache(kept * Posting.Empty.Bytes);
        var state = new IndexState(1, 1, 0, null!, []);
        var found = 0;
        for (var turn = 0; turn < 10; turn++)
        {
            for (var id = 0; id < walked; id++)
            {
                if (cache.Find(id, state, out _) is not null)
                {
                    found++;
                }
                else
                {
                    cache.Add(id, Posting.Empty, merged: 1);
                }
            }
        }

        Assert.InRange(found, walked * 10 / 4, walked * 10);
    }

    [Fact]
    public async Task A_ranking_scores_what_may_be_among_the_first_and_little_else()
    {
        var records = Records(
            (random, tags, _) =>
            {
                tags["broad"] = random.Next(3_000, 10_001);
                if (random.Next(50) == 0)
                {
                    tags["rare"] = random.Next(3_000, 10_001);
                }
            }
        );
        await using var index = await WriteAsync(records);
        foreach (
            var query in (TagQuery[])
                [
                    new HasTagQuery("broad"),
                    new OrQuery(new([new HasTagQuery("broad"), new HasTagQuery("rare")])),
                    new AndQuery(new([new HasTagQuery("broad"), new NotQuery(new HasTagQuery("rare"))])),
                ]
        )
        {
            var request = new SearchRequest { Query = query, Size = 20 };
            var before = index.Work.SlotsScored;
            _ = await index.SearchAsync(request, Cancel);
            // All of the first chunk, which tells what the others must have.
            Assert.InRange(index.Work.SlotsScored - before, ImagesAChunk / 2, records.Count / 4);
            await SearchCheck.AssertSameAsync(index, new IndexOracle(records), request, query.ToString(), Cancel);
        }
    }

    [Fact]
    public async Task A_facet_leaves_a_value_once_it_cannot_reach_the_list()
    {
        const int values = 60;
        var records = Records(
            (random, tags, chunk) =>
            {
                if (chunk == 5 || random.Next(ImagesAChunk) == 0)
                {
                    tags["here"] = 90_00;
                }

                for (var value = 0; value < values; value++)
                {
                    // Where the hits lie, the first values alone are frequent.
                    if (random.Next(100) < (chunk == 5 && value >= 10 ? 5 : 60 - value))
                    {
                        tags[FormattableString.Invariant($"value {value}")] = random.Next(3_000, 10_001);
                    }
                }
            }
        );
        await using var index = await WriteAsync(records);
        foreach (var band in (int?[])[null, 70])
        {
            var request = new SearchRequest { Query = new HasTagQuery("here"), Facets = [new(FacetField.Tag, 8, band)] };
            var (chunks, counted) = (index.Work.ChunksCounted, index.Work.RecordsCounted);
            _ = await index.SearchAsync(request, Cancel);
            Assert.Equal(counted, index.Work.RecordsCounted);
            Assert.InRange(index.Work.ChunksCounted - chunks, values, values * Chunks / 3);
            await SearchCheck.AssertSameAsync(index, new IndexOracle(records), request, "here", Cancel);
        }
    }

    [Fact]
    public async Task A_facet_of_hits_with_a_great_many_values_counts_the_hits_and_not_the_values()
    {
        var number = 0;
        var records = Records(
            (random, tags, _) =>
            {
                number++;
                if (number % 2 == 0)
                {
                    tags["half"] = random.Next(3_000, 10_001);
                }

                for (var own = 0; own < 8; own++)
                {
                    tags[FormattableString.Invariant($"value {(number * 8 + own) % 30_000}")] = random.Next(3_000, 10_001);
                }
            }
        );
        await using var index = await WriteAsync(records);
        var request = new SearchRequest { Query = new HasTagQuery("half"), Facets = [new(FacetField.Tag, 10)] };
        var (read, counted) = (index.Work.PostingsRead, index.Work.RecordsCounted);
        _ = await index.SearchAsync(request, Cancel);
        Assert.InRange(index.Work.RecordsCounted - counted, records.Count / 2, records.Count);
        Assert.InRange(index.Work.PostingsRead - read, 1, 100);
        await SearchCheck.AssertSameAsync(index, new IndexOracle(records), request, "half", Cancel);
    }

    private static List<ImageRecord> Records(Action<Random, Dictionary<string, int>, int> tag)
    {
        var random = new Random(19);
        var records = new List<ImageRecord>();
        for (var i = 0; i < Chunks * ImagesAChunk; i++)
        {
            var tags = new Dictionary<string, int>();
            tag(random, tags, i / ImagesAChunk);
            records.Add(
                SampleRecords.Of(FormattableString.Invariant($"{i:00000}.jpg")) with
                {
                    Tags =
                    [
                        .. tags.Select(t => new Tag(t.Key, new(t.Value)))
                            .OrderByDescending(t => t.Confidence.Hundredths)
                            .ThenBy(t => t.Name, StringComparer.Ordinal),
                    ],
                }
            );
        }

        return records;
    }

    // Everything is merged at once, each chunk's images into slots of a chunk of its own.
    private async Task<SqliteTagIndex> WriteAsync(List<ImageRecord> records)
    {
        var path = _folder.File("images.db");
        for (var chunk = 0; chunk < Chunks; chunk++)
        {
            await using var index = Open();
            await index.EnsureReadyAsync(Cancel);
            using (var database = Database.Open(path, create: false))
            {
                database.Execute(FormattableString.Invariant($"UPDATE head SET slots = {chunk * Bits.Slots}"));
            }

            var writes = records.Skip(chunk * ImagesAChunk).Take(ImagesAChunk).Select(RecordWrite.Create).ToList();
            Assert.All(await index.WriteAsync(writes, Cancel), r => Assert.Equal(WriteOutcome.Written, r.Outcome));
        }

        return Open();

        SqliteTagIndex Open() =>
            new(new() { Path = path }, Schema.Steps, new MergeLimits(PendingBytes: 1, WholeSlots: 64), TimeProvider.System);
    }
}
