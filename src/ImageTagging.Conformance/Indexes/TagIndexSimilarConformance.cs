namespace ImageTagging.Conformance;

/// <summary>Embeddings that are kept, and searches for similar pictures; an engine that finds none says so.</summary>
/// <typeparam name="TProvider">Makes the indexes.</typeparam>
/// <param name="provider">Made by xunit.</param>
public abstract class TagIndexSimilarConformance<TProvider>(TProvider provider) : TagIndexSuite<TProvider>(provider)
    where TProvider : TagIndexProvider
{
    private const string Space = "eye/24";

    [Fact]
    public async Task Embeddings_are_kept_with_every_record_whatever_else_it_holds()
    {
        var records = WithEmbeddings(SampleRecords.Generate(ConformanceTrials.Seed + 7, 120));
        var index = await CreateAsync(records);
        await AssertKeptAsync(index, records);

        // Another vector, none, and one that was not there.
        var stored = await index.GetManyAsync([.. records.Select(r => r.Name)], Cancel);
        var random = new Random(ConformanceTrials.Seed);
        var next = stored.Select(r => With(r!, random.Next(3) == 0 ? null : Draw(random))).ToList();
        await WriteAsync(index, [.. next.Select(r => RecordWrite.Replace(r, r.Token!))]);
        await AssertKeptAsync(index, next);
    }

    [Fact]
    public async Task Random_searches_for_similar_pictures_answer_as_the_oracle_does()
    {
        var records = WithEmbeddings(SampleRecords.Generate(ConformanceTrials.Seed + 8, 300));
        var index = await CreateAsync(records);
        if (!index.Info.FindsSimilar)
        {
            await AssertRefusedAsync(index, new(records[0].Source, records[0].Key));
            return;
        }

        var oracle = new IndexOracle(records);
        await SearchAsync(index, oracle, Trials(200), 0);

        // After other vectors, deletes, and pictures that go.
        var stored = await index.GetManyAsync([.. records.Select(r => r.Name).Where((_, i) => i % 2 == 0)], Cancel);
        var random = new Random(ConformanceTrials.Seed + 9);
        var writes = new List<RecordWrite>();
        foreach (var record in stored)
        {
            if (writes.Count % 10 == 0)
            {
                writes.Add(RecordWrite.Delete(record!.Name, record.Token!));
                oracle.Delete(record.Name);
            }
            else
            {
                var changed = With(
                    record! with
                    {
                        GoneAt = random.Next(6) == 0 ? SampleRecords.Start : null,
                    },
                    random.Next(4) == 0 ? null : Draw(random)
                );
                writes.Add(RecordWrite.Replace(changed, record.Token!));
                oracle.Put(changed);
            }
        }

        await WriteAsync(index, [.. writes]);
        await index.RefreshAsync(Cancel);
        await SearchAsync(index, oracle, Trials(200), 10_000);
    }

    [Fact]
    public async Task Pictures_of_a_space_that_many_write_first_at_once_are_all_found()
    {
        var index = await CreateAsync();
        var random = new Random(ConformanceTrials.Seed);
        ImageRecord[][] parts =
        [
            .. Enumerable
                .Range(0, 8)
                .Select(part =>
                    Enumerable
                        .Range(0, 20)
                        .Select(i =>
                            With(SampleRecords.Of(FormattableString.Invariant($"{part}/{i:00}.jpg"), ("cat", 50)), Draw(random))
                        )
                        .ToArray()
                ),
        ];
        await Task.WhenAll(parts.Select(p => index.WriteAsync([.. p.Select(RecordWrite.Create)], Cancel).AsTask()));
        await index.RefreshAsync(Cancel);
        if (!index.Info.FindsSimilar)
        {
            await AssertRefusedAsync(index, parts[0][0].Name);
            return;
        }

        var request = new SearchRequest { Query = new EverythingQuery(), SimilarTo = SimilarTo.Images(parts[0][0].Name) };
        Assert.Equal(159, (await index.SearchAsync(request, Cancel)).Total);
    }

    [Fact]
    public async Task What_is_less_similar_than_is_asked_for_is_counted_and_no_hit()
    {
        var records = WithEmbeddings(SampleRecords.Generate(ConformanceTrials.Seed + 11, 120));
        var index = await CreateAsync(records);
        if (!index.Info.FindsSimilar)
        {
            await AssertRefusedAsync(index, records[0].Name);
            return;
        }

        var oracle = new IndexOracle(records);
        foreach (var least in (double[])[-1, 0, 0.1, 1])
        {
            var request = new SearchRequest
            {
                Query = new EverythingQuery(),
                Size = 7,
                SimilarTo = SimilarTo.Vector(Draw(new Random(ConformanceTrials.Seed))) with { MinSimilarity = least },
            };
            var all = oracle.Hits(request with { SimilarTo = request.SimilarTo with { MinSimilarity = -1 } });
            var hits = await SearchCheck.WalkAsync(index, request, Cancel);
            Assert.Equal(all.Select(h => h.Score).Where(s => s >= least), hits.Select(h => h.Score).OrderDescending());
            Assert.Equal(all.Count, (await index.SearchAsync(request, Cancel)).Total);
        }
    }

    [Fact]
    public async Task Examples_that_cannot_be_used_are_told_in_one_sentence()
    {
        var records = new[]
        {
            With(SampleRecords.Of("a", ("cat", 50)), Embedding.FromVector(Space, [1, 0, 0])),
            With(SampleRecords.Of("b", ("cat", 50)), Embedding.FromVector("other", [1, 0])),
            SampleRecords.Of("c", ("cat", 50)),
        };
        var index = await CreateAsync(records);
        if (!index.Info.FindsSimilar)
        {
            await AssertRefusedAsync(index, records[0].Name);
            return;
        }

        (SimilarTo Similar, string Code)[] cases =
        [
            (SimilarTo.Images(Name("x")), "ImageMissing"),
            (SimilarTo.Images(Name("c")), "NoEmbedding"),
            (SimilarTo.Images(Name("a"), Name("b")), "NoEmbedding"),
            (SimilarTo.Vector(Embedding.FromVector("other", [1f])) with { Space = Space }, "Spaces"),
            (new() { Examples = [new(Name("a")), new(Embedding.FromVector(Space, [1f, 0f]))] }, "Spaces"),
            (new() { Examples = [new(Name("a")), new(Name("a")) { IsUnlike = true }] }, "NoDirection"),
            (new() { Examples = [] }, "SearchRefused"),
            (SimilarTo.Images(Name("a")) with { MinSimilarity = 1.01 }, "SearchRefused"),
            (SimilarTo.Images(Name("a")) with { MinSimilarity = double.NaN }, "SearchRefused"),
            (new() { Examples = [new(Name("a")) { IsUnlike = true }] }, "SearchRefused"),
        ];
        foreach (var (similar, code) in cases)
        {
            var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () =>
                await index.SearchAsync(new() { Query = new EverythingQuery(), SimilarTo = similar }, Cancel)
            );
            Assert.Equal((FailureKind.Refused, code), (fault.Kind, fault.Code));
        }

        var byName = await Assert.ThrowsAsync<ImageTaggingException>(async () =>
            await index.SearchAsync(
                new()
                {
                    Query = new EverythingQuery(),
                    SimilarTo = SimilarTo.Images(Name("a")),
                    Sort = SearchSort.Name,
                },
                Cancel
            )
        );
        Assert.Equal("SearchRefused", byName.Code);

        // A cursor belongs to its examples.
        var first = await index.SearchAsync(
            new()
            {
                Query = new EverythingQuery(),
                SimilarTo = SimilarTo.Vector(Embedding.FromVector(Space, [1, 1, 0])),
                Size = 1,
            },
            Cancel
        );
        Assert.Equal(("a", (string?)null), (Assert.Single(first.Hits).Record.Key, first.NextCursor));
    }

    private static async Task SearchAsync(ITagIndex index, IndexOracle oracle, int trials, int firstTrial)
    {
        List<ImageRecord> records = [.. oracle.Records];
        var named = records.Where(r => r.Taggers.Any(t => t.Embedding?.Space == Space)).ToList();
        for (var trial = firstTrial; trial < firstTrial + trials; trial++)
        {
            var random = new Random(ConformanceTrials.Seed + trial);
            var search = new QueryGenerator(ConformanceTrials.Seed + trial, records).NextSearch();
            var request = search with
            {
                Query = trial % 2 == 0 ? new EverythingQuery() : search.Query,
                Sort = SearchSort.Score,
                SimilarTo = new()
                {
                    Space = Space,
                    Examples =
                    [
                        .. Enumerable
                            .Range(0, random.Next(1, 4))
                            .Select(i =>
                                (
                                    random.Next(2) == 0
                                        ? new SimilarExample(named[random.Next(named.Count)].Name)
                                        : new SimilarExample(Draw(random))
                                ) with
                                {
                                    IsUnlike = i > 0 && random.Next(2) == 0,
                                }
                            ),
                    ],
                },
            };
            var context = $"IMAGETAGGING_SEED={ConformanceTrials.Seed}, trial {trial}: {request}";
            await SearchCheck.AssertSameAsync(index, oracle, request, context, Cancel);
        }
    }

    private static async Task AssertKeptAsync(ITagIndex index, List<ImageRecord> records)
    {
        var read = await index.GetManyAsync([.. records.Select(r => r.Name)], Cancel);
        for (var i = 0; i < records.Count; i++)
        {
            RecordText.AssertSame(records[i], read[i]);
            Assert.Equal(records[i].Taggers.Select(t => t.Embedding), read[i]!.Taggers.Select(t => t.Embedding));
        }
    }

    private static async Task AssertRefusedAsync(ITagIndex index, ImageName image)
    {
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () =>
            await index.SearchAsync(new() { Query = new EverythingQuery(), SimilarTo = SimilarTo.Images(image) }, Cancel)
        );
        Assert.Equal((FailureKind.Refused, "NoSimilarity"), (fault.Kind, fault.Code));
    }

    // Most have one, a few another space's, several the same one.
    private static List<ImageRecord> WithEmbeddings(IReadOnlyList<ImageRecord> records)
    {
        var random = new Random(ConformanceTrials.Seed);
        var same = Draw(random);
        return
        [
            .. records.Select(r =>
                With(
                    r,
                    random.Next(8) switch
                    {
                        0 => null,
                        1 => Embedding.FromVector("other", [1, random.Next(-5, 6), 3]),
                        2 => same,
                        _ => Draw(random),
                    }
                )
            ),
        ];
    }

    // An odd number of components, so that no step of eight or sixteen fits.
    private static Embedding Draw(Random random)
    {
        var vector = new float[61];
        for (var i = 0; i < vector.Length; i++)
        {
            vector[i] = random.NextSingle() - 0.5f;
        }

        return Embedding.FromVector(Space, vector);
    }

    private static ImageRecord With(ImageRecord record, Embedding? embedding) =>
        record.Taggers.Count == 0 && embedding is not null
            ? record with
            {
                Taggers = [SampleRecords.Answer(SampleRecords.Tagger, SampleRecords.Fingerprint) with { Embedding = embedding }],
            }
            : record with
            {
                Taggers = [.. record.Taggers.Select((t, i) => t with { Embedding = i == 0 ? embedding : null })],
            };

    private static ImageName Name(string key) => new(SampleRecords.Source, key);
}
