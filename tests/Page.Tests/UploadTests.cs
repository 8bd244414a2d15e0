using System.IO.Hashing;
using System.Text;
using ImageTagging.TestSupport;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ImageTagging.PageTests;

public sealed class UploadTests(Chromium chromium)
{
    [Fact]
    public async Task A_chosen_picture_has_its_tags_at_once_and_twice_it_is_one()
    {
        await using var site = await Site.StartAsync(Photographs.Tagger(otherwise: "holiday"));
        await using var visit = await Visit.StartAsync(chromium, site, "upload");
        // The folder has this photograph under another name.
        var photo = Path.Combine(TestPaths.Photos, "animals", "chelsea.png");
        var fresh = new FilePayload
        {
            Name = "new.png",
            MimeType = "image/png",
            Buffer = Png(7),
        };
        await visit.Page.SetInputFilesAsync("#files", fresh);
        var lines = visit.Page.Locator(".uploads > li");
        await Expect(lines.First).ToContainTextAsync("Tagged");
        await Expect(lines.First.Locator(".tags a")).ToHaveTextAsync(["holiday"]);
        await visit.Page.SetInputFilesAsync("#files", photo);
        await Expect(lines).ToHaveCountAsync(2);
        await Expect(lines.First).ToContainTextAsync("Already there");
        await visit.Page.SetInputFilesAsync("#files", fresh);
        await Expect(lines).ToHaveCountAsync(3);
        await Expect(lines.First).ToContainTextAsync("Already there");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Pictures", Exact = true }).ClickAsync();
        await visit.SearchAsync("holiday", "1 picture");
    }

    [Fact]
    public async Task What_is_no_picture_is_refused_with_a_reason()
    {
        await using var site = await Site.StartAsync();
        await using var visit = await Visit.StartAsync(chromium, site, "upload");
        await visit.Page.SetInputFilesAsync(
            "#files",
            new FilePayload
            {
                Name = "<img src=x onerror=alert(1)>.png",
                MimeType = "image/png",
                Buffer = Encoding.UTF8.GetBytes("<script>alert(1)</script>"),
            }
        );
        var line = visit.Page.Locator(".uploads > li");
        await Expect(line).ToHaveAttributeAsync("data-state", "bad");
        await Expect(line.Locator(".name")).ToHaveTextAsync("<img src=x onerror=alert(1)>.png");
        await Expect(line).ToContainTextAsync("Refused");
    }

