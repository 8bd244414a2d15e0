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
                        var curator = new TagCurator(Memory, Vocabulary, Time);
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
}
