using ImageTagging.Conformance;
using ImageTagging.Sqlite.Querying;
using ImageTagging.Sqlite.Storage;
using ImageTagging.TestSupport;

namespace ImageTagging.Sqlite.Tests.Similar;

/// <summary>Similar pictures of so many that signs are read first, against every one compared.</summary>
public sealed class SimilarTests : IDisposable
{
    private const string Space = "eye/1";
    private const int Number = 5_000;

    private readonly TempFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string File => _folder.File("images.db");

    [Theory]
    [InlineData(64)]
    [InlineData(100)]
    [InlineData(900)]
    public async Task What_is_found_by_signs_first_is_what_comparing_every_picture_finds(int dimensions)
    {
        var random = new Random(ConformanceTrials.Seed + dimensions);
        await using var index = new SqliteTagIndex(File);
        var records = Enumerable.Range(0, Number).Select(i => Record(i, Draw(random, dimensions, i % 40))).ToList();
        var oracle = new IndexOracle(records);
        await WriteAsync(index, [.. records.Select(RecordWrite.Create)]);
        await SearchAsync(index, oracle, random, dimensions);

        // A third is tagged anew, some lose their vector, some go.
        var names = records.Select(r => r.Name).Where((_, i) => i % 3 == 0).ToList();
        var writes = new List<RecordWrite>();
        foreach (var stored in await index.GetManyAsync(names, Cancel))
        {
            if (writes.Count % 10 == 0)
            {
                writes.Add(RecordWrite.Delete(stored!.Name, stored.Token!));
                oracle.Delete(stored.Name);
                continue;
            }

            var embedding = writes.Count % 10 == 1 ? null : Draw(random, dimensions, random.Next(60));
            var next = stored! with { Taggers = [stored.Taggers[0] with { Embedding = embedding }] };
            writes.Add(RecordWrite.Replace(next, stored.Token!));
            oracle.Put(next);
        }

        await WriteAsync(index, writes);
        await SearchAsync(index, oracle, random, dimensions);
        Assert.Empty(await index.CheckAsync(repair: false, cancellationToken: Cancel).ToListAsync(Cancel));

        // What a VACUUM moves is where it was for whoever looks.
        using (var database = Database.Open(File, create: false))
        {
            database.Execute("VACUUM");
        }

        await SearchAsync(index, oracle, random, dimensions);
    }

    [Theory]
    [InlineData(64)]
    [InlineData(512)]
    [InlineData(800)]
    public void Signs_are_as_far_from_the_truth_as_is_said_beforehand(int dimensions)
    {
        var random = new Random(ConformanceTrials.Seed + dimensions);
        var block = new SignBlock(dimensions);
        var bytes = block.Make();
        var outside = 0;
        const int trials = 2_000;
        for (var i = 0; i < trials; i++)
        {
            var target = Draw(random, dimensions, i % 7);
            var other = Draw(random, dimensions, i % 2 == 0 ? i % 7 : 8);
            var signs = new SignTarget(target);
            _ = block.Set(bytes, 1, other);
            var estimate = signs.Estimate(block.Bits(bytes).Slice(block.Words, block.Words), block.Gains(bytes)[1]);
            var truth = target.Similarity(other);
            outside += estimate < signs.Under(truth) || estimate > signs.Over(truth) ? 1 : 0;
            Assert.True(signs.Under(truth) <= signs.Over(truth));
            // A bound that holds everything says nothing.
            Assert.True(
                signs.Over(truth) - signs.Under(truth)
                    < 10 * SignTarget.One / Math.Sqrt(Math.Min(dimensions, SignBlock.MostSigns)),
                "The bounds are wide."
            );
        }

        Assert.True(outside <= 3, $"{outside} of {trials} estimates lie outside.");
    }

    [Fact]
    public void A_turn_keeps_lengths_and_angles()
    {
        var random = new Random(ConformanceTrials.Seed);
        foreach (var size in (int[])[1, 2, 3, 61, 64, 500, 4_096])
        {
            var (one, two) = (Numbers(random, size), Numbers(random, size));
            var (length, angle) = (Product(one, one), Product(one, two));
            Rotation.Turn(one);
            Rotation.Turn(two);
            Assert.Equal(length, Product(one, one), 0.001 * length);
            Assert.Equal(angle, Product(one, two), 0.001 * length);
        }

        static float[] Numbers(Random random, int size) => [.. Enumerable.Range(0, size).Select(_ => random.NextSingle() - 0.4f)];

        static double Product(float[] left, float[] right) => left.Zip(right, (l, r) => (double)l * r).Sum();
    }

