using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using ImageTagging.TestSupport;
using static ImageTagging.Metadata.Tests.TaggedPicture;

namespace ImageTagging.Metadata.Tests;

/// <summary>What an index says, in XMP files beside the pictures.</summary>
public sealed class SidecarWriterTests : IDisposable
{
    private static readonly XNamespace s_rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

    private readonly TempFolder _folder = new();
    private readonly InMemoryTagIndex _index = new();
    private readonly Seer _seer = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Tags_are_written_with_what_stands_above_them_and_change_nothing_else()
    {
        var bytes = WithXmp("<xmp:Rating>4</xmp:Rating><dc:title><rdf:Alt><rdf:li>Our Cat</rdf:li></rdf:Alt></dc:title>");
        Write("2024/a.jpg", bytes);
        _seer.Labels = [Label("cat", 91, "animal"), Label("sofa", 80), Label("dog", 40, "animal")];
        await RunAsync();
        var before = await RecordAsync("2024/a.jpg");

        Assert.Equal([SidecarOutcomeKind.Written], await WriteAsync());
        Assert.Equal(["cat", "sofa"], Items("2024/a.jpg.xmp", "subject"));
        Assert.Equal(["animal|cat"], Items("2024/a.jpg.xmp", "hierarchicalSubject"));
        Assert.Equal(["animal/cat", "sofa"], Items("2024/a.jpg.xmp", "TagsList"));
        Assert.Equal(["Our Cat"], Items("2024/a.jpg.xmp", "title"));
        Assert.Equal(
            "4",
            Sidecar("2024/a.jpg.xmp")
                .Descendants()
                .Single(e => e.Name.LocalName == "Rating" && e.Name.NamespaceName.Contains("adobe", StringComparison.Ordinal))
                .Value
        );
        Assert.Equal(bytes, await File.ReadAllBytesAsync(_folder.File("2024/a.jpg"), Cancel));

        // The next run finds nothing to do, and takes nothing of it for people's words.
        var report = await RunAsync();
        Assert.Equal(1L, report.Counts.Unchanged);
        Assert.Equal(1, _seer.Calls);
        Assert.Equal([SidecarOutcomeKind.Unchanged], await WriteAsync());
        File.SetLastWriteTimeUtc(_folder.File("2024/a.jpg"), DateTime.UtcNow.AddDays(1));
        await RunAsync();
        var after = await RecordAsync("2024/a.jpg");
        Assert.Equal(before.Tags, after.Tags);
        Assert.Equal(before.Facts!.Title, after.Facts!.Title);
        Assert.Equal(before.Facts!.Rating, after.Facts!.Rating);
    }

    [Fact]
    public async Task What_people_wrote_stays_and_what_they_took_away_stays_away()
    {
        Write("a.jpg", Plain());
        const string Theirs =
            "<dc:title><rdf:Alt><rdf:li xml:lang='x-default'>By hand</rdf:li></rdf:Alt></dc:title><xmp:Rating>2</xmp:Rating>"
            + "<lr:hierarchicalSubject xmlns:lr='http://ns.adobe.com/lightroom/1.0/'><rdf:Bag><rdf:li>Pets|Cat</rdf:li></rdf:Bag></lr:hierarchicalSubject>"
            + "<crs:Exposure2012 xmlns:crs='http://ns.adobe.com/camera-raw-settings/1.0/'>+0.55</crs:Exposure2012>";
        Write("a.xmp", Encoding.UTF8.GetBytes(Packet(Bag("dc:subject", "Cat") + Theirs)));
        _seer.Labels = [Label("cat", 91, "animal"), Label("sofa", 80), Label("lamp", 75)];
        await RunAsync();

        Assert.Equal([SidecarOutcomeKind.Written], await WriteAsync());
        Assert.False(File.Exists(_folder.File("a.jpg.xmp")));
        Assert.Equal(["Cat", "sofa", "lamp"], Items("a.xmp", "subject"));
        Assert.Equal(["Pets|Cat"], Items("a.xmp", "hierarchicalSubject"));
        Assert.Equal(["By hand"], Items("a.xmp", "title"));
        Assert.Contains("+0.55", await File.ReadAllTextAsync(_folder.File("a.xmp"), Cancel), StringComparison.Ordinal);
        Assert.Contains(">2<", await File.ReadAllTextAsync(_folder.File("a.xmp"), Cancel), StringComparison.Ordinal);

        // Somebody takes the lamp away in another program; the tagger takes back the sofa, and sees a chair.
        var text = await File.ReadAllTextAsync(_folder.File("a.xmp"), Cancel);
        var at = text.IndexOf("<rdf:li>lamp</rdf:li>", StringComparison.Ordinal);
        await File.WriteAllTextAsync(_folder.File("a.xmp"), text.Remove(at, "<rdf:li>lamp</rdf:li>".Length), Cancel);
        _seer.Labels = [Label("cat", 91, "animal"), Label("lamp", 75), Label("chair", 75)];
        _seer.Version = "2";
        await RunAsync(new() { RetagModel = true });
        Assert.Equal([SidecarOutcomeKind.Written], await WriteAsync());
        Assert.Equal(["Cat", "chair"], Items("a.xmp", "subject"));
        Assert.Equal([SidecarOutcomeKind.Unchanged], await WriteAsync());
        var record = await RecordAsync("a.jpg");
        Assert.Equal(["Cat"], record.Taggers.Single(t => t.Name == "metadata").Labels.Select(l => l.Name));
    }

