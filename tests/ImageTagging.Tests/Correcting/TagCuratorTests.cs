using ImageTagging.Tests.Querying;
using ImageTagging.TestSupport;
using ImageTagging.Vocabularies;
using Microsoft.Extensions.Time.Testing;

namespace ImageTagging.Tests.Correcting;

public sealed class TagCuratorTests
{
    private static readonly Vocabulary s_vocabulary = Vocabulary.Parse(
        """{ "alias": { "automobile": "car" }, "block": ["accessories"], "confidence": { "*": 50 } }"""
    );

    private readonly InMemoryTagIndex _memory = new();
    private readonly InterferingIndex _index;
    private readonly FakeTimeProvider _time = new();
    private readonly TagCurator _curator;

    public TagCuratorTests()
    {
        _index = new(_memory);
        _curator = new(_index, s_vocabulary, _time);
    }

    [Fact]
    public async Task Tags_are_added_and_removed_with_who_and_when()
    {
        var name = await Put("a", ("Cat", 90), ("Dog", 80));
        var report = await _curator.CorrectAsync(
            [name],
            new()
            {
                Add = ["Automobile", "Accessories"],
                Remove = ["DOG"],
                By = "ann",
            }
        );
        Assert.Equal((1, 0), (report.Changed, report.Unchanged));
        Assert.Equal("accessories=100 car=100 cat=90", await Tags(name));
        var edits = (await Get(name)).Edits;
        Assert.Equal(["automobile+", "accessories+", "dog-"], edits.Select(e => e.Tag + (e.IsAdded ? "+" : "-")));
        Assert.All(edits, e => Assert.Equal(("ann", report.Batch, _time.GetUtcNow()), (e.By, e.Batch, e.At)));
    }

    [Fact]
    public async Task What_already_is_as_asked_is_not_written()
    {
        var name = await Put("a", ("Cat", 90));
        await _curator.CorrectAsync([name], new() { Add = ["car"], By = "ann" });
        var writes = _index.Writes;
        var report = await _curator.CorrectAsync(
            [name],
            new()
            {
                Add = ["automobile"],
                Remove = ["bird"],
                By = "bob",
            }
        );
        Assert.Equal((0, 1), (report.Changed, report.Unchanged));
        Assert.Equal(writes, _index.Writes);
    }

    [Fact]
    public async Task A_tag_that_a_model_gave_becomes_a_persons_when_a_person_adds_it()
    {
        var name = await Put("a", ("Cat", 90));
        Assert.Equal(1, (await _curator.CorrectAsync([name], new() { Add = ["cat"], By = "ann" })).Changed);
        Assert.Equal("cat=100", await Tags(name));
    }

    [Fact]
    public async Task Images_that_are_not_there_are_told()
    {
        ImageName missing = new("s", "none");
        Assert.Equal([missing], (await _curator.CorrectAsync([missing], new() { Add = ["x"], By = "ann" })).Missing);
    }

