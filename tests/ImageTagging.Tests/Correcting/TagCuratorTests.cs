using ImageTagging.Tests.Running;
using ImageTagging.TestSupport;

namespace ImageTagging.Tests.Correcting;

public sealed class TagCuratorTests : CuratorTests
{
    [Fact]
    public async Task Tags_are_added_and_removed_with_who_and_when()
    {
        var name = await Put("a", ("Cat", 90), ("Dog", 80));
        var report = await Curator.CorrectAsync(
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
        Assert.All(edits, e => Assert.Equal(("ann", report.Batch, Time.GetUtcNow()), (e.By, e.Batch, e.At)));
    }

    [Fact]
    public async Task What_already_is_as_asked_is_not_written()
    {
        var name = await Put("a", ("Cat", 90));
        await Curator.CorrectAsync([name], new() { Add = ["car"], By = "ann" });
        var writes = Index.Writes;
        var report = await Curator.CorrectAsync(
            [name],
            new()
            {
                Add = ["automobile"],
                Remove = ["bird"],
                By = "bob",
            }
        );
        Assert.Equal((0, 1), (report.Changed, report.Unchanged));
        Assert.Equal(writes, Index.Writes);
    }

    [Fact]
    public async Task A_tag_that_a_model_gave_becomes_a_persons_when_a_person_adds_it()
    {
        var name = await Put("a", ("Cat", 90));
        Assert.Equal(1, (await Curator.CorrectAsync([name], new() { Add = ["cat"], By = "ann" })).Changed);
        Assert.Equal("cat=100", await Tags(name));
    }

    [Fact]
    public async Task Images_that_are_not_there_are_told()
    {
        ImageName missing = new("s", "none");
        Assert.Equal([missing], (await Curator.CorrectAsync([missing], new() { Add = ["x"], By = "ann" })).Missing);
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
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () => await Curator.CorrectAsync([], change));
        Assert.Equal("ChangeRefused", fault.Code);
    }

    [Fact]
    public async Task A_change_that_comes_between_is_kept_and_ours_is_made_on_top()
    {
        var name = await Put("a", ("Cat", 90));
        var bob = new TagCurator(Memory, Vocabulary, Time);
        Index.BeforeWrite = async _ =>
        {
            Index.BeforeWrite = null;
            await bob.CorrectAsync([name], new() { Add = ["bobs"], By = "bob" });
            await Retag(name, ("Owl", 70));
        };
        Assert.Equal(1, (await Curator.CorrectAsync([name], new() { Add = ["anns"], By = "ann" })).Changed);
        Assert.Equal("anns=100 bobs=100 owl=70", await Tags(name));
    }

    [Fact]
    public async Task What_is_no_longer_found_when_it_is_written_is_left_alone()
    {
        var name = await Put("a", ("Cat", 90));
        Index.BeforeWrite = async _ =>
        {
            Index.BeforeWrite = null;
            await Retag(name, ("Dog", 70));
        };
        var report = await Curator.CorrectAsync(TagQueryParser.Parse("cat"), new() { Add = ["pet"], By = "ann" });
        Assert.Equal((0, 1), (report.Changed, report.Unchanged));
        Assert.Equal("dog=70", await Tags(name));
    }

    [Fact]
    public async Task An_image_that_is_never_at_rest_is_reported_as_a_conflict()
    {
        var name = await Put("a", ("Cat", 90));
        Index.BeforeWrite = _ => Retag(name, ("Cat", 91));
        var report = await Curator.CorrectAsync([name], new() { Add = ["pet"], By = "ann" });
        Assert.Equal([name], report.Conflicts);
        Assert.Equal(0, report.Changed);
    }

    [Fact]
    public async Task People_and_a_run_at_once_never_lose_each_others_changes()
    {
        const int Pictures = 40;
        for (var trial = 0; trial < Trials.Count(50); trial++)
        {
            await using var world = new World();
            for (var i = 0; i < Pictures + 20; i++)
            {
                world.Store.Put($"{i:00}.jpg", $"thing{i}");
            }

            await world.RunAsync();

            // The run that is under way meanwhile asks another question of all of them, finds some changed, gone and new.
            world.Tagger.Info = world.Tagger.Info with
            {
                Fingerprint = new("0b", 50, 0),
            };
            world.Build();
            for (var i = 0; i < 10; i++)
            {
                world.Store.Put($"{Pictures + i}.jpg", $"changed{i}");
                world.Store.Remove($"{Pictures + 10 + i}.jpg");
                world.Store.Put($"new{i}.jpg", $"new{i}");
            }

            // Each call waits for a change by somebody, and people begin once the run calls: they are at work at the same time.
            var calling = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var peopleDone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using var changes = new SemaphoreSlim(0);
            world.Tagger.OnCall = async (_, _, token) =>
            {
                calling.TrySetResult();
                await Task.WhenAny(changes.WaitAsync(token), peopleDone.Task);
            };
            var run = Task.Run(() => world.RunAsync());
            await calling.Task.WaitAsync(World.Guard, TestContext.Current.CancellationToken);
            ImageName[] names = [.. Enumerable.Range(0, Pictures).Select(i => new ImageName(world.Store.Name, $"{i:00}.jpg"))];
            await Task.WhenAll(Enumerable.Range(0, 4).Select(p => Task.Run(() => CorrectAsync(p))));
            peopleDone.SetResult();
            var report = await run;

            Assert.Equal((RunEnd.Completed, 0L, 0L), (report.End, report.Counts.Failed, report.Counts.Left));
            Assert.Equal(Pictures + 20, report.Counts.PaidCalls);
            for (var i = 0; i < Pictures; i++)
            {
                var record = (await world.RecordAsync($"{i:00}.jpg"))!;
                Assert.Equal(new("0b", 50, 0), record.Taggers[0].Fingerprint);
                Assert.Equal(
                    Enumerable.Range(0, 20).Select(n => $"p{n / 5} {n % 5}").Append($"thing{i}"),
                    record.Tags.Select(t => t.Name).Order(StringComparer.Ordinal)
                );
            }

            for (var i = 0; i < 10; i++)
            {
                Assert.Equal($"changed{i}", await world.TagsAsync($"{Pictures + i}.jpg"));
                Assert.NotNull((await world.RecordAsync($"{Pictures + 10 + i}.jpg"))!.GoneAt);
                Assert.Equal($"new{i}", await world.TagsAsync($"new{i}.jpg"));
            }

            async Task CorrectAsync(int person)
            {
                var curator = new TagCurator(world.Index, Vocabulary.Empty, world.Time);
                for (var i = 0; i < 5; i++)
                {
                    var done = await curator.CorrectAsync(names, new() { Add = [$"p{person} {i}"], By = "p" + person });
                    Assert.Empty(done.Conflicts);
                    changes.Release(2);
                }
            }
        }
    }
}