    [Theory]
    [InlineData(false, "a.CR2.xmp")]
    [InlineData(true, "a.xmp")]
    public async Task Both_files_of_a_picture_get_one(bool isShort, string ofRaw)
    {
        Write("a.CR2", [1, 2, 3]);
        Write("a.jpg", Plain());
        _seer.Labels = [Label("cat", 91)];
        await RunAsync();
        Assert.Equal(1, _seer.Calls);
        Assert.Equal(
            [SidecarOutcomeKind.Written, SidecarOutcomeKind.Written],
            await WriteAsync(new() { WithoutPictureEnding = isShort })
        );
        Assert.Equal(["cat"], Items("a.jpg.xmp", "subject"));
        Assert.Equal(["cat"], Items(ofRaw, "subject"));
        Assert.Equal(1L, (await RunAsync()).Counts.Unchanged);
        Assert.Equal([SidecarOutcomeKind.Unchanged, SidecarOutcomeKind.Unchanged], await WriteAsync());
        Assert.Equal(1, _seer.Calls);
    }

    [Fact]
    public async Task A_file_that_is_spelled_in_capitals_is_written_into_and_not_doubled()
    {
        Write("a.jpg", Plain());
        Write("a.XMP", Encoding.UTF8.GetBytes(Packet(Bag("dc:subject", "Ann"))));
        _seer.Labels = [Label("cat", 91)];
        await RunAsync();
        Assert.Equal([SidecarOutcomeKind.Written], await WriteAsync());
        Assert.Equal(["Ann", "cat"], Items("a.XMP", "subject").Order());
        Assert.Equal(["a.XMP", "a.jpg"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(1L, (await RunAsync()).Counts.Unchanged);
    }

    [Fact]
    public async Task Nothing_is_written_where_it_could_lose_something()
    {
        foreach (var key in (string[])["damaged.jpg", "changed.jpg", "gone.jpg", "shared.jpg", "none.jpg"])
        {
            Write(key, InsertSegment(Plain(), 0xFE, Encoding.UTF8.GetBytes(key)));
        }

        Write("damaged.jpg.xmp", "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF>"u8.ToArray());
        Write("shared.CR2", [1, 2, 3]);
        Write("shared.xmp", Encoding.UTF8.GetBytes(Packet(Bag("dc:subject", "raw"))));
        _seer.Labels = [Label("cat", 91)];
        await RunAsync();
        File.Delete(_folder.File("gone.jpg"));
        Write("changed.jpg", Plain());

        var writer = new SidecarWriter(_index, Source());
        var outcomes = new List<SidecarOutcome>();
        await foreach (var outcome in writer.WriteAsync(cancellationToken: Cancel))
        {
            outcomes.Add(outcome);
        }

        Assert.Equal(
            [
                ("changed.jpg", SidecarOutcomeKind.Outdated),
                ("damaged.jpg", SidecarOutcomeKind.Failed),
                ("gone.jpg", SidecarOutcomeKind.Outdated),
                ("none.jpg", SidecarOutcomeKind.Written),
                ("shared.jpg", SidecarOutcomeKind.Written),
                ("shared.jpg", SidecarOutcomeKind.Written),
            ],
            outcomes.Select(o => (o.Image.Key, o.Kind))
        );
        Assert.Equal(["raw", "cat"], Items("shared.xmp", "subject"));

        Assert.Equal(["cat", "raw"], Items("shared.jpg.xmp", "subject").Order());
        Assert.Equal(
            "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF>",
            await File.ReadAllTextAsync(_folder.File("damaged.jpg.xmp"), Cancel)
        );
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.part"));
    }

    [Fact]
    public async Task Whoever_was_faster_keeps_what_he_wrote()
    {
        Write("a.jpg", Plain());
        await RunAsync();
        var source = Source();
        var listing = (await source.FindAsync("a.jpg", Cancel))!;
        var mine = Encoding.UTF8.GetBytes(Packet(Bag("dc:subject", "mine")));
        Write("a.jpg.xmp", Encoding.UTF8.GetBytes(Packet(Bag("dc:subject", "theirs"))));
        await Assert.ThrowsAsync<ImageTaggingException>(async () =>
            await source.WriteSidecarAsync(listing, "a.jpg.xmp", mine, former: null, Cancel)
        );
        await Assert.ThrowsAsync<ImageTaggingException>(async () =>
            await source.WriteSidecarAsync(listing, "a.jpg.xmp", mine, former: mine, Cancel)
        );
        await Assert.ThrowsAsync<ArgumentException>(async () =>
            await source.WriteSidecarAsync(listing, "a.jpg", mine, former: null, Cancel)
        );
        await Assert.ThrowsAsync<ArgumentException>(async () =>
            await source.WriteSidecarAsync(listing, "../a.jpg.xmp", mine, former: null, Cancel)
        );
        Assert.Equal(["theirs"], Items("a.jpg.xmp", "subject"));
    }

    [Fact]
    public async Task Pictures_of_one_stem_have_files_of_their_own_whatever_the_source_lists()
    {
        foreach (var key in (string[])["a.jpg", "a.png", "b.jpg"])
        {
            Write(key, InsertSegment(Plain(), 0xFE, Encoding.UTF8.GetBytes(key)));
        }

        Write("b.CR2", [1, 2, 3]);
        Write("a.xmp", Encoding.UTF8.GetBytes(Packet(Bag("dc:subject", "theirs"))));
        Write("b.xmp", Encoding.UTF8.GetBytes(Packet(Bag("dc:subject", "raw"))));
        Write(".imagetagignore", "*.CR2"u8.ToArray());
        _seer.Labels = [Label("cat", 91)];
        await RunAsync();
        foreach (var shortly in (bool[])[false, true])
        {
            await WriteAsync(new() { WithoutPictureEnding = shortly });
            Assert.Equal(["theirs"], Items("a.xmp", "subject"));
            Assert.Equal(["raw"], Items("b.xmp", "subject"));
            Assert.Contains("cat", Items("a.jpg.xmp", "subject"));
            Assert.Contains("cat", Items("a.png.xmp", "subject"));
            Assert.Contains("cat", Items("b.jpg.xmp", "subject"));
        }

        Assert.Equal(Enumerable.Repeat(SidecarOutcomeKind.Unchanged, 3), await WriteAsync());
        Assert.Equal(3L, (await RunAsync()).Counts.Unchanged);
    }

    [Fact]
    public void A_title_in_other_languages_and_line_ends_in_entities_are_others_and_stay()
    {
        var ours = XmpSidecar.Apply(null, new([], "Dog", null))!;
        var document = XDocument.Parse(Encoding.UTF8.GetString(ours).TrimStart('\uFEFF'));
        var item = document.Descendants(s_rdf + "li").First(e => e.Parent!.Parent!.Name.LocalName == "title");
        item.AddAfterSelf(new XElement(s_rdf + "li", new XAttribute(XNamespace.Xml + "lang", "fr"), "Chien"));
        var theirs = Encoding.UTF8.GetBytes(
            document
                .ToString()
                .Replace("<rdf:Description ", "<rdf:Description note=\"a&#xA;b\" ", StringComparison.Ordinal)
                .Replace(">Chien<", ">Chien&#xD;&#xA;noir<", StringComparison.Ordinal)
        );

        var changed = XmpSidecar.Apply(theirs, new([], "Cat", null))!;

        Assert.Equal(["Cat", "Chien\r\nnoir"], Items(changed, "title"));
        using var stream = new MemoryStream(changed);
        Assert.Equal("a\nb", XDocument.Load(stream).Descendants().Attributes("note").Single().Value);
        var without = XmpSidecar.Apply(changed, new([], null, null))!;
        Assert.Equal(["Chien\r\nnoir"], Items(without, "title"));
    }

    [Fact]
    public void What_is_no_list_of_words_is_left_alone()
    {
        var odd = Encoding.UTF8.GetBytes(
            Packet("<dc:subject rdf:parseType='Resource'><rdf:value>theirs</rdf:value></dc:subject>")
        );

        Assert.Throws<System.Xml.XmlException>(() => XmpSidecar.Apply(odd, new([new("cat", [])], null, null)));
    }

    [Fact]
    public async Task An_index_that_is_away_keeps_nobody_from_hearing_what_was_written()
    {
        Write("a.jpg", Plain());
        _seer.Labels = [Label("cat", 91)];
        await RunAsync();
        List<SidecarOutcomeKind> kinds = [];
        var away = new AwayForWrites(_index);

        await Assert.ThrowsAsync<ImageTaggingException>(async () =>
        {
            await foreach (var outcome in new SidecarWriter(away, Source()).WriteAsync(cancellationToken: Cancel))
            {
                kinds.Add(outcome.Kind);
            }
        });

        Assert.Equal([SidecarOutcomeKind.Written], kinds);
        Assert.Equal(["cat"], Items("a.jpg.xmp", "subject"));
    }

    [Fact]
    public async Task A_change_since_the_look_is_never_taken_for_our_own()
    {
        Write("a.jpg", Plain());
        await RunAsync();
        var source = Source();
        var mine = Encoding.UTF8.GetBytes(Packet(Bag("dc:subject", "mine")));
        var listing = (await source.FindAsync("a.jpg", Cancel))!;
        File.SetLastWriteTimeUtc(_folder.File("a.jpg"), DateTime.UtcNow.AddDays(-3));
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () =>
            await source.WriteSidecarAsync(listing, "a.jpg.xmp", mine, former: null, Cancel)
        );
        Assert.Equal(ErrorCodes.ChangedWhileReading, fault.Code);
        Assert.False(File.Exists(_folder.File("a.jpg.xmp")));
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.part"));

        listing = (await source.FindAsync("a.jpg", Cancel))!;
        var written = await source.WriteSidecarAsync(listing, "a.jpg.xmp", mine, former: null, Cancel);
        Assert.Equal((await source.FindAsync("a.jpg", Cancel))!.ModifiedAt, written.ModifiedAt);
    }

    [Fact]
    public async Task Whoever_may_read_a_file_may_read_what_takes_its_place()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no modes.");
            return;
        }