    [Fact]
    public async Task A_file_without_signs_gets_them_when_it_is_opened()
    {
        var random = new Random(ConformanceTrials.Seed);
        var records = Enumerable.Range(0, 2_000).Select(i => Record(i, Draw(random, 96, i % 20))).ToList();
        await using (var index = new SqliteTagIndex(File))
        {
            await WriteAsync(index, [.. records.Select(RecordWrite.Create)]);
        }

        using (var database = Database.Open(File, create: false))
        {
            database.Execute(
                "DROP TABLE vector_signs; DROP TABLE photo_columns; DROP INDEX columns_by_sequence; PRAGMA user_version = 2"
            );
        }

        await using var migrated = new SqliteTagIndex(File);
        await SearchAsync(migrated, new(records), random, 96);
        Assert.Empty(await migrated.CheckAsync(repair: false, cancellationToken: Cancel).ToListAsync(Cancel));
    }

    public void Dispose() => _folder.Dispose();

    private static async Task SearchAsync(SqliteTagIndex index, IndexOracle oracle, Random random, int dimensions)
    {
        TagQuery[] queries = [new EverythingQuery(), new HasTagQuery("half"), new HasTagQuery("few")];
        for (var trial = 0; trial < 12; trial++)
        {
            var request = new SearchRequest
            {
                Query = queries[trial % queries.Length],
                Size = trial % 4 == 3 ? 300 : 20,
                Facets = [new(FacetField.Tag, 5)],
                Selections = trial % 5 == 4 ? [new(FacetField.Tag, ["half"])] : [],
                SimilarTo =
                    trial % 2 == 0
                        ? SimilarTo.Vector(Draw(random, dimensions, trial))
                        : SimilarTo.Images(oracle.Records.Where(r => r.Taggers[0].Embedding is not null).ElementAt(trial).Name),
            };
            var expected = oracle.Hits(request);
            var at = 0;
            for (var page = 0; page < 4; page++)
            {
                var found = await index.SearchAsync(request, Cancel);
                var context = $"IMAGETAGGING_SEED={ConformanceTrials.Seed}, trial {trial}, page {page}";
                Assert.True(expected.Count == found.Total, $"{found.Total} pictures, not {expected.Count}: {context}");
                Assert.Equal(expected.Skip(at).Take(request.Size).Select(h => h.Score), found.Hits.Select(h => h.Score));
                at += found.Hits.Count;
                if (found.NextCursor is null)
                {
                    Assert.Equal(expected.Count, at);
                    break;
                }

                request = request with { Cursor = found.NextCursor };
            }
        }
    }

    private static async Task WriteAsync(SqliteTagIndex index, List<RecordWrite> writes) =>
        Assert.All(await index.WriteAsync(writes, Cancel), r => Assert.Equal(WriteOutcome.Written, r.Outcome));

    private static ImageRecord Record(int number, Embedding embedding)
    {
        var record = SampleRecords.Of(
            FormattableString.Invariant($"{number:00000}.jpg"),
            number % 100 == 0 ? [("few", 80)]
                : number % 2 == 0 ? [("half", 80)]
                : [("other", 80)]
        );
        return record with { Taggers = [record.Taggers[0] with { Embedding = embedding }] };
    }

    // Not below 0 for the most part, as a network's last layer gives it; near the others of its kind.
    private static Embedding Draw(Random random, int dimensions, int kind)
    {
        var kinds = new Random(kind);
        var vector = new float[dimensions];
        for (var i = 0; i < vector.Length; i++)
        {
            vector[i] = Math.Max(-0.1f, kinds.NextSingle() - 0.5f) + (0.6f * Math.Max(-0.1f, random.NextSingle() - 0.5f));
        }

        return Embedding.FromVector(Space, vector);
    }
}