    [Theory]
    [InlineData("x", "X", "ann", null)]
    [InlineData("automobile", "car", "ann", null)]
    [InlineData("", null, "ann", null)]
    [InlineData(null, null, "ann", null)]
    [InlineData("x", null, " ", null)]
    [InlineData("x", null, "a\nb", null)]
    [InlineData("x", null, "ann", "../b")]
    [InlineData("x", null, "ann", "")]
    public async Task A_change_that_makes_no_sense_is_refused(string? add, string? remove, string by, string? batch)
    {
        var change = new TagChange
        {
            Add = add is null ? [] : [add],
            Remove = remove is null ? [] : [remove],
            By = by,
            Batch = batch,
        };
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () => await _curator.CorrectAsync([], change));
        Assert.Equal("ChangeRefused", fault.Code);
    }

    [Fact]
    public async Task A_whole_search_is_changed_when_the_count_is_the_confirmed_one()
    {
        for (var i = 0; i < 450; i++)
        {
            await Put($"k{i:D4}", ("Cat", 90));
        }

        var other = await Put("other", ("Dog", 90));
        var query = TagQueryParser.Parse("cat");
        var change = new TagChange
        {
            Remove = ["cat"],
            Add = ["lynx"],
            By = "ann",
        };
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () => await _curator.CorrectAsync(query, change, 449));
        Assert.Equal("CountChanged", fault.Code);
        Assert.Equal(0, _index.Writes);
        var report = await _curator.CorrectAsync(query, change, 450);
        Assert.Equal(450, report.Changed);
        Assert.Equal("dog=90", await Tags(other));
        Assert.Equal(450, (await _memory.SearchAsync(new() { Query = TagQueryParser.Parse("lynx -cat") })).Total);
        Assert.Empty(await States());
    }

    [Fact]
    public async Task An_interrupted_batch_goes_on_where_it_was_and_reports_the_whole()
    {
        for (var i = 0; i < 500; i++)
        {
            await Put($"k{i:D4}", ("Cat", 90));
        }

        using var stop = new CancellationTokenSource();
        _index.BeforeWrite = _ =>
        {
            if (_index.Writes == 2)
            {
                stop.Cancel();
            }

            return ValueTask.CompletedTask;
        };
        var change = new TagChange
        {
            Add = ["pet"],
            By = "ann",
            Batch = "b1",
        };
        var query = TagQueryParser.Parse("cat");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await _curator.CorrectAsync(query, change, 500, stop.Token)
        );
        Assert.Single(await States());
        Assert.Equal(200, (await _memory.SearchAsync(new() { Query = TagQueryParser.Parse("pet") })).Total);

        var refused = await Assert.ThrowsAsync<ImageTaggingException>(async () =>
            await _curator.CorrectAsync(query, change with { Add = ["animal"] })
        );
        Assert.Equal("ChangeRefused", refused.Code);
        _time.Advance(TimeSpan.FromHours(1));
        var report = await _curator.CorrectAsync(query, change, 500);
        Assert.Equal((500, 0), (report.Changed, report.Unchanged));
        Assert.Empty(await States());
        Assert.Single((await All()).SelectMany(r => r.Edits).Select(e => (e.At, e.Batch)).Distinct());
    }

    [Fact]
    public async Task A_change_that_comes_between_is_kept_and_ours_is_made_on_top()
    {
        var name = await Put("a", ("Cat", 90));
        var bob = new TagCurator(_memory, s_vocabulary, _time);
        _index.BeforeWrite = async _ =>
        {
            _index.BeforeWrite = null;
            await bob.CorrectAsync([name], new() { Add = ["bobs"], By = "bob" });
            await Retag(name, ("Owl", 70));
        };
        Assert.Equal(1, (await _curator.CorrectAsync([name], new() { Add = ["anns"], By = "ann" })).Changed);
        Assert.Equal("anns=100 bobs=100 owl=70", await Tags(name));
    }

    [Fact]
    public async Task What_is_no_longer_found_when_it_is_written_is_left_alone()
    {
        var name = await Put("a", ("Cat", 90));
        _index.BeforeWrite = async _ =>
        {
            _index.BeforeWrite = null;
            await Retag(name, ("Dog", 70));
        };
        var report = await _curator.CorrectAsync(TagQueryParser.Parse("cat"), new() { Add = ["pet"], By = "ann" });
        Assert.Equal((0, 1), (report.Changed, report.Unchanged));
        Assert.Equal("dog=70", await Tags(name));
    }

    [Fact]
    public async Task An_image_that_is_never_at_rest_is_reported_as_a_conflict()
    {
        var name = await Put("a", ("Cat", 90));
        _index.BeforeWrite = _ => Retag(name, ("Cat", 91));
        var report = await _curator.CorrectAsync([name], new() { Add = ["pet"], By = "ann" });
        Assert.Equal([name], report.Conflicts);
        Assert.Equal(0, report.Changed);
    }

    [Fact]
    public async Task Undo_reverts_what_the_batch_changed_and_nobody_changed_since()
    {
        var (a, b) = (await Put("a", ("Cat", 90), ("Dog", 80)), await Put("b", ("Cat", 90)));
        await _curator.CorrectAsync([a], new() { Add = ["pet"], By = "eve" });
        var before = await Get(a);
        var batch = (
            await _curator.CorrectAsync(
                [a, b],
                new()
                {
                    Add = ["lynx"],
                    Remove = ["cat", "pet"],
                    By = "ann",
                }
            )
        ).Batch;
        await _curator.CorrectAsync([b], new() { Add = ["cat"], By = "bob" });
        var report = await _curator.UndoAsync(batch, "ann");
        Assert.Equal(2, report.Changed);
        Assert.Equal([b], report.Conflicts);
        var after = await Get(a);
        Assert.Equal(before.Edits, after.Edits);
        Assert.Equal(before.Tags, after.Tags);
        Assert.Equal("cat=100", await Tags(b));
        Assert.Equal(0, (await _curator.UndoAsync(batch, "ann")).Changed);
    }

    [Fact]
    public async Task Batches_are_undone_one_behind_the_other()
    {
        var name = await Put("a", ("Cat", 90));
        List<string> batches = [];
        for (var i = 0; i < 5; i++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            var change = new TagChange
            {
                Add = i % 2 == 0 ? ["pet"] : [],
                Remove = i % 2 == 0 ? [] : ["pet"],
                By = "p" + i,
            };
            batches.Add((await _curator.CorrectAsync([name], change)).Batch);
        }

        for (var i = 4; i >= 0; i--)
        {
            Assert.Equal(1, (await _curator.UndoAsync(batches[i], "ann")).Changed);
            Assert.Equal(i % 2 == 1, (await Tags(name)).Contains("pet", StringComparison.Ordinal));
        }

        Assert.Empty((await Get(name)).Edits);
    }

    [Fact]
    public async Task People_and_a_run_at_once_never_lose_each_others_changes()
    {
        for (var trial = 0; trial < Trials.Count(100); trial++)
        {
            var names = new List<ImageName>();
            for (var i = 0; i < 20; i++)
            {
                names.Add(await Put($"{trial}-{i}", ("Cat", 90)));
            }

            var people = Enumerable
                .Range(0, 4)
                .Select(p =>
                    Task.Run(async () =>
                    {
                        var curator = new TagCurator(_memory, s_vocabulary, _time);
                        for (var i = 0; i < 5; i++)
                        {
                            var report = await curator.CorrectAsync(names, new() { Add = [$"p{p} {i}"], By = "p" + p });
                            Assert.Empty(report.Conflicts);
                        }
                    })
                );
            var run = Task.Run(async () =>
            {
                foreach (var name in names)
                {
                    await Retag(name, ("Owl", 70));
                }
            });
            await Task.WhenAll([.. people, run]);
            var expected = string.Join(' ', Enumerable.Range(0, 20).Select(i => $"p{i / 5} {i % 5}=100")) + " owl=70";
            foreach (var name in names)
            {
                Assert.Equal(expected, await Tags(name));
            }
        }
    }

    private async Task<ImageName> Put(string key, params (string Name, double Confidence)[] labels)
    {
        var record = Labelled(new RandomRecords(1).Next(key) with { Source = "s", Edits = [], GoneAt = null }, labels);
        await _memory.WriteAsync([RecordWrite.Create(record)]);
        return record.Name;
    }

    // What a run does: labels anew under the token, corrections kept.
    private async ValueTask Retag(ImageName name, params (string Name, double Confidence)[] labels)
    {
        while (true)
        {
            var stored = await Get(name);
            var result = await _memory.WriteAsync([RecordWrite.Replace(Labelled(stored, labels), stored.Token!)]);
            if (result[0].Outcome == WriteOutcome.Written)
            {
                return;
            }
        }
    }

    private static ImageRecord Labelled(ImageRecord record, (string Name, double Confidence)[] labels) =>
        RecordProjector.Project(
            record with
            {
                Taggers =
                [
                    new()
                    {
                        Name = "t",
                        Fingerprint = new("a", 0, 0),
                        Labels = [.. labels.Select(l => new ImageLabel { Name = l.Name, Confidence = l.Confidence })],
                    },
                ],
            },
            s_vocabulary
        );

    private async Task<ImageRecord> Get(ImageName name) => (await _memory.GetManyAsync([name]))[0]!;

    private async Task<string> Tags(ImageName name) =>
        string.Join(' ', (await Get(name)).Tags.Select(t => $"{t.Name}={t.Confidence}"));

    private async Task<List<StateEntry>> States() => await _memory.ListStatesAsync("corrections/").ToListAsync();

    private async Task<List<ImageRecord>> All() => await _memory.ReadAllAsync().ToListAsync();
}