    [Fact]
    public async Task A_damaged_picture_is_told_in_words_of_people()
    {
        await using var site = await Site.StartAsync();
        await using var visit = await Visit.StartAsync(chromium, site, "upload");
        var whole = await File.ReadAllBytesAsync(
            Path.Combine(site.Photos, "space", "rocket.jpg"),
            TestContext.Current.CancellationToken
        );
        await visit.Page.SetInputFilesAsync(
            "#files",
            new FilePayload
            {
                Name = "half.jpg",
                MimeType = "image/jpeg",
                Buffer = whole[..2_000],
            }
        );
        var line = visit.Page.Locator(".uploads > li");
        await Expect(line).ToHaveAttributeAsync("data-state", "bad");
        await Expect(line).ToContainTextAsync("The picture is damaged, or of a kind that cannot be read here.");
        Assert.DoesNotContain("Vips", await line.InnerTextAsync(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task An_upload_survives_a_server_that_was_started_anew()
    {
        await using var site = await Site.StartAsync(Photographs.Tagger(otherwise: "holiday"));
        await using var visit = await Visit.StartAsync(chromium, site, "upload");
        visit.Forgive("403");
        // The first word that is sent is one of the server before.
        await visit.Page.EvaluateAsync(
            """
            () => {
              const right = XMLHttpRequest.prototype.setRequestHeader;
              XMLHttpRequest.prototype.setRequestHeader = function (name) {
                XMLHttpRequest.prototype.setRequestHeader = right;
                window.stale = true;
                right.call(this, name, "AAAA");
              };
            }
            """
        );
        await visit.Page.SetInputFilesAsync(
            "#files",
            new FilePayload
            {
                Name = "new.png",
                MimeType = "image/png",
                Buffer = Png(9),
            }
        );
        await Expect(visit.Page.Locator(".uploads > li")).ToContainTextAsync("Tagged");
        Assert.True(await visit.Page.EvaluateAsync<bool>("() => window.stale"));
    }

    [Fact]
    public async Task Dropped_and_pasted_pictures_are_taken_from_every_screen()
    {
        await using var site = await Site.StartAsync();
        await using var visit = await Visit.StartAsync(chromium, site);
        await Expect(visit.Tiles).ToHaveCountAsync(12);
        var data = await visit.Page.EvaluateHandleAsync(
            """
            (bytes) => {
              const data = new DataTransfer();
              data.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], "dropped.png", { type: "image/png" }));
              return data;
            }
            """,
            Convert.ToBase64String(Png(1))
        );
        await visit.Page.DispatchEventAsync("body", "dragenter", new { dataTransfer = data });
        await Expect(visit.Page.Locator("#droplet")).ToBeVisibleAsync();
        await visit.Page.DispatchEventAsync("body", "drop", new { dataTransfer = data });
        await Expect(visit.Page.Locator("#droplet")).ToBeHiddenAsync();
        var lines = visit.Page.Locator(".uploads > li");
        await Expect(lines).ToHaveCountAsync(1);
        await Expect(lines.First).ToHaveAttributeAsync("data-state", "done");
        await visit.Page.EvaluateAsync(
            """
            (bytes) => {
              const data = new DataTransfer();
              data.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], "pasted.png", { type: "image/png" }));
              document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
            }
            """,
            Convert.ToBase64String(Png(2))
        );
        await Expect(lines).ToHaveCountAsync(2);
        await Expect(lines.First).ToHaveAttributeAsync("data-state", "done");
        Assert.EndsWith("/upload", visit.Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_at_once_are_all_tagged_none_twice_and_the_page_answers_meanwhile()
    {
        var many = Trials.Count(200);
        var tagger = Photographs.Tagger(otherwise: "holiday");
        await using var site = await Site.StartAsync(tagger);
        await using var visit = await Visit.StartAsync(chromium, site, "upload");
        await visit.Page.EvaluateAsync(
            "() => { window.longest = 0; let last = performance.now(); const step = (now) => { window.longest = Math.max(window.longest, now - last); last = now; requestAnimationFrame(step); }; requestAnimationFrame(step); }"
        );
        await visit.Page.SetInputFilesAsync(
            "#files",
            Enumerable
                .Range(0, many)
                .Select(i => new FilePayload
                {
                    Name = $"{i}.png",
                    MimeType = "image/png",
                    Buffer = Png(i),
                })
        );

        // One can search while they go.
        await visit.SearchAsync("cup", "1 picture");
        await visit.Page.GoBackAsync();
        var done = visit.Page.Locator(".uploads > li[data-state=done]");
        await Expect(done).ToHaveCountAsync(many);
        await Expect(visit.Page.Locator("#view-upload")).ToContainTextAsync($"{many} of {many} pictures");
        Assert.Equal(
            many,
            tagger.Calls.Count(c => !c.Key.Contains('/') || c.Key.StartsWith("uploads/", StringComparison.Ordinal))
        );
        var found = await site.Pipeline.Index.SearchAsync(new() { Query = TagQueryParser.Parse("holiday"), Size = 0 });
        Assert.Equal(many, found.Total);
        if (Trials.IsProof)
        {
            var longest = await visit.Page.EvaluateAsync<double>("() => window.longest");
            Assert.True(longest < 500, $"For {longest:F0} ms the page did not answer.");
        }
    }

    /// <summary>A grey picture of 16 by 16, each of another shade and text.</summary>
    private static byte[] Png(int seed)
    {
        using var stream = new MemoryStream();
        stream.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        Chunk("IHDR", [0, 0, 0, 16, 0, 0, 0, 16, 8, 0, 0, 0, 0]);
        Chunk("tEXt", Encoding.ASCII.GetBytes($"Comment\0{seed}"));
        using var rows = new MemoryStream();
        using (
            var zlib = new System.IO.Compression.ZLibStream(rows, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true)
        )
        {
            for (var y = 0; y < 16; y++)
            {
                zlib.WriteByte(0);
                zlib.Write([.. Enumerable.Range(0, 16).Select(x => (byte)((x * y) + seed))]);
            }
        }

        Chunk("IDAT", rows.ToArray());
        Chunk("IEND", []);
        return stream.ToArray();

        void Chunk(string name, byte[] data)
        {
            byte[] body = [.. Encoding.ASCII.GetBytes(name), .. data];
            stream.Write(BigEndian((uint)data.Length));
            stream.Write(body);
            stream.Write(BigEndian(Crc32.HashToUInt32(body)));
        }
    }

    private static byte[] BigEndian(uint value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];
}
