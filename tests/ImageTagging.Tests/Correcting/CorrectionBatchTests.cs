namespace ImageTagging.Tests.Correcting;

/// <summary>Corrections of many pictures at once, and their undoing.</summary>
public sealed class CorrectionBatchTests : CuratorTests
{
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
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () => await Curator.CorrectAsync(query, change, 449));
        Assert.Equal("CountChanged", fault.Code);
        Assert.Equal(0, Index.Writes);
        var report = await Curator.CorrectAsync(query, change, 450);
        Assert.Equal(450, report.Changed);
        Assert.Equal("dog=90", await Tags(other));
        Assert.Equal(450, (await Memory.SearchAsync(new() { Query = TagQueryParser.Parse("lynx -cat") })).Total);
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
        Index.BeforeWrite = _ =>
        {
            if (Index.Writes == 2)
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
            await Curator.CorrectAsync(query, change, 500, stop.Token)
        );
        Assert.Single(await States());
        Assert.Equal(200, (await Memory.SearchAsync(new() { Query = TagQueryParser.Parse("pet") })).Total);

        var refused = await Assert.ThrowsAsync<ImageTaggingException>(async () =>
            await Curator.CorrectAsync(query, change with { Add = ["animal"] })
        );
        Assert.Equal("ChangeRefused", refused.Code);
        Time.Advance(TimeSpan.FromHours(1));
        var report = await Curator.CorrectAsync(query, change, 500);
        Assert.Equal((500, 0), (report.Changed, report.Unchanged));
        Assert.Empty(await States());
        Assert.Single((await All()).SelectMany(r => r.Edits).Select(e => (e.At, e.Batch)).Distinct());
    }

    [Fact]
    public async Task Undo_reverts_what_the_batch_changed_and_nobody_changed_since()
    {
        var (a, b) = (await Put("a", ("Cat", 90), ("Dog", 80)), await Put("b", ("Cat", 90)));
        await Curator.CorrectAsync([a], new() { Add = ["pet"], By = "eve" });
        var before = await Get(a);
        var batch = (
            await Curator.CorrectAsync(
                [a, b],
                new()
                {
                    Add = ["lynx"],
                    Remove = ["cat", "pet"],
                    By = "ann",
                }
            )
        ).Batch;
        await Curator.CorrectAsync([b], new() { Add = ["cat"], By = "bob" });
        var report = await Curator.UndoAsync(batch, "ann");
        Assert.Equal(2, report.Changed);
        Assert.Equal([b], report.Conflicts);
        var after = await Get(a);
        Assert.Equal(before.Edits, after.Edits);
        Assert.Equal(before.Tags, after.Tags);
        Assert.Equal("cat=100", await Tags(b));
        Assert.Equal(0, (await Curator.UndoAsync(batch, "ann")).Changed);
    }

    [Fact]
    public async Task Batches_are_undone_one_behind_the_other()
    {
        var name = await Put("a", ("Cat", 90));
        List<string> batches = [];
        for (var i = 0; i < 5; i++)
        {
            Time.Advance(TimeSpan.FromMinutes(1));
            var change = new TagChange
            {
                Add = i % 2 == 0 ? ["pet"] : [],
                Remove = i % 2 == 0 ? [] : ["pet"],
                By = "p" + i,
            };
            batches.Add((await Curator.CorrectAsync([name], change)).Batch);
        }

        for (var i = 4; i >= 0; i--)
        {
            Assert.Equal(1, (await Curator.UndoAsync(batches[i], "ann")).Changed);
            Assert.Equal(i % 2 == 1, (await Tags(name)).Contains("pet", StringComparison.Ordinal));
        }

        Assert.Empty((await Get(name)).Edits);
    }
}
