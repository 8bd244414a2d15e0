using System.Text;
using ImageTagging.TestSupport;
using static ImageTagging.Metadata.Tests.TaggedPicture;

namespace ImageTagging.Metadata.Tests;

/// <summary>Facts from a folder of pictures to searches over them.</summary>
public sealed class FactsOfFolderTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly InMemoryTagIndex _index = new();
    private readonly Watcher _watcher = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_folder_is_found_by_when_where_and_with_what_it_was_taken()
    {
        Write(
            "2019/greece/a.jpg",
            WithXmp(Taken("2019-07-04T12:00:00+03:00") + "<tiff:Make>Canon</tiff:Make><tiff:Model>Canon EOS 5D</tiff:Model>")
        );
        Write("2019/b.jpg", Plain());
        Write(
            "2019/b.jpg.xmp",
            Encoding.UTF8.GetBytes(
                Packet(Taken("2019-12-24T18:00:00") + "<xmp:Rating>5</xmp:Rating>" + Bag("dc:subject", "snow"))
            )
        );
        Write("IMG_20200102_030405.jpg", InsertSegment(Plain(), 0xFE, "another"u8.ToArray()));
        Write(
            "IMG_20200102_030405.jpg.json",
            """{"geoData":{"latitude":48.2,"longitude":16.4},"favorited":true,"people":[{"name":"Ann Ang"}]}"""u8.ToArray()
        );
        await RunAsync();
        Assert.Equal(
            ["2019/greece/a.jpg", "2019/b.jpg", "IMG_20200102_030405.jpg"],
            await FindAsync("*", SearchSort.TakenOldest)
        );
        Assert.Equal(
            ["IMG_20200102_030405.jpg", "2019/b.jpg", "2019/greece/a.jpg"],
            await FindAsync("*", SearchSort.TakenNewest)
        );
        Assert.Equal(["2019/greece/a.jpg"], await FindAsync("taken:2019-07"));
        Assert.Equal(["2019/greece/a.jpg"], await FindAsync("taken:summer camera:eos folder:2019"));
        Assert.Equal(["2019/b.jpg"], await FindAsync("rating>=4 snow"));
        Assert.Equal(["IMG_20200102_030405.jpg"], await FindAsync("favourite near:48.2,16.4,1km people:ann has:position"));
        var found = await _index.SearchAsync(
            new()
            {
                Query = TagQueries.Everything,
                Facets = [new(FacetField.TakenYear), new(FacetField.Camera), new(FacetField.Folder)],
            },
            Cancel
        );
        Assert.Equal(["2019 2", "2020 1"], found.Facets[0].Values.Select(v => $"{v.Value} {v.Count}"));
        Assert.Equal(["Canon EOS 5D 1"], found.Facets[1].Values.Select(v => $"{v.Value} {v.Count}"));
        Assert.Equal(["2019 2", "2019/greece 1"], found.Facets[2].Values.Select(v => $"{v.Value} {v.Count}"));
    }

    [Fact]
    public async Task What_changes_beside_a_picture_is_read_anew_and_nothing_else_is_asked_again()
    {
        Write("a.jpg", Plain());
        await RunAsync();
        Assert.Empty(await FindAsync("rating>=1"));
        Assert.Equal(1, _watcher.Calls);

        Write("a.xmp", Encoding.UTF8.GetBytes(Packet("<xmp:Rating>4</xmp:Rating>")));
        File.SetLastWriteTimeUtc(_folder.File("a.xmp"), DateTime.UtcNow.AddMinutes(-1).AddDays(1));
        await RunAsync();
        Assert.Equal(["a.jpg"], await FindAsync("rating=4"));
        Assert.Equal(1, _watcher.Calls);
    }

    [Theory]
    [InlineData("a.XMP")]
    [InlineData("a.jpg.XMP")]
    [InlineData("a.CR2.xmp")]
    [InlineData("a.CR2.XMP")]
    public async Task Files_beside_it_are_read_as_programs_and_cameras_spell_them(string sidecar)
    {
        Write("a.jpg", Plain());
        Write("a.CR2", [1, 2, 3]);
        Write(sidecar, Encoding.UTF8.GetBytes(Packet("<xmp:Rating>4</xmp:Rating>")));
        await RunAsync();
        Assert.Equal(["a.jpg"], await FindAsync("rating=4"));

        Write(sidecar, Encoding.UTF8.GetBytes(Packet("<xmp:Rating>5</xmp:Rating>")));
        File.SetLastWriteTimeUtc(_folder.File(sidecar), DateTime.UtcNow.AddDays(1));
        await RunAsync();
        Assert.Equal(["a.jpg"], await FindAsync("rating=5"));
        Assert.Equal(1, _watcher.Calls);
    }

    [Fact]
    public async Task A_picture_that_moved_has_the_facts_of_its_new_name()
    {
        Write("IMG_20190704_123456.jpg", Plain());
        await RunAsync();
        File.Move(_folder.File("IMG_20190704_123456.jpg"), _folder.File("IMG_20200102_030405.jpg"));
        await RunAsync();
        Assert.Equal(["IMG_20200102_030405.jpg"], await FindAsync("taken:2020"));
        Assert.Empty(await FindAsync("taken:2019"));
        Assert.Equal(1, _watcher.Calls);
    }

    [Fact]
    public async Task Of_a_picture_far_away_no_more_than_the_beginning_is_read()
    {
        byte[] picture = [.. WithXmp(Taken("2019-07-04T12:00:00")), .. new byte[3 << 20]];
        var source = new FarSource(picture);
        var tagger = new MetadataTagger();
        using var image = new ImageToTag(source, source.Listing);
        Assert.False(tagger.ReadsBytes(image));
        Assert.Equal(2019, (await tagger.TagAsync(image, Cancel)).Facts!.Taken!.Value.Local.Year);
        Assert.Equal([(0, 256 << 10)], source.Asked);

        // What another tagger read serves.
        using var read = new ImageToTag(source, source.Listing);
        await read.GetBytesAsync(Cancel);
        Assert.Equal(2019, (await tagger.TagAsync(read, Cancel)).Facts!.Taken!.Value.Local.Year);
        Assert.Equal([(0, 256 << 10), (0, picture.Length)], source.Asked);
    }

    private static string Taken(string time) => $"<exif:DateTimeOriginal>{time}</exif:DateTimeOriginal>";

    private void Write(string key, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(key))!);
        File.WriteAllBytes(_folder.File(key), bytes);
    }

    private async Task RunAsync()
    {
        await using var pipeline = ImageTaggingPipeline
            .CreateBuilder()
            .From(new FolderImageSource(_folder.Path, new() { AllowEmpty = true }))
            .TagWith(new MetadataTagger())
            .TagWith(_watcher)
            .IndexInto(_index)
            .Build();
        var report = await pipeline.RunAsync(cancellationToken: Cancel);
        Assert.Null(report.Fault);
    }

    private async Task<string[]> FindAsync(string query, SearchSort sort = SearchSort.Name) =>
        [
            .. (await _index.SearchAsync(new() { Query = TagQueryParser.Parse(query), Sort = sort }, Cancel)).Hits.Select(h =>
                h.Record.Key
            ),
        ];

    /// <summary>A tagger that would cost something, and counts.</summary>
    private sealed class Watcher : ITagger
    {
        private int _calls;

        public int Calls => _calls;

        public TaggerInfo Info { get; } = new() { Name = "watcher", Fingerprint = new("1", 0, 0) };

        public ValueTask<TaggerResult> TagAsync(ImageToTag image, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _calls);
            return ValueTask.FromResult(new TaggerResult { Labels = [] });
        }
    }
}