        Write("a.jpg", Plain());
        Write("a.jpg.xmp", Encoding.UTF8.GetBytes(Packet(Bag("dc:subject", "theirs"))));
        const UnixFileMode Mode =
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
        File.SetUnixFileMode(_folder.File("a.jpg.xmp"), Mode);
        _seer.Labels = [Label("cat", 91)];
        await RunAsync();

        Assert.Equal([SidecarOutcomeKind.Written], await WriteAsync());
        Assert.Equal(Mode, File.GetUnixFileMode(_folder.File("a.jpg.xmp")));
    }

    [Fact]
    public async Task A_folder_that_may_not_be_written_fails_alone()
    {
        Write("2019/a.jpg", Plain());
        Write("2024/b.jpg", InsertSegment(Plain(), 0xFE, "another"u8.ToArray()));
        _seer.Labels = [Label("cat", 91)];
        await RunAsync();
        using (var locked = LockedFolder.TryLock(_folder.File("2019")))
        {
            Assert.SkipWhen(locked is null, "This user may write everywhere.");
            List<SidecarOutcome> outcomes = [];
            await foreach (var outcome in new SidecarWriter(_index, Source()).WriteAsync(cancellationToken: Cancel))
            {
                outcomes.Add(outcome);
            }

            Assert.Equal([SidecarOutcomeKind.Failed, SidecarOutcomeKind.Written], outcomes.Select(o => o.Kind));
            Assert.Contains("2019", outcomes[0].Message, StringComparison.Ordinal);
        }

        Assert.Equal([SidecarOutcomeKind.Written, SidecarOutcomeKind.Unchanged], await WriteAsync());
    }

    [Fact]
    public async Task A_dry_run_writes_nothing_and_a_query_bounds_it()
    {
        Write("a.jpg", Plain());
        Write("b/c.jpg", InsertSegment(Plain(), 0xFE, "another"u8.ToArray()));
        _seer.Labels = [Label("cat", 91)];
        await RunAsync();
        var stored = await RecordAsync("a.jpg");
        Assert.Equal([SidecarOutcomeKind.Written, SidecarOutcomeKind.Written], await WriteAsync(new() { DryRun = true }));
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.xmp", SearchOption.AllDirectories));
        Assert.Equal(stored.Token, (await RecordAsync("a.jpg")).Token);
        Assert.Equal(
            [SidecarOutcomeKind.Written],
            await WriteAsync(new() { WithoutPictureEnding = true }, TagQueryParser.Parse("key:b/*"))
        );
        Assert.Equal(["c.xmp"], Directory.GetFiles(_folder.Path, "*.xmp", SearchOption.AllDirectories).Select(Path.GetFileName));
        Assert.Throws<ImageTaggingException>(() => new SidecarWriter(_index, Source(), new() { MinConfidence = 101 }));
    }

    [Fact]
    public async Task What_exiftool_wrote_and_reads_comes_back()
    {
        Assert.SkipUnless(PhotoFactsTests.ExifTool.IsThere, "exiftool is not installed.");
        Write("a.jpg", Plain());
        string[] written =
        [
            "-q",
            "-XMP-dc:Subject=Größe & <Söhne>",
            "-XMP-dc:Subject=日本",
            "-XMP-lr:HierarchicalSubject=Places|Wien",
            "-XMP-digiKam:TagsList=Orte/Wien",
            "-XMP-xmp:Label=Red",
            "-XMP-photoshop:Instructions=keep me",
            _folder.File("a.jpg.xmp"),
        ];
        await PhotoFactsTests.ExifTool.RunAsync(written, Cancel);
        _seer.Labels = [Label("cat & mouse", 91, "animal"), Label("a|b", 80), Label("c/d", 80), Label("日本", 99)];
        await RunAsync();
        Assert.Equal([SidecarOutcomeKind.Written], await WriteAsync());
        using var read = JsonDocument.Parse(
            await PhotoFactsTests.ExifTool.RunAsync(["-j", "-G1", "-all", "-validate", _folder.File("a.jpg.xmp")], Cancel)
        );
        var tags = read.RootElement[0];
        string[] Of(string name) =>
            tags.GetProperty(name) is { ValueKind: JsonValueKind.Array } all
                ? [.. all.EnumerateArray().Select(v => v.ToString())]
                : [tags.GetProperty(name).ToString()];
        Assert.Equal(
            ["Größe & <Söhne>", "日本", "a|b", "c/d", "cat & mouse", "wien"],
            Of("XMP-dc:Subject")
                .OrderBy(s =>
                    s is "Größe & <Söhne>" ? 0
                    : s is "日本" ? 1
                    : 2
                )
                .ThenBy(s => s, StringComparer.Ordinal)
        );
        Assert.Contains("Places|Wien", Of("XMP-lr:HierarchicalSubject"));
        Assert.Contains("animal|cat & mouse", Of("XMP-lr:HierarchicalSubject"));
        Assert.Contains("Orte/Wien", Of("XMP-digiKam:TagsList"));
        Assert.Contains("animal/cat & mouse", Of("XMP-digiKam:TagsList"));
        Assert.DoesNotContain("c/d", Of("XMP-digiKam:TagsList"));
        Assert.Equal(["Red"], Of("XMP-xmp:Label"));
        Assert.Equal(["keep me"], Of("XMP-photoshop:Instructions"));
        Assert.DoesNotContain("Error", tags.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Whatever tags come and go, and whatever others write between: what is theirs is never lost, and what is ours is right.</summary>
    [Fact]
    public void Histories_of_writings_keep_what_is_others()
    {
        var random = new Random(1606);
        string[] words = ["cat", "dog", "sea", "sky", "lamp", "sofa"];
        for (var trial = 0; trial < Trials.Count(300); trial++)
        {
            byte[]? file = null;
            HashSet<string> theirs = [];
            HashSet<string> barred = [];
            HashSet<string> ours = [];
            for (var step = 0; step < 8; step++)
            {
                if (random.Next(2) == 0)
                {
                    var wanted = words.Where(_ => random.Next(2) == 0).ToHashSet();
                    file = XmpSidecar.Apply(file, new([.. wanted.Select(w => new SidecarTag(w, ["thing"]))], null, null)) ?? file;
                    barred.IntersectWith(wanted);
                    ours = [.. wanted.Except(theirs).Except(barred)];
                }
                else if (file is not null)
                {
                    // Another program adds a word of its own, or takes one away.
                    var document = XDocument.Parse(Encoding.UTF8.GetString(file).TrimStart('\uFEFF'));
                    var word = words[random.Next(words.Length)];
                    var list = document.Descendants().FirstOrDefault(e => e.Name.LocalName == "subject")?.Elements().Single();
                    var item = list?.Elements().FirstOrDefault(e => e.Value == word);
                    if (item is not null)
                    {
                        item.Remove();
                        if (!theirs.Remove(word))
                        {
                            barred.Add(word);
                            ours.Remove(word);
                        }
                    }
                    else if (list is not null && !barred.Contains(word))
                    {
                        list.Add(new XElement(s_rdf + "li", word));
                        theirs.Add(word);
                    }

                    file = Encoding.UTF8.GetBytes(document.ToString());
                }

                if (file is not null)
                {
                    Assert.Equal(theirs.Union(ours).Order(), Items(file, "subject").Order());
                    var keywords = new List<Keyword?>();
                    Assert.Null(XmpKeywords.Read(file, keywords, default));
                    Assert.Equal(theirs.Order(), keywords.Select(k => k!.Value.Name).Distinct().Order());
                }
            }
        }
    }

    private FolderImageSource Source() => new(_folder.Path, new() { AllowEmpty = true });

    private async Task<List<SidecarOutcomeKind>> WriteAsync(SidecarWriterOptions? options = null, TagQuery? query = null)
    {
        List<SidecarOutcomeKind> kinds = [];
        await foreach (var outcome in new SidecarWriter(_index, Source(), options).WriteAsync(query, Cancel))
        {
            kinds.Add(outcome.Kind);
        }

        return kinds;
    }

    private async Task<RunReport> RunAsync(RunOptions? options = null)
    {
        await using var pipeline = ImageTaggingPipeline
            .CreateBuilder()
            .From(Source())
            .TagWith(new MetadataTagger())
            .TagWith(_seer)
            .IndexInto(_index)
            .Build();
        var report = await pipeline.RunAsync(options, cancellationToken: Cancel);
        Assert.Null(report.Fault);
        return report;
    }

    private async Task<ImageRecord> RecordAsync(string key) => (await _index.GetManyAsync([new(Source().Name, key)], Cancel))[0]!;

    private void Write(string key, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(key))!);
        File.WriteAllBytes(_folder.File(key), bytes);
    }

    private XDocument Sidecar(string key) => XDocument.Load(_folder.File(key));

    private string[] Items(string key, string property) => Items(File.ReadAllBytes(_folder.File(key)), property);

    private static string[] Items(byte[] file, string property)
    {
        using var stream = new MemoryStream(file);
        return
        [
            .. XDocument
                .Load(stream)
                .Descendants()
                .Where(e => e.Name.LocalName == property)
                .SelectMany(e => e.Descendants(s_rdf + "li"))
                .Select(i => i.Value),
        ];
    }

    private static ImageLabel Label(string name, double confidence, params string[] parents) =>
        new()
        {
            Name = name,
            Confidence = confidence,
            Parents = parents,
        };

    /// <summary>An index whose server went away since it was read.</summary>
    private sealed class AwayForWrites(ITagIndex inner) : DelegatingTagIndex(inner)
    {
        public override ValueTask<IReadOnlyList<WriteResult>> WriteAsync(
            IReadOnlyList<RecordWrite> writes,
            CancellationToken cancellationToken = default
        ) => throw new ImageTaggingException("away") { Kind = FailureKind.Transient, Code = ErrorCodes.NoConnection };
    }

    private sealed class Seer : ITagger
    {
        private int _calls;

        public int Calls => _calls;

        public IReadOnlyList<ImageLabel> Labels { get; set; } = [];

        public string Version { get; set; } = "1";

        public TaggerInfo Info => new() { Name = "seer", Fingerprint = new(Version, 0, 0) };

        public ValueTask<TaggerResult> TagAsync(ImageToTag image, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _calls);
            return ValueTask.FromResult(new TaggerResult { Labels = Labels });
        }
    }
}
