using ImageTagging.Vocabularies;

namespace ImageTagging.Tests.Correcting;

/// <summary>Stars, favourites and titles that people give: kept like corrections of tags, beside what the file says.</summary>
public sealed class GivenFactTests : CuratorTests
{
    [Fact]
    public async Task What_people_give_counts_and_what_the_file_says_stays()
    {
        var name = await Photo("a", new() { Rating = new(2, FactSource.Xmp), Title = new("IMG_1", FactSource.Iptc) });
        var report = await Curator.CorrectAsync(
            [name],
            new()
            {
                Rating = 5,
                IsFavourite = true,
                Title = " By the sea ",
                By = "ann",
            }
        );
        var record = await Get(name);
        Assert.Equal(1, report.Changed);
        Assert.Equal(new Fact<int>(5, FactSource.Person), record.Facts!.Rating);
        Assert.Equal(new Fact<bool>(true, FactSource.Person), record.Facts.IsFavourite);
        Assert.Equal(new Fact<string>("By the sea", FactSource.Person), record.Facts.Title);
        Assert.Equal((2, "IMG_1"), (record.SeenFacts!.Rating!.Value, record.SeenFacts.Title!.Value));
        Assert.Equal(record.SeenFacts, record.Taggers[0].Facts);
        Assert.Equal("cat=90", await Tags(name));
    }

    [Fact]
    public async Task A_later_reading_never_overwrites_them()
    {
        var name = await Photo("a", new() { Rating = new(2, FactSource.Xmp) });
        await Curator.CorrectAsync([name], new() { Rating = 4, By = "ann" });
        await Reread(name, new() { Rating = new(1, FactSource.Sidecar), Iso = new(100, FactSource.Exif) });
        var facts = (await Get(name)).Facts!;
        Assert.Equal((4, 100), (facts.Rating!.Value, facts.Iso!.Value));
        Assert.Equal(1, (await Get(name)).SeenFacts!.Rating!.Value);
    }

    [Fact]
    public async Task Undo_gives_back_what_was_before()
    {
        var name = await Photo("a", new() { Rating = new(2, FactSource.Xmp) });
        var first = await Curator.CorrectAsync([name], new() { Rating = 4, By = "ann" });
        var second = await Curator.CorrectAsync([name], new() { Rating = 0, By = "bob" });
        Assert.Null((await Get(name)).Facts!.Rating);
        Assert.Single((await Curator.UndoAsync(first.Batch, "ann")).Conflicts);
        Assert.Null((await Get(name)).Facts!.Rating);
        Assert.Equal(1, (await Curator.UndoAsync(second.Batch, "bob")).Changed);
        Assert.Equal(4, (await Get(name)).Facts!.Rating!.Value);
        Assert.Equal(1, (await Curator.UndoAsync(first.Batch, "ann")).Changed);
        Assert.Equal(new Fact<int>(2, FactSource.Xmp), (await Get(name)).Facts!.Rating);
        Assert.Empty((await Get(name)).Edits);
    }

    [Fact]
    public async Task What_already_is_as_asked_is_not_written()
    {
        var bare = await Photo("a", null);
        var rated = await Photo("b", new() { Rating = new(4, FactSource.Xmp) });
        Assert.Equal(2, (await Curator.CorrectAsync([bare, bare, rated], new() { IsFavourite = false, By = "ann" })).Unchanged);
        Assert.Equal(1, (await Curator.CorrectAsync([bare], new() { Title = "", By = "ann" })).Unchanged);
        // As with tags, a person's word is kept where the file says the same, for the day on which it says something else.
        Assert.Equal(1, (await Curator.CorrectAsync([rated], new() { Rating = 4, By = "ann" })).Changed);
        Assert.Equal(1, (await Curator.CorrectAsync([rated], new() { Rating = 4, By = "bob" })).Unchanged);
    }

    [Fact]
    public async Task A_whole_search_is_rated_and_an_interruption_goes_on()
    {
        for (var i = 0; i < 450; i++)
        {
            await Photo($"k{i:D4}", null);
        }

        using var stop = new CancellationTokenSource();
        Index.BeforeWrite = _ =>
        {
            if (Index.Writes == 1)
            {
                stop.Cancel();
            }

            return ValueTask.CompletedTask;
        };
        var query = TagQueryParser.Parse("cat");
        var change = new TagChange
        {
            Rating = 4,
            Title = "Ours",
            By = "ann",
            Batch = "b1",
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await Curator.CorrectAsync(query, change, 450, stop.Token)
        );
        var other = await Assert.ThrowsAsync<ImageTaggingException>(async () =>
            await Curator.CorrectAsync(query, change with { Rating = 3 })
        );
        Assert.Equal("ChangeRefused", other.Code);
        Assert.Equal(450, (await Curator.CorrectAsync(query, change)).Changed);
        Assert.Equal(450, (await Memory.SearchAsync(new() { Query = TagQueryParser.Parse("rating>=4 title:ours") })).Total);
        Assert.Empty(await States());
    }

    [Fact]
    public async Task Tags_of_another_vocabulary_stay_as_they_are()
    {
        var name = await Photo("a", null);
        var before = await Get(name);
        var report = await new TagCurator(Memory, ImageTagging.Vocabulary.Empty, Time).CorrectAsync(
            [name],
            new() { Rating = 3, By = "ann" }
        );
        await new TagCurator(Memory, ImageTagging.Vocabulary.Empty, Time).UndoAsync(report.Batch, "ann");
        Assert.Equal(before.Vocabulary, (await Get(name)).Vocabulary);
    }

    [Theory]
    [InlineData(6, null)]
    [InlineData(-2, null)]
    [InlineData(null, "two\nlines")]
    public async Task A_change_that_makes_no_sense_is_refused(int? stars, string? title)
    {
        var name = await Photo("a", null);
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () =>
            await Curator.CorrectAsync(
                [name],
                new()
                {
                    Rating = stars,
                    Title = title,
                    By = "ann",
                }
            )
        );
        Assert.Equal("ChangeRefused", fault.Code);
        Assert.Equal(0, Index.Writes);
    }

    private async Task<ImageName> Photo(string key, PhotoFacts? facts)
    {
        var name = await Put(key, ("Cat", 90));
        await Reread(name, facts);
        return name;
    }

    private async Task Reread(ImageName name, PhotoFacts? facts)
    {
        var stored = await Get(name);
        var read = RecordProjector.Project(stored with { Taggers = [stored.Taggers[0] with { Facts = facts }] }, Vocabulary);
        await Memory.WriteAsync([RecordWrite.Replace(read, stored.Token!)]);
    }
}
