using System.Text;
using ImageTagging.TestSupport;

namespace ImageTagging.Tool.Tests;

public sealed class SpreadsheetTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Index => _folder.File("index.db");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_export_that_is_imported_again_changes_nothing_whatever_its_tags_and_keys_begin_with(bool spreadsheetSafe)
    {
        string[] keys = ["-a.jpg", "=b.jpg", "'=c.jpg", "''+d.jpg", "'e.jpg", "f;g,\"h.jpg", "@i.jpg", "+j.jpg"];
        await PictureRecords.WriteAsync(Index, Vocabulary.Empty, keys);
        string[] tags = ["-draft", "=sum(a1)", "'=quoted", "''-twice", "'plain", "+1", "@home", "a;b", "a\\b", "a,b", "sure"];
        foreach (var tag in tags)
        {
            await ToolRun.OfAsync("tag", "--query", "*", "--confirm", "8", "--index", Index, "--", tag);
        }

        var before = await StateAsync();
        Assert.All(tags, tag => Assert.Contains(tag, before, StringComparison.Ordinal));
        var file = _folder.File("all.csv");
        string[] safe = spreadsheetSafe ? ["--spreadsheet-safe"] : [];
        await ToolRun.OfAsync(["export", "--to", file, .. safe, "--index", Index]);
        Assert.Equal(spreadsheetSafe, (await File.ReadAllBytesAsync(file)).AsSpan().StartsWith("\uFEFF"u8));
        var run = await ToolRun.OfAsync("import", file, "--by", "ann", "--index", Index, "--json");
        Assert.Equal((0, 0L, 8L), (run.ExitCode, run.Count("changed"), run.Count("unchanged")));
        Assert.Equal(before, await StateAsync());
    }

    [Fact]
    public async Task No_cell_or_list_entry_of_a_safe_export_begins_as_a_formula_does()
    {
        await PictureRecords.WriteAsync(Index, Vocabulary.Empty, "=a.jpg");
        await ToolRun.OfAsync("tag", "--query", "*", "--confirm", "1", "--index", Index, "--", "=cmd");
        await ToolRun.OfAsync("export", "--to", _folder.File("safe.csv"), "--spreadsheet-safe", "--index", Index);
        var row = (await File.ReadAllLinesAsync(_folder.File("safe.csv")))[1];
        Assert.Contains("'=cmd", row, StringComparison.Ordinal);
        // Whichever character a country's spreadsheet cuts cells at.
        Assert.All(row.Split(',', ';'), cell => Assert.False(cell.TrimStart('"') is ['=' or '+' or '-' or '@', ..], cell));
    }

    public static TheoryData<string, string> Tables =>
        new()
        {
            { "comma", "image,tags\na.jpg,boat;old barn\n" },
            { "semicolon", "image;tags\r\na.jpg;\"boat;old barn\"\r\n" },
            { "tab", "image\ttags\na.jpg\tboat;old barn\n" },
            { "said semicolon", "sep=;\r\nimage;tags\r\na.jpg;\"boat;old barn\"\r\n" },
            { "said and quoted", "\"sep=\t\"\nimage\ttags\na.jpg\tboat;old barn\n" },
            { "marked", "\uFEFFsep=;\nimage;tags\na.jpg;\"boat;old barn\"\n" },
            { "padded by Excel", "image;tags;;\na.jpg;\"boat;old barn\";;\n" },
            { "guarded", "image,tags\na.jpg,boat;old barn\n" },
            { "exiftool", "SourceFile,Keywords\na.jpg,\"boat, old barn\"\n" },
            { "exiftool of two columns", "SourceFile,Keywords,Subject\na.jpg,boat,\"boat, old barn\"\n" },
        };

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task A_table_is_taken_however_its_cells_are_cut(string name, string csv)
    {
        Assert.NotEmpty(name);
        await PictureRecords.WriteAsync(Index, Vocabulary.Empty, "a.jpg");
        await File.WriteAllTextAsync(_folder.File("in.csv"), csv, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        var run = await ToolRun.OfAsync("import", _folder.File("in.csv"), "--by", "ann", "--index", Index, "--json");
        Assert.Equal((0, 1L), (run.ExitCode, run.Count("changed")));
        Assert.Equal(
            ["boat", "old barn"],
            (await PictureRecords.ReadAsync(Index, "a.jpg")).Edits.Where(e => e.IsAdded).Select(e => e.Tag).Order()
        );
    }

    /// <summary>What Excel calls "Unicode Text", under the names that it and others give it.</summary>
    [Theory]
    [InlineData("utf-16", "in.txt")]
    [InlineData("utf-16", "in.csv")]
    [InlineData("utf-16BE", "in.TSV")]
    [InlineData("utf-8", "in.tsv")]
    public async Task A_table_of_unicode_text_is_taken(string encoding, string file)
    {
        await PictureRecords.WriteAsync(Index, Vocabulary.Empty, "a.jpg");
        await File.WriteAllTextAsync(_folder.File(file), "image\ttags\r\na.jpg\tgröße;日本\r\n", Encoding.GetEncoding(encoding));
        var run = await ToolRun.OfAsync("import", _folder.File(file), "--by", "ann", "--index", Index, "--json");
        Assert.Equal((0, 1L), (run.ExitCode, run.Count("changed")));
        Assert.Equal(
            ["grösse", "日本"],
            (await PictureRecords.ReadAsync(Index, "a.jpg"))
                .Edits.Where(e => e.IsAdded)
                .Select(e => e.Tag)
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task The_spreadsheet_of_the_cases_brings_no_tag_that_begins_with_its_guard()
    {
        var file = TestPaths.RequireShared("cases/files/spreadsheet-safe.csv");
        // The same keys in a bucket of ours.
        var text = (await File.ReadAllTextAsync(file)).Replace(
            "/var/tmp/bugs/w/q/p,",
            PictureRecords.Source + ",",
            StringComparison.Ordinal
        );
        await File.WriteAllTextAsync(_folder.File("in.csv"), text);
        await PictureRecords.WriteAsync(Index, Vocabulary.Empty, "5.jpg");
        await ToolRun.OfAsync("import", _folder.File("in.csv"), "--by", "ann", "--index", Index);
        Assert.Equal(["-draft"], (await PictureRecords.ReadAsync(Index, "5.jpg")).Edits.Select(e => e.Tag));
    }

    private async Task<string> StateAsync() =>
        string.Join(
            '\n',
            (await ToolRun.OfAsync("search", "*", "--sort", "name", "--index", Index, "--json", "-n", "0")).Objects.Select(o =>
                o.GetProperty("key")
                + ": "
                + string.Join("|", o.GetProperty("tags").EnumerateArray().Select(t => t.GetProperty("name").GetString()))
            )
        );
}
