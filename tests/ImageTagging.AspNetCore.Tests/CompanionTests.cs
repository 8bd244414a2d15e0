using System.Net;
using System.Net.Http.Headers;
using ImageTagging.Testing;
using ImageTagging.TestSupport;

namespace ImageTagging.AspNetCore.Tests;

/// <summary>The files that are one picture: each can be had, and nothing else.</summary>
public sealed class CompanionTests : IDisposable
{
    // As videos of phones begin: the box of their kind.
    private static readonly byte[] s_video = [0, 0, 0, 20, .. "ftypqt  "u8, 0, 0, 0, 0, .. "qt  "u8, .. new byte[64]];
    private static readonly byte[] s_raw = [.. "II*\0"u8, 16, 0, 0, 0, .. "CR\u0002\0"u8, .. new byte[64]];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_picture_names_its_files_and_each_can_be_had()
    {
        File.WriteAllBytes(_folder.File("a.jpg"), Photographs.Small(1));
        File.WriteAllBytes(_folder.File("a.MOV"), s_video);
        File.WriteAllBytes(_folder.File("a.CR2"), s_raw);
        // What other programs keep beside the raw file changes none of it.
        File.WriteAllText(_folder.File("a.CR2.xmp"), "<x/>");
        File.SetLastWriteTimeUtc(_folder.File("a.CR2.xmp"), DateTime.UtcNow.AddHours(1));
        File.WriteAllBytes(_folder.File("b.jpg"), Photographs.Small(2));
        await using var server = await StartAsync();
        var id = await server.IdOfAsync("a.jpg");

        var found = await server.GetAsync("/api/search?sort=name");
        Assert.Equal(
            [".CR2", ".MOV"],
            found.GetProperty("hits")[0].GetProperty("companions").EnumerateArray().Select(e => e.GetString())
        );
        Assert.Equal(System.Text.Json.JsonValueKind.Null, found.GetProperty("hits")[1].GetProperty("companions").ValueKind);

        var files = (await server.GetAsync("/api/pictures/" + id)).GetProperty("files").EnumerateArray().ToArray();
        Assert.Equal(
            [("a.CR2", "raw"), ("a.MOV", "motion")],
            files.Select(f => (f.GetProperty("name").GetString()!, f.GetProperty("kind").GetString()!))
        );
        using (var raw = await server.Client.GetAsync("/" + files[0].GetProperty("url").GetString() + "&download=true"))
        {
            Assert.Equal(s_raw, await raw.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
            Assert.Equal("attachment", raw.Content.Headers.ContentDisposition!.DispositionType);
            Assert.Equal("a.CR2", raw.Content.Headers.ContentDisposition.FileNameStar);
        }

        // Browsers read a video in pieces.
        using var asked = new HttpRequestMessage(HttpMethod.Get, "/" + files[1].GetProperty("url").GetString());
        asked.Headers.Range = new RangeHeaderValue(4, 11);
        using var part = await server.Client.SendAsync(asked, TestContext.Current.CancellationToken);
        Assert.Equal(
            (HttpStatusCode.PartialContent, "video/quicktime"),
            (part.StatusCode, part.Content.Headers.ContentType!.MediaType)
        );
        Assert.Equal(s_video[4..12], await part.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal("nosniff", part.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Fact]
    public async Task Nothing_else_is_had_that_way_whatever_an_index_says()
    {
        File.WriteAllBytes(_folder.File("a.jpg"), Photographs.Small(1));
        File.WriteAllText(_folder.File("a.MOV"), "<script>alert(1)</script>");
        File.WriteAllText(_folder.File("a.pem"), "secret");
        File.WriteAllText(_folder.File("a.key.jpg"), "secret");
        await using var server = await StartAsync();
        var id = await server.IdOfAsync("a.jpg");

        // A video by its name only.
        await server.GetAsync($"/api/pictures/{id}/content?file=.MOV", HttpStatusCode.UnsupportedMediaType);
        await server.GetAsync($"/api/pictures/{id}/content?file=.MOV&download=true", HttpStatusCode.UnsupportedMediaType);
        foreach (
            var ending in (string[])[".pem", ".mov", ".CR2", "/../a.pem", ".key.jpg", "..", ".MOV\0", new string('x', 5_000)]
        )
        {
            var problem = await server.GetAsync(
                $"/api/pictures/{id}/content?download=true&file={Uri.EscapeDataString(ending)}",
                HttpStatusCode.NotFound
            );
            Assert.Equal("NoSuchFile", problem.GetProperty("code").GetString());
        }

        var record = (await server.Index.GetManyAsync([new ImageName("photos", "a.jpg")]))[0]!;
        await server.Index.WriteAsync([
            RecordWrite.Create(record with { Key = "c.jpg", Companions = [".pem", "/../a.pem", ".MOV"] }),
        ]);
        await server.Index.RefreshAsync();
        File.CreateSymbolicLink(_folder.File("c.MOV"), _folder.File("a.pem"));
        File.WriteAllText(_folder.File("c.pem"), "secret");
        var other = await server.IdOfAsync("c.jpg");
        foreach (var ending in (string[])[".pem", "/../a.pem", ".MOV"])
        {
            await server.GetAsync(
                $"/api/pictures/{other}/content?download=true&file={Uri.EscapeDataString(ending)}",
                HttpStatusCode.NotFound
            );
        }
    }

    [Theory]
    [InlineData("a.mp4", "video/mp4", "video/mp4")]
    [InlineData("a.MOV", "video/quicktime", "video/quicktime")]
    [InlineData("a.webm", "video/x-matroska", "video/webm")]
    [InlineData("a.mkv", "video/x-matroska", null)]
    [InlineData("a.avi", "video/x-msvideo", null)]
    [InlineData("page.mp4", "video/mp4", null)]
    public async Task A_video_that_browsers_play_is_sent_in_ranges_and_any_other_to_be_kept(
        string key,
        string stored,
        string? sent
    )
    {
        byte[] content = key switch
        {
            "a.webm" => [0x1A, 0x45, 0xDF, 0xA3, 0x9F, 0x42, 0x86, 0x81, 1, 0x42, 0x82, 0x84, .. "webm"u8, .. new byte[200]],
            "a.mkv" => [0x1A, 0x45, 0xDF, 0xA3, 0x9F, 0x42, 0x86, 0x81, 1, 0x42, 0x82, 0x88, .. "matroska"u8, .. new byte[200]],
            "a.avi" => [.. "RIFF"u8, 0, 0, 0, 0, .. "AVI "u8, .. new byte[200]],
            "page.mp4" => [.. "<html><script>alert(1)</script></html>"u8, .. new byte[200]],
            _ => [0, 0, 0, 20, .. "ftypisom"u8, .. new byte[200]],
        };
        File.WriteAllBytes(_folder.File(key), content);
        await using var server = await StartAsync();
        await server.Index.WriteAsync([
            RecordWrite.Create(
                new()
                {
                    Source = "photos",
                    Key = key,
                    Location = _folder.File(key),
                    Size = content.Length,
                    ModifiedAt = new DateTimeOffset(File.GetLastWriteTimeUtc(_folder.File(key))),
                    ListedAt = DateTimeOffset.UnixEpoch,
                    MediaType = stored,
                }
            ),
        ]);
        await server.Index.RefreshAsync();
        var url = $"/api/pictures/{await server.IdOfAsync(key)}/content";
        if (sent is null)
        {
            await server.GetAsync(url, HttpStatusCode.UnsupportedMediaType);
        }
        else
        {
            using var asked = new HttpRequestMessage(HttpMethod.Get, url);
            asked.Headers.Range = new RangeHeaderValue(100, 109);
            using var part = await server.Client.SendAsync(asked, TestContext.Current.CancellationToken);
            Assert.Equal((HttpStatusCode.PartialContent, sent), (part.StatusCode, part.Content.Headers.ContentType!.MediaType));
            Assert.Equal(content[100..110], await part.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
            Assert.Contains("sandbox", part.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        }

        using var kept = await server.Client.GetAsync(url + "?download=true", TestContext.Current.CancellationToken);
        Assert.Equal(content, await kept.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(
            ("attachment", sent ?? "application/octet-stream"),
            (kept.Content.Headers.ContentDisposition!.DispositionType, kept.Content.Headers.ContentType!.MediaType)
        );
    }

    private async Task<Server> StartAsync()
    {
        var server = await Server.StartAsync(
            new FolderImageSource(_folder.Path, new() { Name = "photos" }),
            new ScriptedTagger { Otherwise = [new() { Name = "dog", Confidence = 90 }] }
        );
        await server.Pipeline.RunAsync();
        return server;
    }
}
