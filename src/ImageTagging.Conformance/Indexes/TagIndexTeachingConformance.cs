namespace ImageTagging.Conformance;

/// <summary>Tags that are taught over an index: the examples, the rule and what it says of every picture are the same on every engine.</summary>
/// <typeparam name="TProvider">Makes the indexes.</typeparam>
/// <param name="provider">Made by xunit.</param>
public abstract class TagIndexTeachingConformance<TProvider>(TProvider provider) : TagIndexSuite<TProvider>(provider)
    where TProvider : TagIndexProvider
{
    private const string Tag = "party";
    private const int Pictures = 240;

    [Fact]
    public async Task A_taught_tag_says_the_same_as_in_memory_taught_again_and_undone()
    {
        var (index, memory) = (await CreateAsync(Made(Pictures)), await InMemoryAsync(Pictures));
        await BothAsync(index, memory, t => t.TeachAsync(Request(12, 24, 0), Cancel));
        var found = await FindAsync(index, new HasTagQuery(Tag));
        Assert.True(found.Count > Pictures / 5, $"{found.Count} pictures have the tag.");

        await BothAsync(index, memory, t => t.TeachAsync(Request(6, 12, 60), Cancel));
        await BothAsync(
            index,
            memory,
            async t => await t.UndoAsync(Tag, Cancel) ?? throw new InvalidOperationException("no version")
        );

        // Undone once more there is none, and what people said stays.
        Assert.Null(await new TagTeacher(index).UndoAsync(Tag, Cancel));
        await new TagTeacher(index).ApplyAsync(cancellationToken: Cancel);
        Assert.Empty(await TaughtAsync(index));
        Assert.Equal(18, (await FindAsync(index, new HasTagQuery(Tag))).Count);
    }

    [Fact]
    public async Task Review_asks_about_the_same_pictures_as_in_memory_with_similar_pictures_or_without()
    {
        var (index, memory) = (await CreateAsync(Made(Pictures)), await InMemoryAsync(Pictures));
        for (var round = 0; round < 3; round++)
        {
            var request = new ReviewRequest { Tag = Tag, Count = 10 };
            var asked = await new TagTeacher(index).ReviewAsync(request, Cancel);
            var expected = await new TagTeacher(memory).ReviewAsync(request, Cancel);
            Assert.Equal(10, asked.Count);
            Assert.Equal(expected.Select(p => (p.Record.Name, p.Confidence)), asked.Select(p => (p.Record.Name, p.Confidence)));
            foreach (var one in (ITagIndex[])[index, memory])
            {
                await new TagTeacher(one).TeachAsync(
                    new()
                    {
                        Tag = Tag,
                        By = "ann",
                        Yes = [.. asked.Where(p => IsParty(p.Record)).Select(p => p.Record.Name)],
                        No = [.. asked.Where(p => !IsParty(p.Record)).Select(p => p.Record.Name)],
                    },
                    Cancel
                );
            }
        }
    }

    [Fact]
    public async Task Interrupted_another_process_brings_a_taught_tag_into_the_rest()
    {
        const int many = 600;
        var (index, memory) = (await CreateAsync(Made(many)), await InMemoryAsync(many));
        await new TagTeacher(index).TeachAsync(Request(12, 24, 0), Cancel);
        await new TagTeacher(memory).TeachAsync(Request(12, 24, 0), Cancel);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await new TagTeacher(index).ApplyAsync(new Told(stop.Cancel), stop.Token)
        );
        Assert.False(Cancel.IsCancellationRequested);
        Assert.NotEmpty(await TaughtAsync(index));

        var report = await new TagTeacher(await OpenAgainAsync(index)).ApplyAsync(cancellationToken: Cancel);
        Assert.True(report.Changed + report.Unchanged < many, $"{report}: all were looked at again.");
        await new TagTeacher(memory).ApplyAsync(cancellationToken: Cancel);
        Assert.Equal(await TaughtAsync(memory), await TaughtAsync(index));
    }

    [Fact]
    public async Task Two_that_teach_one_tag_at_once_make_two_versions()
    {
        var index = await CreateAsync(Made(Pictures));
        await new TagTeacher(index).TeachAsync(Request(6, 12, 0), Cancel);
        var again = await OpenAgainAsync(index);
        var both = await Task.WhenAll(
            new[] { index, again }.Select(i => new TagTeacher(i).TeachAsync(new() { Tag = Tag, By = "ann" }, Cancel).AsTask())
        );
        Assert.Equal([2, 3], both.Select(t => t.Version).Order());
        Assert.Equal(3, Assert.Single(await new TagTeacher(index).ListAsync(Cancel)).Version);
    }

    private static async Task BothAsync(ITagIndex index, ITagIndex memory, Func<TagTeacher, ValueTask<TaughtTag>> teach)
    {
        var taught = await teach(new(index));
        var expected = await teach(new(memory));
        Assert.Equal((expected.Version, expected.Yes, expected.No), (taught.Version, taught.Yes, taught.No));
        Assert.Equal(expected.Quality, taught.Quality);
        Assert.Equal(expected.Threshold, taught.Threshold);
        Assert.Equal(expected.Weights, taught.Weights);
        await new TagTeacher(index).ApplyAsync(cancellationToken: Cancel);
        await new TagTeacher(memory).ApplyAsync(cancellationToken: Cancel);
        Assert.Equal(await TaughtAsync(memory), await TaughtAsync(index));
        Assert.Equal(await FindAsync(memory, new HasTagQuery(Tag)), await FindAsync(index, new HasTagQuery(Tag)));
    }

    private static async Task<List<string>> TaughtAsync(ITagIndex index)
    {
        await index.RefreshAsync(Cancel);
        List<string> taught = [];
        await foreach (var record in index.ReadAllAsync(cancellationToken: Cancel))
        {
            taught.AddRange(
                record
                    .Taggers.Where(t => t.Name == TaughtTag.TaggerName)
                    .SelectMany(t => t.Labels)
                    .Select(l => FormattableString.Invariant($"{record.Key} {l.Name} {l.Confidence}"))
            );
        }

        return taught;
    }

    private static async Task<ITagIndex> InMemoryAsync(int count)
    {
        var memory = new InMemoryTagIndex();
        await WriteAsync(memory, [.. Made(count).Select(RecordWrite.Create)]);
        return memory;
    }

    private static TeachRequest Request(int yes, int no, int skip) =>
        new()
        {
            Tag = Tag,
            By = "ann",
            Yes = [.. Made(Pictures).Skip(skip).Where(IsParty).Take(yes).Select(r => r.Name)],
            No = [.. Made(Pictures).Skip(skip).Where(r => !IsParty(r)).Take(no).Select(r => r.Name)],
        };

    // Every third picture is of a party: its vector leans one way, and most have balloons.
    private static IEnumerable<ImageRecord> Made(int count)
    {
        var random = new Random(ConformanceTrials.Seed);
        for (var i = 0; i < count; i++)
        {
            var isParty = i % 3 == 0;
            var vector = new float[19];
            for (var c = 0; c < vector.Length; c++)
            {
                vector[c] = random.NextSingle() - 0.5f;
            }

            vector[3] += isParty ? 0.5f : -0.5f;
            var label = isParty == (random.Next(5) > 0) ? "balloon" : "forest";
            yield return SampleRecords.Of(FormattableString.Invariant($"{i:D4}.jpg"), (label, 80)) with
            {
                Taggers =
                [
                    SampleRecords.Answer(SampleRecords.Tagger, SampleRecords.Fingerprint) with
                    {
                        Labels = [new() { Name = label, Confidence = 80 }],
                        Embedding = Embedding.FromVector("eye/24", vector),
                    },
                ],
            };
        }
    }

    private static bool IsParty(ImageRecord record) =>
        int.Parse(record.Key.AsSpan(0, 4), System.Globalization.CultureInfo.InvariantCulture) % 3 == 0;

    private sealed class Told(Action told) : IProgress<long>
    {
        public void Report(long value) => told();
    }
}
