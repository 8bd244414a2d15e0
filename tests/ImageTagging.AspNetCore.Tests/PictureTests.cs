using System.Net;
using System.Net.Http.Headers;
using System.Text;
using ImageTagging.AspNetCore.Images;
using ImageTagging.Testing;
using ImageTagging.TestSupport;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageTagging.AspNetCore.Tests;

public sealed class PictureTests
{
    private static async Task<(Server Server, FakeImageSource Source)> StartAsync(params (string Key, byte[] Content)[] pictures)
    {
        var source = new FakeImageSource();
        var tagger = new ScriptedTagger
        {
            Otherwise =
            [
                new()
                {
                    Name = "Person",
                    Confidence = 91.5,
                    Parents = ["Human"],
                    Boxes = [new(0.1, 0.2, 0.3, 0.4, 88)],
                },
            ],
        };
        foreach (var (key, content) in pictures)
        {
            source.Put(key, content);
        }

        var server = await Server.StartAsync(source, tagger);
        await server.Pipeline.RunAsync();
        return (server, source);
    }

    [Fact]
    public async Task A_picture_says_its_labels_by_tagger_and_why_a_query_finds_it()
    {
        var (server, _) = await StartAsync(("people/a b.jpg", Photographs.Small(1)));
        await using var _1 = server;
        var id = await server.IdOfAsync("people/a b.jpg");

        var detail = await server.GetAsync($"/api/pictures/{id}?q=human");

        Assert.Equal("a b.jpg", detail.GetProperty("name").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, detail.GetProperty("taggers")[0].GetProperty("warning").ValueKind);
        var label = detail.GetProperty("taggers")[0].GetProperty("labels")[0];
        Assert.Equal("Person", label.GetProperty("name").GetString());
        Assert.Equal("person", label.GetProperty("tag").GetString());
        Assert.Equal(0.3, label.GetProperty("boxes")[0].GetProperty("width").GetDouble());
        var reason = detail.GetProperty("reasons")[0];
        Assert.Equal("person", reason.GetProperty("tag").GetString());
        Assert.Equal("human", reason.GetProperty("word").GetString());
        Assert.Equal(88, reason.GetProperty("boxes")[0].GetProperty("confidence").GetDouble());
    }

