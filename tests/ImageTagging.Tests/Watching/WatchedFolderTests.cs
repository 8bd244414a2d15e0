using ImageTagging.Tests.FileSystem;
using ImageTagging.Tests.Running;
using ImageTagging.Watching;
using Microsoft.Extensions.Time.Testing;

namespace ImageTagging.Tests.Watching;

public sealed class WatchedFolderTests : IDisposable
{
    private static readonly FolderWatchOptions s_options = new();
    private readonly PictureFolder _folder = new();
    private readonly InMemoryTagIndex _index = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow.AddHours(1));
    private readonly FolderImageSource _source;
    private readonly ImageTaggingPipeline _pipeline;

    public WatchedFolderTests()
    {
        _folder.With("first.jpg");
        _source = _folder.Source();
        _pipeline = ImageTaggingPipeline.CreateBuilder().From(_source).TagWith(new NameTagger()).IndexInto(_index).Build();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _pipeline.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task All_is_listed_first_and_then_every_so_often()
    {
        using var watched = Watched();
        Assert.Equal(1, Assert.Single(await StepAsync(watched)).Run!.Counts.Tagged);
        _folder.With("unnoticed.jpg");
        _time.Advance(s_options.ListEvery);
        Assert.Equal(1, Assert.Single(await StepAsync(watched)).Run!.Counts.New);
    }

    [Fact]
    public async Task Noticed_files_are_tagged_and_deleted_ones_marked_without_a_listing()
    {
        using var watched = Watched();
        await StepAsync(watched);
        _folder.With("second.jpg");
        File.Delete(_folder.PathOf("first.jpg"));
        watched.Changes.File("second.jpg");
        watched.Changes.File("first.jpg");
        var outcomes = await OutcomesAsync(watched);
        Assert.Equal(
            [("first.jpg", ImageOutcomeKind.Gone), ("second.jpg", ImageOutcomeKind.Tagged)],
            outcomes.Select(o => (o.Image.Key, o.Kind)).Order()
        );
    }

    [Fact]
    public async Task A_moved_in_folder_is_listed_and_a_vanished_one_marked_gone()
    {
        using var watched = Watched();
        await StepAsync(watched);
        _folder.With("sub/a.jpg", "sub/deep/b.jpg");
        watched.Changes.Folder("sub/", isGone: false);
        _time.Advance(s_options.Settle);
        var found = Assert.Single(await StepAsync(watched), r => r.Run is not null);
        Assert.Equal((2, 2), (found.Run!.Counts.Listed, found.Run.Counts.Tagged));

        Directory.Delete(_folder.PathOf("sub"), recursive: true);
        watched.Changes.Folder("sub/", isGone: true);
        // Something that was no picture, or that the index never had, is not looked for.
        watched.Changes.Folder("notes.txt/", isGone: true);
        _time.Advance(s_options.Settle);
        var gone = Assert.Single(await StepAsync(watched), r => r.Run is not null);
        Assert.Equal(2, gone.Run!.Counts.Gone);
        Assert.Null((await _index.GetManyAsync([new(_source.Name, "first.jpg")], Cancel))[0]!.GoneAt);
    }

    [Fact]
    public async Task Very_many_deletions_go_through_the_guard()
    {
        string[] keys = [.. Enumerable.Range(0, 300).Select(i => $"{i:000}.jpg")];
        _folder.With(keys);
        using var watched = Watched();
        await StepAsync(watched);
        foreach (var key in keys)
        {
            File.Delete(_folder.PathOf(key));
            watched.Changes.File(key);
        }

        _time.Advance(s_options.Settle);
        Assert.Equal(RunEnd.GuardHeld, Assert.Single(await StepAsync(watched)).Run?.End);
        Assert.Null((await _index.GetManyAsync([new(_source.Name, "000.jpg")], Cancel))[0]!.GoneAt);
    }

    [Fact]
    public async Task Deletions_step_by_step_go_through_the_guard_as_those_at_once_do()
    {
        string[] keys = [.. Enumerable.Range(0, 300).Select(i => $"{i:000}.jpg")];
        _folder.With(keys);
        using var watched = Watched();
        await StepAsync(watched);
        var ends = new List<RunEnd?>();
        foreach (var step in keys.Chunk(75))
        {
            foreach (var key in step)
            {
                File.Delete(_folder.PathOf(key));
                watched.Changes.File(key);
            }

            _time.Advance(s_options.Settle);
            ends.Add((await StepAsync(watched)).LastOrDefault()?.Run?.End);
        }

        Assert.Equal([null, RunEnd.GuardHeld, RunEnd.GuardHeld, RunEnd.GuardHeld], ends);
        var records = await _index.GetManyAsync([.. keys.Select(k => new ImageName(_source.Name, k))], Cancel);
        Assert.Equal(75, records.Count(r => r!.GoneAt is not null));
    }

    /// <summary>A restart is no reason to begin counting anew, wherever in the hour it comes.</summary>
    [Theory]
    [InlineData(false, 0, RunEnd.GuardHeld)]
    [InlineData(true, 0, RunEnd.GuardHeld)]
    [InlineData(true, 55, RunEnd.GuardHeld)]
    [InlineData(true, 65, RunEnd.Completed)]
    public async Task Deletions_before_a_restart_and_after_it_count_together(bool isListedFirst, int minutes, RunEnd end)
    {
        string[] keys = [.. Enumerable.Range(0, 300).Select(i => $"{i:000}.jpg")];
        _folder.With(keys);
        using (var before = Watched())
        {
            await StepAsync(before);
            Delete(before, keys[..75]);
            Assert.Equal(75, (await StepAsync(before)).SelectMany(r => r.Pictures).Count());
        }

        _time.Advance(TimeSpan.FromMinutes(minutes));
        using var after = Watched();
        if (isListedFirst)
        {
            await StepAsync(after);
        }

        Delete(after, keys[75..150]);
        var ends = (await StepAsync(after)).Select(r => r.Run?.End ?? RunEnd.Completed);
        Assert.Equal(end, ends.Last());
        var records = await _index.GetManyAsync([.. keys.Select(k => new ImageName(_source.Name, k))], Cancel);
        Assert.Equal(end == RunEnd.GuardHeld ? 75 : 150, records.Count(r => r!.GoneAt is not null));
    }

    [Fact]
    public async Task What_was_moved_before_a_restart_is_no_deletion_after_it()
    {
        string[] keys = [.. Enumerable.Range(0, 300).Select(i => $"{i:000}.jpg")];
        _folder.With(keys);
        using (var before = Watched())
        {
            await StepAsync(before);
            foreach (var key in keys[..75])
            {
                File.Move(_folder.PathOf(key), _folder.PathOf("moved" + key));
                before.Changes.File(key);
                before.Changes.File("moved" + key);
            }

            for (var i = 0; i < 4; i++)
            {
                _time.Advance(s_options.Settle);
                await StepAsync(before);
            }
        }

        using var after = Watched();
        await StepAsync(after);
        Delete(after, keys[75..150]);
        Assert.All(await StepAsync(after), r => Assert.Null(r.Run));
    }

    [Fact]
    public async Task What_the_systems_limit_leaves_unwatched_is_listed_every_minute()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "It is a limit of Linux.");
        using var watched = new WatchedFolder(
            _pipeline,
            _source,
            new(),
            s_options with
            {
                ListEvery = TimeSpan.FromHours(1),
            },
            _time,
            new LineLog()
        );
        await StepAsync(watched);
        watched.Hints!.Broke(new IOException("The configured user limit is reached.", 28));
        _folder.With("unnoticed/a.jpg");
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Contains(await StepAsync(watched), r => r.Run is { Counts.Listed: 2 });
    }

    [Fact]
    public async Task A_disk_that_goes_away_is_a_fault_that_is_outlived()
    {
        using var watched = Watched();
        await StepAsync(watched);
        Directory.Move(_folder.Path, _folder.Path + ".away");
        try
        {
            watched.Changes.File("first.jpg");
            _time.Advance(s_options.Settle);
            Assert.Contains(await StepAsync(watched), r => r.Fault?.Code == "FolderMissing");
        }
        finally
        {
            Directory.Move(_folder.Path + ".away", _folder.Path);
        }

        Assert.Null((await _index.GetManyAsync([new(_source.Name, "first.jpg")], Cancel))[0]!.GoneAt);
        _time.Advance(s_options.ListEvery);
        Assert.Equal(1, Assert.Single(await StepAsync(watched)).Run!.Counts.Unchanged);
    }

    private void Delete(WatchedFolder watched, IEnumerable<string> keys)
    {
        foreach (var key in keys)
        {
            File.Delete(_folder.PathOf(key));
            watched.Changes.File(key);
        }

        _time.Advance(s_options.Settle);
    }

    private WatchedFolder Watched() => new(_pipeline, _source, new(), s_options, _time, logger: null);

    private static async Task<List<FolderWatchReport>> StepAsync(WatchedFolder watched)
    {
        List<FolderWatchReport> reports = [];
        await foreach (var report in watched.StepAsync(progress: null, Cancel))
        {
            reports.Add(report);
        }

        return reports;
    }

    private async Task<List<ImageOutcome>> OutcomesAsync(WatchedFolder watched)
    {
        List<ImageOutcome> outcomes = [];
        for (var i = 0; i < 4; i++)
        {
            _time.Advance(s_options.Settle);
            outcomes.AddRange((await StepAsync(watched)).SelectMany(r => r.Pictures));
        }

        return outcomes;
    }
}
