using ImageTagging.Tests.FileSystem;

namespace ImageTagging.Tests.Running;

/// <summary>Files that are one picture: a raw file beside a JPEG, the moving part of a Live Photo.</summary>
public sealed class PairTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_raw_file_beside_a_picture_is_no_picture_of_its_own()
    {
        await using var world = new World();
        foreach (
            var key in (string[])
                ["x/a.CR2", "x/a.JPG", "x/a.b.jpg", "x/c.HEIC", "x/c.nef", "x/d.dng", "x.y/a.CR2", "e.png", "e.raf"]
        )
        {
            world.Store.Put(key, "shows " + key);
        }

        var report = await world.RunAsync();
        Assert.Equal((7L, 7L), (report.Counts.Listed, report.Counts.Tagged));
        Assert.Equal(
            ["e.png", "e.raf", "x.y/a.CR2", "x/a.JPG", "x/a.b.jpg", "x/c.HEIC", "x/d.dng"],
            world.Tagger.Calls.Select(c => c.Key).Order(StringComparer.Ordinal)
        );
        Assert.Equal([".CR2"], (await world.RecordAsync("x/a.JPG"))!.Companions);
        Assert.Equal([".nef"], (await world.RecordAsync("x/c.HEIC"))!.Companions);
        Assert.Empty((await world.RecordAsync("x/a.b.jpg"))!.Companions);
        Assert.Equal(7L, (await world.RunAsync()).Counts.Unchanged);
    }

    [Fact]
    public async Task An_index_that_has_both_files_keeps_one_picture_without_a_call_and_without_the_guard()
    {
        await using var world = new World();
        for (var i = 0; i < 300; i++)
        {
            world.Store.Put($"{i:000}.CR2", $"raw {i}");
            world.Store.Put($"{i:000}.JPG", $"cat {i}");
        }

        // As it was before such files were told together.
        foreach (var suffix in (string[])[".CR2", ".JPG"])
        {
            world.Store.Scope = new() { Suffixes = [suffix] };
            await world.RunAsync();
        }

        var raw = (await world.RecordAsync("007.CR2"))!;
        var edit = new Correction
        {
            Tag = "sunset",
            IsAdded = true,
            By = "ann",
            At = world.Time.GetUtcNow(),
            Batch = "1",
        };
        await world.Index.WriteAsync([RecordWrite.Replace(raw with { Edits = [edit] }, raw.Token!)], Cancel);
        world.Store.Scope = ImageScope.All;
        Assert.Empty((await world.PlanAsync()).Notes);
        var report = await world.RunAsync();
        Assert.Equal((RunEnd.Completed, 300L, 600), (report.End, report.Counts.Gone, world.Tagger.Calls.Count));
        Assert.Equal("7 cat sunset", await world.TagsAsync("007.JPG"));
        Assert.NotNull((await world.RecordAsync("007.CR2"))!.GoneAt);
        Assert.Equal((300L, 0L), (await world.RunAsync()) is var again ? (again.Counts.Unchanged, again.Counts.Gone) : default);
    }

    [Fact]
    public async Task Each_fact_that_people_gave_of_either_file_is_kept()
    {
        await using var world = new World();
        world.Store.Put("a.CR2", "raw");
        world.Store.Put("a.JPG", "cat");
        foreach (var suffix in (string[])[".CR2", ".JPG"])
        {
            world.Store.Scope = new() { Suffixes = [suffix] };
            await world.RunAsync();
        }

        await GiveAsync("a.CR2", FactField.Rating, "4");
        await GiveAsync("a.CR2", FactField.Title, "of the raw file");
        await GiveAsync("a.JPG", FactField.Title, "of the picture");
        world.Store.Scope = ImageScope.All;
        await world.RunAsync();
        var facts = (await world.RecordAsync("a.JPG"))!.Facts!;
        Assert.Equal((4, "of the picture"), (facts.Rating?.Value, facts.Title?.Value));

        async Task GiveAsync(string key, FactField fact, string value)
        {
            var record = (await world.RecordAsync(key))!;
            var edit = new Correction
            {
                Fact = fact,
                Value = value,
                IsAdded = true,
                By = "ann",
                At = world.Time.GetUtcNow(),
                Batch = key + fact,
            };
            await world.Index.WriteAsync(
                [RecordWrite.Replace(record with { Edits = [.. record.Edits, edit] }, record.Token!)],
                Cancel
            );
        }
    }

    [Fact]
    public async Task A_picture_that_gets_a_jpeg_beside_its_raw_file_is_not_paid_for_again()
    {
        await using var world = new World();
        for (var i = 0; i < 300; i++)
        {
            world.Store.Put($"{i:000}.CR2", $"raw {i}");
        }

        await world.RunAsync();
        for (var i = 0; i < 300; i++)
        {
            world.Store.Put($"{i:000}.JPG", $"another {i}");
        }

        var planned = (await world.PlanAsync()).Taggers[0];
        Assert.Equal((0L, 300L), (planned.Calls, planned.Reused));
        var report = await world.RunAsync();
        Assert.Equal((RunEnd.Completed, 300L, 300), (report.End, report.Counts.Gone, world.Tagger.Calls.Count));
        Assert.Equal("7 raw", await world.TagsAsync("007.JPG"));
    }

    [Theory]
    [InlineData(".CR2", ".JPG")]
    [InlineData(".nef", ".jpg")]
    public async Task A_deleted_half_is_no_lost_picture(string rawEnding, string ending)
    {
        await using var world = new World();
        for (var i = 0; i < 300; i++)
        {
            world.Store.Put($"{i:000}{rawEnding}", $"raw {i}");
            world.Store.Put($"{i:000}{ending}", $"cat {i}");
        }

        await world.RunAsync();
        Assert.Equal(300, world.Tagger.Calls.Count);
        // Of one half the raw files go, of the other the JPEGs.
        for (var i = 0; i < 300; i++)
        {
            world.Store.Remove($"{i:000}{(i < 150 ? rawEnding : ending)}");
        }

        Assert.Equal(0, (await world.PlanAsync()).Taggers[0].Calls);
        var report = await world.RunAsync();
        Assert.Equal((RunEnd.Completed, 300), (report.End, world.Tagger.Calls.Count));
        Assert.Equal((150L, 150L), (report.Counts.Gone, report.Counts.Moved));
        Assert.Equal("7 cat", await world.TagsAsync($"007{ending}"));
        Assert.Empty((await world.RecordAsync($"007{ending}"))!.Companions);
        Assert.Equal("200 cat", await world.TagsAsync($"200{rawEnding}"));
        Assert.NotNull((await world.RecordAsync($"200{ending}"))!.GoneAt);
        Assert.Equal(300L, (await world.RunAsync()).Counts.Unchanged);
    }

    [Fact]
    public async Task A_picture_is_one_wherever_ranges_of_keys_are_cut()
    {
        await using var world = new World();
        foreach (var key in (string[])["a.CR2", "a.JPG", "b.JPG", "b.RAF"])
        {
            world.Store.Put(key, key);
        }

        foreach (var cut in (string[])["a.CR2", "a.D", "a.JPG", "a.JPG.x", "b.", "b.JPG", "b.K", "b.RAF"])
        {
            foreach (var range in (KeyRange[])[new("", cut), new(cut, null)])
            {
                Assert.Equal(0L, (await world.RunAsync(new() { Scope = new() { Range = range } })).Counts.Gone);
            }

            Assert.Equal(["a.JPG", "b.JPG"], world.Tagger.Calls.Select(c => c.Key).Order(StringComparer.Ordinal));
            Assert.Equal([".RAF"], (await world.RecordAsync("b.JPG"))!.Companions);
        }
    }

    [Fact]
    public async Task A_raw_file_that_is_named_is_not_tagged_by_itself()
    {
        await using var world = new World();
        world.Store.Put("a.CR2", "raw");
        world.Store.Put("a.JPG", "cat");
        world.Store.Put("b.CR2", "dog");
        var outcomes = await world.Pipeline.IndexAsync(world.Store, ["a.CR2", "a.JPG", "b.CR2"]);
        Assert.Equal([ImageOutcomeKind.Skipped, ImageOutcomeKind.Tagged, ImageOutcomeKind.Tagged], outcomes.Select(o => o.Kind));
        Assert.Equal(
            (ErrorCodes.CompanionFile, true),
            (outcomes[0].Reason!.Code, outcomes[0].Reason!.Message.Contains("a.JPG", StringComparison.Ordinal))
        );
        Assert.Equal(2, world.Tagger.Calls.Count);
    }

    [Fact]
    public async Task Live_photos_bring_their_video_along_and_other_videos_are_counted()
    {
        using var folder = new PictureFolder();
        folder.With("a.HEIC", "a.MOV", "b.jpg", "b.mp4", "c.MOV", "d.avi", "x/a.MOV", "x/c.jpg", "x/e.CR2", "x/e.MOV");
        await using var world = new World();
        await using var pipeline = ImageTaggingPipeline
            .CreateBuilder()
            .From(folder.Source(new() { Name = "folder" }))
            .TagWith(world.Tagger)
            .IndexInto(world.Index)
            .UseTimeProvider(world.Time)
            .Build();
        var report = await pipeline.RunAsync(cancellationToken: Cancel);
        Assert.Equal((4L, 4L), (report.Counts.Listed, report.ExcludedBy[ExclusionKind.Video]));
        var records = await world.Index.GetManyAsync([new("folder", "a.HEIC"), new("folder", "b.jpg"), new("folder", "x/e.CR2")]);
        Assert.Equal([".MOV", ".mp4", ""], records.Select(r => string.Concat(r!.Companions)));

        File.Delete(folder.PathOf("a.MOV"));
        Assert.Equal(3L, (await pipeline.RunAsync(cancellationToken: Cancel)).Counts.Unchanged);
        Assert.Empty((await world.Index.GetManyAsync([new("folder", "a.HEIC")]))[0]!.Companions);
        Assert.Equal(4, world.Tagger.Calls.Count);
    }

    [Fact]
    public async Task What_a_look_up_tells_of_other_files_is_what_a_listing_tells()
    {
        using var folder = new PictureFolder();
        folder.With("a.CR2", "a.JPG", "a.MOV", "a.CR2.XMP", "b.jpg");
        File.SetLastWriteTimeUtc(folder.PathOf("a.CR2.XMP"), DateTime.UtcNow.AddDays(1));
        await using var world = new World();
        var source = folder.Source(new() { Name = "folder" });
        await using var pipeline = ImageTaggingPipeline
            .CreateBuilder()
            .From(source)
            .TagWith(world.Tagger)
            .IndexInto(world.Index)
            .UseTimeProvider(world.Time)
            .Build();
        await pipeline.RunAsync(cancellationToken: Cancel);
        var outcomes = await pipeline.IndexAsync(source, ["a.JPG", "b.jpg"], cancellationToken: Cancel);
        Assert.Equal([ImageOutcomeKind.Unchanged, ImageOutcomeKind.Unchanged], outcomes.Select(o => o.Kind));
        Assert.Equal([".CR2", ".MOV"], (await world.Index.GetManyAsync([new("folder", "a.JPG")]))[0]!.Companions);
    }
}
