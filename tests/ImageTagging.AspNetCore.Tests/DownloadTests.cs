using System.IO.Compression;
using System.Net;
using System.Text;
using ImageTagging.AspNetCore.Downloads;
using ImageTagging.Testing;

namespace ImageTagging.AspNetCore.Tests;

public sealed class DownloadTests
{
    private static async Task<Server> StartAsync(ImageTaggingWebOptions? options = null)
    {
        var source = new FakeImageSource();
        source.Put("2024/a.jpg", Photographs.Small(1));
        source.Put("2024/A.jpg", Photographs.Small(2));
        source.Put("../..\\evil\u202e:.jpg", Photographs.Small(3));
        source.Put("page.jpg", Encoding.UTF8.GetBytes("<html>no picture</html>"));
        var server = await Server.StartAsync(
            source,
            new ScriptedTagger { Otherwise = [new() { Name = "cat", Confidence = 90 }] },
            options
        );
        await server.Pipeline.RunAsync();
        return server;
    }

    [Fact]
    public async Task What_was_selected_comes_as_one_file_of_the_pictures_own_bytes_under_harmless_names()
    {
        await using var server = await StartAsync();
        var prepared = await server.PostAsync("/api/downloads", """{"query":"cat"}""");
        Assert.Equal(4, prepared.GetProperty("count").GetInt32());
        using var answer = await server.Client.GetAsync("/" + prepared.GetProperty("url").GetString());
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);

        using var zip = new ZipArchive(await answer.Content.ReadAsStreamAsync());
        Assert.Equal(
            ["2024/A.jpg", "2024/a (2).jpg", "NOT IN HERE.txt", "evil__.jpg"],
            zip.Entries.Select(e => e.FullName).Order(StringComparer.Ordinal)
        );
        using var content = new MemoryStream();
        await zip.GetEntry("2024/A.jpg")!.Open().CopyToAsync(content, TestContext.Current.CancellationToken);
        Assert.Equal(Photographs.Small(2), content.ToArray());
        using var words = new StreamReader(zip.GetEntry("NOT IN HERE.txt")!.Open());
        Assert.Contains("page.jpg", await words.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_much_unknown_and_foreign_downloads_are_refused()
    {
        await using var server = await StartAsync(new() { MaxDownloadBytes = 1 << 20 });
        await server.GetAsync("/api/downloads/AAAAAAAAAAAAAAAAAAAAAA", HttpStatusCode.NotFound);
        await server.PostAsync("/api/downloads", """{"query":"dog"}""", HttpStatusCode.NotFound);
        await server.PostAsync("/api/downloads", "{}", HttpStatusCode.BadRequest);
        await server.PostAsync("/api/downloads", """{"query":"cat"}""", HttpStatusCode.Forbidden, "AAAA");
        await server.Index.WriteAsync([
            RecordWrite.Create(
                new()
                {
                    Source = "fake://pictures",
                    Key = "large.jpg",
                    Location = "large.jpg",
                    Size = 2 << 20,
                    ModifiedAt = DateTimeOffset.UnixEpoch,
                    ListedAt = DateTimeOffset.UnixEpoch,
                    Tags = [new("dog", Confidence.Full)],
                }
            ),
        ]);
        await server.Index.RefreshAsync();
        var refused = await server.PostAsync("/api/downloads", """{"query":"dog"}""", HttpStatusCode.RequestEntityTooLarge);
        Assert.Equal("TooMuch", refused.GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("a/b.jpg", "a/b.jpg")]
    [InlineData("/etc/../passwd", "etc/passwd")]
    [InlineData("C:\\Windows\\x.jpg", "C_/Windows/x.jpg")]
    [InlineData("....//", "picture")]
    [InlineData("a./b .jpg. ", "a/b .jpg")]
    public void A_name_within_the_file_stays_below_where_it_is_unpacked(string key, string name) =>
        Assert.Equal(name, new EntryNames().Of(key));

    [Theory]
    [InlineData("CON.jpg", "_CON.jpg")]
    [InlineData("aux/nul", "_aux/_nul")]
    [InlineData("a/com1 .tar.jpg", "a/_com1 .tar.jpg")]
    [InlineData("LPT¹", "_LPT¹")]
    [InlineData("console.jpg", "console.jpg")]
    public void A_name_within_the_file_is_no_device(string key, string name) => Assert.Equal(name, new EntryNames().Of(key));

    [Fact]
    public void A_file_and_a_folder_of_one_name_are_both_unpacked()
    {
        var names = new EntryNames();
        Assert.Equal(
            ["a", "A (2)/b.jpg", "A (2)/c.jpg", "x/y", "x (2)", "a (3)"],
            ((string[])["a", "A/b.jpg", "A/c.jpg", "x/y", "x", "a"]).Select(names.Of)
        );
    }

    [Fact]
    public void Thousands_of_names_that_look_alike_are_numbered_in_the_time_of_their_count()
    {
        var names = new EntryNames();
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var all = Enumerable.Range(0, 100_000).Select(_ => names.Of("??.jpg")).ToHashSet(StringComparer.OrdinalIgnoreCase);
        Assert.Equal(100_000, all.Count);
        // A square would take an hour.
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromMinutes(5));
    }

    [Fact]
    public void A_long_name_is_cut_between_characters_and_keeps_its_ending()
    {
        var name = new EntryNames().Of(string.Concat(Enumerable.Repeat("😀", 200)) + ".jpeg");
        Assert.EndsWith(".jpeg", name, StringComparison.Ordinal);
        Assert.True(name.Length <= 120);
        Assert.DoesNotContain('\uFFFD', Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(name)));
    }
}