    [Fact]
    public async Task An_unchanged_picture_is_not_sent_again()
    {
        var (server, _) = await StartAsync(("a.jpg", Photographs.Small(1)));
        await using var _1 = server;
        var id = await server.IdOfAsync("a.jpg");
        foreach (var path in (string[])[$"/api/pictures/{id}", $"/api/pictures/{id}/thumbnail", $"/api/pictures/{id}/content"])
        {
            using var first = await server.Client.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, first.StatusCode);
            using var again = new HttpRequestMessage(HttpMethod.Get, path);
            again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
            using var second = await server.Client.SendAsync(again);
            Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        }
    }

    [Fact]
    public async Task Thumbnails_come_in_four_sides_and_may_be_kept_for_ever_where_the_version_is_named()
    {
        var (server, _) = await StartAsync(("a.png", await File.ReadAllBytesAsync(Photographs.Astronaut)));
        await using var _1 = server;
        var id = await server.IdOfAsync("a.png");
        var codec = new Imaging.VipsImageCodec();
        foreach (var side in (int[])[160, 320])
        {
            var bytes = await server.Client.GetByteArrayAsync($"/api/pictures/{id}/thumbnail?side={side}");
            var facts = codec.Probe(bytes);
            Assert.Equal(("image/webp", side), (facts.MediaType, Math.Max(facts.Width, facts.Height)));
        }

        var detail = await server.GetAsync($"/api/pictures/{id}");
        using var named = await server.Client.GetAsync("/" + detail.GetProperty("thumbnailUrl").GetString());
        Assert.Contains("immutable", named.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        using var unnamed = await server.Client.GetAsync($"/api/pictures/{id}/thumbnail");
        Assert.True(unnamed.Headers.CacheControl!.NoCache);
        await server.GetAsync($"/api/pictures/{id}/thumbnail?side=9999", HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_thumbnail_is_made_once_however_many_ask_for_it_at_once()
    {
        var (server, source) = await StartAsync(("a.png", await File.ReadAllBytesAsync(Photographs.Astronaut)));
        await using var _1 = server;
        var id = await server.IdOfAsync("a.png");
        var before = source.Reads;

        var all = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => server.Client.GetByteArrayAsync($"/api/pictures/{id}/thumbnail?side=640"))
        );

        Assert.Single(all.Select(Convert.ToHexString).Distinct());
        Assert.Equal(1, source.Reads - before);
        // And the next server finds it on disk.
        _ = await server.Client.GetByteArrayAsync($"/api/pictures/{id}/thumbnail?side=640");
        Assert.Equal(1, source.Reads - before);
    }

    [Fact]
    public async Task Thumbnails_on_disk_stay_within_their_bound_and_the_least_used_go_first()
    {
        using var folder = new TempFolder();
        var cache = new ThumbnailCache(folder.Path, maxBytes: 10_000, NullLogger.Instance, TimeProvider.System);
        var made = new List<string>();
        async Task<byte> AskAsync(string name)
        {
            await using var stream = await cache.OpenAsync(
                name,
                () =>
                {
                    lock (made)
                    {
                        made.Add(name);
                    }

                    return Task.FromResult<ReadOnlyMemory<byte>>(new byte[3_000]);
                },
                CancellationToken.None
            );
            return (byte)stream.ReadByte();
        }

        foreach (var name in (string[])["a", "b", "c", "a", "d", "a", "b"])
        {
            await AskAsync(name);
        }

        // b was the least used when d came.
        Assert.Equal(["a", "b", "c", "d", "b"], made);
        Assert.True(cache.Bytes <= 10_000);
        Assert.True(new DirectoryInfo(folder.Path).EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length) <= 10_000);
        // What an earlier process left is counted too.
        var later = new ThumbnailCache(folder.Path, maxBytes: 5_000, NullLogger.Instance, TimeProvider.System);
        await using (await later.OpenAsync("b", () => throw new InvalidOperationException("made again"), CancellationToken.None))
        {
            Assert.InRange(later.Bytes, 1, 5_000);
        }
    }

    [Fact]
    public async Task Parts_of_a_picture_can_be_asked_for()
    {
        var content = Photographs.Small(1);
        using var folder = new TempFolder();
        await File.WriteAllBytesAsync(folder.File("a.jpg"), content);
        await using var server = await Server.StartAsync(new FolderImageSource(folder.Path), new ScriptedTagger());
        await server.Pipeline.RunAsync();
        var id = await server.IdOfAsync("a.jpg");
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/pictures/{id}/content");
        request.Headers.Range = new RangeHeaderValue(2, 5);
        using var answer = await server.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal(content[2..6], await answer.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("<html><script>alert(1)</script></html>")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")]
    [InlineData("%PDF-1.4")]
    [InlineData("")]
    public async Task What_is_no_raster_picture_is_never_sent_whatever_its_name_says(string content)
    {
        var (server, source) = await StartAsync(("a.jpg", Encoding.UTF8.GetBytes(content)));
        await using var _1 = server;
        var id = await server.IdOfAsync("a.jpg");
        var problem = await server.GetAsync($"/api/pictures/{id}/content", HttpStatusCode.UnsupportedMediaType);
        Assert.Equal("NotShown", problem.GetProperty("code").GetString());
        var before = source.Reads;
        await server.GetAsync($"/api/pictures/{id}/thumbnail", HttpStatusCode.UnprocessableEntity);
        await server.GetAsync($"/api/pictures/{id}/thumbnail", HttpStatusCode.UnprocessableEntity);
        Assert.Equal(1, source.Reads - before);
    }

    [Fact]
    public async Task A_polyglot_is_a_picture_and_nothing_else_to_a_browser()
    {
        byte[] polyglot = [.. Photographs.Small(1), .. "<script>alert(1)</script>"u8];
        var (server, _) = await StartAsync(("x.html", polyglot));
        await using var _1 = server;
        using var answer = await server.Client.GetAsync($"/api/pictures/{await server.IdOfAsync("x.html")}/content");
        Assert.Equal("image/jpeg", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Contains("sandbox", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_that_is_gone_or_of_another_source_is_not_there()
    {
        var (server, source) = await StartAsync(("a.jpg", Photographs.Small(1)));
        await using var _1 = server;
        var id = await server.IdOfAsync("a.jpg");
        source.Remove("a.jpg");
        var gone = await server.GetAsync($"/api/pictures/{id}/content", HttpStatusCode.NotFound);
        Assert.Equal("PictureGone", gone.GetProperty("code").GetString());
        var other = ImageAddress.Of(new("fake://elsewhere", "a.jpg"));
        await server.GetAsync($"/api/pictures/{other}", HttpStatusCode.NotFound);
        await server.GetAsync("/api/pictures/%2e%2e%2f", HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("/photos", "a.jpg")]
    [InlineData("s3://bucket", "ä/ö 文/🙂.png")]
    [InlineData("", "x")]
    public void An_id_is_read_back_as_what_it_was_made_of(string source, string key)
    {
        Assert.True(ImageAddress.TryRead(ImageAddress.Of(new(source, key)), out var name));
        Assert.Equal(new ImageName(source, key), name);
    }
}
