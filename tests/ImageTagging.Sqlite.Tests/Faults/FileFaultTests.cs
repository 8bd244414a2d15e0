using ImageTagging.Conformance;
using ImageTagging.Sqlite.Reading;
using ImageTagging.Sqlite.Storage;
using ImageTagging.Sqlite.Writing;
using ImageTagging.TestSupport;

namespace ImageTagging.Sqlite.Tests.Faults;

public sealed class FileFaultTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string File => _folder.File("images.db");

    [Fact]
    public async Task A_file_of_another_kind_is_refused_and_left_as_it_is()
    {
        var text = string.Concat(Enumerable.Repeat("This is no database, and somebody needs it.\n", 1_000));
        await System.IO.File.WriteAllTextAsync(File, text, Cancel);
        var fault = await FaultAsync();
        Assert.Equal("NotAnIndex", fault.Code);
        Assert.Equal(text, await System.IO.File.ReadAllTextAsync(File, Cancel));
    }

    [Fact]
    public async Task Another_programs_database_is_refused_and_left_as_it_is()
    {
        using (var database = Database.Open(File, create: true))
        {
            database.Execute("CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1)");
        }

        var before = await System.IO.File.ReadAllBytesAsync(File, Cancel);
        Assert.Equal("NotAnIndex", (await FaultAsync()).Code);
        Assert.Equal(before, await System.IO.File.ReadAllBytesAsync(File, Cancel));
    }

    [Fact]
    public async Task A_damaged_file_is_one_sentence_whatever_is_asked()
    {
        await FillAsync(400);
        await using (var stream = new FileStream(File, FileMode.Open))
        {
            // Every page but the first, so that the file opens and nothing in it can be read.
            stream.Position = Schema.PageSize;
            await stream.WriteAsync(Enumerable.Repeat((byte)0xA5, (int)(stream.Length - Schema.PageSize)).ToArray(), Cancel);
        }

        var fault = await FaultAsync();
        Assert.Equal((FailureKind.SetUp, "Corrupt"), (fault.Kind, fault.Code));
        Assert.Contains("restore it from a backup", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_was_cut_short_is_one_sentence()
    {
        await FillAsync(400);
        await using (var stream = new FileStream(File, FileMode.Open))
        {
            stream.SetLength(stream.Length / 2);
        }

        Assert.Contains((await FaultAsync()).Code, (string[])["Corrupt", "ReadOrWriteFailed"]);
    }

    [Fact]
    public async Task A_record_that_cannot_be_read_is_one_sentence_and_no_crash()
    {
        await FillAsync(40);
        using (var database = Database.Open(File, create: false))
        {
            database.Execute("UPDATE records SET body = x'FFFFFFFFFF' WHERE slot % 2 = 0");
        }

        await using var index = new SqliteTagIndex(File);
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () =>
            await index.SearchAsync(new() { Query = new EverythingQuery() }, Cancel)
        );
        Assert.Equal("Corrupt", fault.Code);
    }

    [Fact]
    public async Task A_folder_in_the_files_place_is_one_sentence()
    {
        Directory.CreateDirectory(File);
        var fault = await FaultAsync();
        Assert.Equal("CannotOpen", fault.Code);
        Assert.Contains("is a folder", fault.Message, StringComparison.Ordinal);
        Assert.Equal([File], Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task A_device_is_one_sentence_and_nothing_is_made_beside_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no /dev/null.");
        foreach (var path in (string[])["/dev/null", Link("/dev/null")])
        {
            await using var index = new SqliteTagIndex(path);
            var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () => await index.EnsureReadyAsync(Cancel));
            Assert.Equal("NotAnIndex", fault.Code);
            Assert.Contains("no regular file", fault.Message, StringComparison.Ordinal);
        }

        Assert.Empty(Directory.EnumerateFiles("/dev", "null-*"));
        Assert.Single(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task A_file_and_folder_that_may_not_be_written_are_read_and_a_write_is_one_sentence()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Unix permissions.");
            return;
        }

        Assert.SkipWhen(Environment.IsPrivilegedProcess, "The superuser may write everything.");
        await FillAsync(40);
        System.IO.File.SetUnixFileMode(File, UnixFileMode.UserRead);
        System.IO.File.SetUnixFileMode(_folder.Path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            Assert.Equal(40, await CountAsync());
            Assert.Equal("ReadOnly", (await FaultAsync()).Code);
        }
        finally
        {
            System.IO.File.SetUnixFileMode(
                _folder.Path,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            );
            System.IO.File.SetUnixFileMode(File, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        await FillAsync(10, 40);
        Assert.Equal(50, await CountAsync());
    }

    [Fact]
    public async Task A_file_that_is_opened_to_read_only_is_searched_with_nothing_made_beside_it()
    {
        await FillAsync(40);
        await using var index = ReadOnly();
        await index.EnsureReadyAsync(Cancel);
        var found = await index.SearchAsync(new() { Query = new HasTagQuery("cat"), Facets = [new(FacetField.Tag)] }, Cancel);
        Assert.Equal((40, "cat"), (found.Total, found.Facets[0].Values[0].Value));
        Assert.Equal(40, await index.ScanAsync(SampleRecords.Source, KeyRange.All, Cancel).CountAsync(Cancel));
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () => await index.WriteAsync(Records(50, 1), Cancel));
        Assert.Equal("ReadOnly", fault.Code);
        Assert.Equal([File], Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task A_file_that_is_opened_to_read_only_shows_what_another_process_writes()
    {
        await FillAsync(40);
        await using var index = ReadOnly();
        Assert.Equal(40, (await index.SearchAsync(new() { Query = new EverythingQuery() }, Cancel)).Total);
        await using var writer = new SqliteTagIndex(File);
        await writer.WriteAsync(Records(40, 5), Cancel);
        Assert.Equal(45, (await index.SearchAsync(new() { Query = new EverythingQuery() }, Cancel)).Total);
        await writer.WriteAsync(Records(45, 5), Cancel);
        Assert.Equal(50, (await index.SearchAsync(new() { Query = new EverythingQuery() }, Cancel)).Total);
    }

    [Fact]
    public async Task A_file_that_is_opened_to_read_only_is_read_anew_once_another_wrote_it_and_closed_it()
    {
        await FillAsync(3_000);
        await using var index = ReadOnly();
        for (var there = 3_000; there <= 23_000; there += 10_000)
        {
            var found = await index.SearchAsync(
                new()
                {
                    Query = new HasTagQuery("cat"),
                    Sort = SearchSort.Newest,
                    Facets = [new(FacetField.Tag, 60)],
                },
                Cancel
            );
            Assert.Equal(there, found.Total);
            Assert.Equal(2L * there, found.Facets[0].Values.Sum(v => v.Count));
            Assert.Equal(there, await index.ScanAsync(SampleRecords.Source, KeyRange.All, Cancel).CountAsync(Cancel));
            Assert.Empty(await index.CheckAsync(repair: false, cancellationToken: Cancel).ToListAsync(Cancel));
            await FillAsync(10_000, there);
            Assert.Equal([File], Directory.EnumerateFileSystemEntries(_folder.Path));
        }
    }

    [Fact]
    public async Task What_was_read_while_the_file_changed_is_read_again()
    {
        await FillAsync(3_000);
        var options = new SqliteIndexOptions { Path = File };
        var file = new IndexFile(options, Schema.Steps, isReadOnly: true);
        file.EnsureReady(makes: false);
        using var lane = new ReadLane(file, new SharedCaches(1 << 20, 128), 1);
        var turns = 0;
        var counted = await lane.RunPlainAsync(
            database =>
            {
                var before = database.Number("SELECT count(*) FROM keys");
                if (turns++ == 0)
                {
                    FillAsync(10_000, 3_000).GetAwaiter().GetResult();
                }

                return (before, database.Number("SELECT count(*) FROM records"));
            },
            Cancel
        );
        Assert.Equal((13_000, 13_000, 2), (counted.before, counted.Item2, turns));
    }

    [Fact]
    public async Task A_file_that_changes_whenever_it_is_read_is_one_sentence()
    {
        await FillAsync(10);
        var file = new IndexFile(new SqliteIndexOptions { Path = File }, Schema.Steps, isReadOnly: true);
        using var lane = new ReadLane(file, new SharedCaches(1 << 20, 128), 1);
        var time = DateTime.UnixEpoch;
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(() =>
            lane.RunPlainAsync(
                database =>
                {
                    System.IO.File.SetLastWriteTimeUtc(File, time = time.AddSeconds(1));
                    return 0;
                },
                Cancel
            )
        );
        Assert.Equal((FailureKind.Transient, "Busy"), (fault.Kind, fault.Code));
    }

    [Fact]
    public async Task A_copy_of_SQLites_own_making_gets_a_log_again_and_is_written_while_others_read()
    {
        await FillAsync(40);
        var copy = _folder.File("copy.db");
        using (var database = Database.Open(File, create: false))
        {
            database.Execute($"VACUUM INTO '{copy}'");
        }

        await using var index = new SqliteTagIndex(copy);
        Assert.Equal(40, (await index.SearchAsync(new() { Query = new EverythingQuery() }, Cancel)).Total);
        using var reader = Database.Open(copy, create: false);
        reader.Execute("BEGIN");
        Assert.Equal(40, reader.Number("SELECT count(*) FROM keys"));
        Assert.All(await index.WriteAsync(Records(40, 10), Cancel), r => Assert.Equal(WriteOutcome.Written, r.Outcome));
        Assert.Equal(40, reader.Number("SELECT count(*) FROM keys"));
        Assert.Equal(50, (await index.SearchAsync(new() { Query = new EverythingQuery() }, Cancel)).Total);
    }

    [Fact]
    public async Task A_reader_makes_nothing_and_says_that_there_is_no_index()
    {
        var path = _folder.File(Path.Combine("new", "folder", "typo.db"));
        await using var index = new SqliteTagIndex(path);
        Func<Task>[] reads =
        [
            async () => await index.SearchAsync(new() { Query = new EverythingQuery() }, Cancel),
            async () => await index.CountTagsAsync(new() { Field = FacetField.Tag }, Cancel),
            async () => await index.GetManyAsync([], Cancel),
            async () => await index.FindLabelsAsync([], "eye", Cancel),
            async () => await index.ReadStateAsync("x", Cancel),
            async () => await index.ScanAsync("x", KeyRange.All, Cancel).CountAsync(Cancel),
            async () => await index.ReadAllAsync(cancellationToken: Cancel).CountAsync(Cancel),
            async () => await index.ListStatesAsync("", Cancel).CountAsync(Cancel),
            async () => await index.CheckAsync(repair: true, cancellationToken: Cancel).CountAsync(Cancel),
        ];
        await AssertNoIndexAsync();
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));

        // A file without anything in it is no index either, and stays as it is.
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await System.IO.File.WriteAllBytesAsync(path, [], Cancel);
        await AssertNoIndexAsync();
        Assert.Equal(0, new FileInfo(path).Length);
        Directory.Delete(_folder.File("new"), recursive: true);

        await index.EnsureReadyAsync(Cancel);
        Assert.Equal(0, (await index.SearchAsync(new() { Query = new EverythingQuery() }, Cancel)).Total);

        async Task AssertNoIndexAsync()
        {
            foreach (var read in reads)
            {
                var fault = await Assert.ThrowsAsync<ImageTaggingException>(read);
                Assert.Equal((FailureKind.SetUp, "NoIndex"), (fault.Kind, fault.Code));
                Assert.Contains($"There is no index at '{path}'", fault.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Commits_of_every_connection_that_writes_are_flushed_in_full()
    {
        await FillAsync(1);
        var file = new IndexFile(new SqliteIndexOptions { Path = File }, Schema.Steps);
        file.EnsureReady(makes: false);
        using var writer = file.OpenWriter();
        Assert.Equal(2, writer.Number("PRAGMA synchronous"));
        Assert.Equal(1, writer.Number("PRAGMA fullfsync"));
        Assert.Equal(1, writer.Number("PRAGMA checkpoint_fullfsync"));
    }

    [Fact]
    public async Task An_empty_file_that_may_only_be_read_is_one_sentence()
    {
        await System.IO.File.WriteAllBytesAsync(File, [], Cancel);
        await using var index = ReadOnly();
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () => await index.EnsureReadyAsync(Cancel));
        Assert.Equal("NoIndex", fault.Code);
    }

    [Fact]
    public async Task A_full_disk_is_one_sentence_and_loses_nothing_that_was_acknowledged()
    {
        await FillAsync(40);
        await using var index = new SqliteTagIndex(
            new() { Path = File },
            Schema.Steps,
            new(3 << 20, 4_096),
            TimeProvider.System,
            MostPages()
        );
        var written = 40;
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () =>
        {
            for (; written < 100_000; written += 100)
            {
                await index.WriteAsync(Records(written, 100), Cancel);
            }
        });
        Assert.Equal((FailureKind.SetUp, "DiskFull"), (fault.Kind, fault.Code));
        Assert.True(written > 40);
        // Searches go on meanwhile, and there is room again later.
        Assert.Equal(written, (await index.SearchAsync(new() { Query = new EverythingQuery() }, Cancel)).Total);
        Assert.Equal(written, await CountAsync());
        await FillAsync(100, written);
        Assert.Equal(written + 100, await CountAsync());
    }

    public void Dispose() => _folder.Dispose();

    private SqliteTagIndex ReadOnly() =>
        new(new() { Path = File }, Schema.Steps, MergeLimits.Default, TimeProvider.System, isReadOnly: true);

    private string Link(string target)
    {
        var link = _folder.File("link.db");
        System.IO.File.CreateSymbolicLink(link, target);
        return link;
    }

    private long MostPages()
    {
        using var database = Database.Open(File, create: false);
        return database.Number("PRAGMA page_count") + 60;
    }

    private async Task FillAsync(int count, int from = 0)
    {
        await using var index = new SqliteTagIndex(File);
        Assert.All(await index.WriteAsync(Records(from, count), Cancel), r => Assert.Equal(WriteOutcome.Written, r.Outcome));
    }

    private async Task<long> CountAsync()
    {
        await using var index = new SqliteTagIndex(File);
        Assert.Empty(await index.CheckAsync(repair: false, cancellationToken: Cancel).ToListAsync(Cancel));
        return (await index.SearchAsync(new() { Query = new EverythingQuery() }, Cancel)).Total;
    }

    private async Task<ImageTaggingException> FaultAsync()
    {
        await using var index = new SqliteTagIndex(File);
        return await Assert.ThrowsAsync<ImageTaggingException>(async () =>
        {
            await index.EnsureReadyAsync(Cancel);
            await index.SearchAsync(new() { Query = new HasTagQuery("cat"), Facets = [new(FacetField.Tag)] }, Cancel);
            await index.WriteAsync(Records(100_000, 10), Cancel);
        });
    }

    private static List<RecordWrite> Records(int from, int count) =>
        [
            .. Enumerable
                .Range(from, count)
                .Select(i => RecordWrite.Create(SampleRecords.Of($"{i:000000}.jpg", ("cat", 50), ($"tag {i % 50}", 90)))),
        ];
}
