using ImageTagging.TestSupport;
using ImageTagging.Tool.Tests;

namespace ImageTagging.Spark.Tests;

public sealed class ImportTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Index => _folder.File("index.db");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("csv", "image,tags,by\r\na.jpg,\"red barn;old, \\; car\",ann\r\nmissing.jpg,cat,\r\n,cat,\r\nb.jpg,cat,")]
    [InlineData(
        "ndjson",
        """
            {"image":"a.jpg","tags":["red barn",{"name":"old, ; car"}],"by":"ann"}
            {"key":"missing.jpg","tags":["cat"]}
            {nonsense
            {"image":"b.jpg","tag":"cat"}
            """
    )]
    public async Task Tags_become_corrections_once_and_are_undone_together(string kind, string text)
    {
        await FillAsync("a.jpg", "b.jpg");
        await File.WriteAllTextAsync(_folder.File("tags." + kind), text);
        var run = await ImportAsync("tags." + kind, "--by", "bob");
        Assert.Equal(1, run.ExitCode);
        Assert.Equal((4, 2, 1, 1), (run.Count("lines"), run.Count("changed"), run.Count("missing"), run.Count("faulty")));
        Assert.Equal(2, run.Objects.Count(o => o.GetProperty("type").GetString() == "refused"));
        var a = await RecordAsync("a.jpg");
        Assert.Equal(["old, ; car", "red barn"], a.Tags.Select(t => t.Name).Where(t => t != "dog").Order(StringComparer.Ordinal));
        Assert.All(a.Edits, e => Assert.Equal("ann", e.By));
        Assert.Equal("bob", Assert.Single((await RecordAsync("b.jpg")).Edits).By);

        var again = await ImportAsync("tags." + kind, "--by", "bob");
        Assert.Equal((0, 2), (again.Count("changed"), again.Count("unchanged")));
        var undone = await ToolRun.OfAsync("undo", run.Summary.GetProperty("batch").GetString()!, "--index", Index);
        Assert.Equal(0, undone.ExitCode);
        Assert.Empty((await RecordAsync("a.jpg")).Edits);
    }

    [Fact]
    public async Task Tags_become_the_labels_of_a_tagger_and_never_replace_those_of_a_real_one()
    {
        await FillAsync("a.jpg");
        await File.WriteAllTextAsync(_folder.File("labels.csv"), "image,tag,confidence\na.jpg,Boat,81.5\na.jpg,Sea,60\n");
        var run = await ImportAsync("labels.csv", "--as", "clip");
        Assert.Equal((0, 1L), (run.ExitCode, run.Count("changed")));
        var record = await RecordAsync("a.jpg");
        Assert.Equal(
            [("boat", 81.5), ("sea", 60)],
            record.Tags.Where(t => t.Name != "dog").Select(t => (t.Name, t.Confidence.Percent))
        );
        Assert.Equal(["clip", "rekognition"], record.Taggers.Select(t => t.Name));
        var again = await ImportAsync("labels.csv", "--as", "clip");
        Assert.Equal((0, 2), (again.Count("changed"), again.Count("unchanged")));

        var refused = await ImportAsync("labels.csv", "--as", "rekognition");
        Assert.Equal((1, 1L, 0L), (refused.ExitCode, refused.Count("conflicts"), refused.Count("changed")));
        Assert.Equal(["Dog"], (await RecordAsync("a.jpg")).Taggers[1].Labels.Select(l => l.Name));
        Assert.Equal(2, (await ImportAsync("labels.csv", "--as", "Not A Name")).ExitCode);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("ndjson")]
    public async Task What_an_export_wrote_is_taken_as_it_is(string kind)
    {
        await ManyRecords.WriteAsync(Index, ManyRecords.Make(1_500, seed: 9));
        await ToolRun.OfAsync("export", "-has:edits", "--to", _folder.File("all." + kind), "--index", Index);
        var run = await ImportAsync("all." + kind, "--as", "copy");
        Assert.Equal((0, 0L), (run.ExitCode, run.Count("faulty") + run.Count("missing")));
        await using var index = new SqliteTagIndex(Index);
        await foreach (var record in index.ReadAllAsync(TagQueryParser.Parse("-has:edits")))
        {
            Assert.Equal(
                record.Tags.Select(t => (t.Name, t.Confidence.Percent)).Order(),
                record.Taggers.Single(t => t.Name == "copy").Labels.Select(l => (l.Name, l.Confidence)).Order()
            );
        }
    }

    private async Task FillAsync(params string[] keys)
    {
        var at = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await ManyRecords.WriteAsync(
            Index,
            [
                .. keys.Select(key =>
                    ImageTagging.Vocabularies.RecordProjector.Project(
                        new()
                        {
                            Source = "s3://pictures",
                            Key = key,
                            Location = "s3://pictures/" + key,
                            Size = 1,
                            ModifiedAt = at,
                            ListedAt = at,
                            Taggers =
                            [
                                new()
                                {
                                    Name = "rekognition",
                                    Fingerprint = new("0a", 50, 0),
                                    Labels = [new() { Name = "Dog", Confidence = 90 }],
                                    TaggedAt = at,
                                },
                            ],
                        },
                        Vocabulary.Empty
                    )
                ),
            ]
        );
    }

    private async Task<ImageRecord> RecordAsync(string key)
    {
        await using var index = new SqliteTagIndex(Index);
        return (await index.GetManyAsync([new("s3://pictures", key)]))[0]!;
    }

    private async Task<ToolRun> ImportAsync(string file, params string[] more)
    {
        var run = await ToolRun.OfAsync(["import", _folder.File(file), .. more, "--index", Index, "--json"]);
        Assert.All(run.Objects, SchemaCheck.Holds);
        return run;
    }
}
