using System.Net;
using ImageTagging.Testing;
using ImageTagging.TestSupport;

namespace ImageTagging.AspNetCore.Tests;

/// <summary>XMP files, written where the host offers it and somebody asks.</summary>
public sealed class SidecarTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Tags_and_stars_are_written_beside_the_pictures_that_are_named_found_or_all()
    {
        await using var server = await StartAsync(new() { WritesSidecars = true });
        Assert.True((await server.GetAsync("/api/session")).GetProperty("canWriteSidecars").GetBoolean());
        var id = await server.IdOfAsync("a*.jpg".Replace("*", "\\*", StringComparison.Ordinal));
        await server.PostAsync("/api/corrections", $$"""{"ids":["{{id}}"],"add":["our dog"],"rating":4}""");

        var one = await server.PostAsync("/api/sidecars", $$"""{"ids":["{{id}}"]}""");
        Assert.Equal((1, 0), (one.GetProperty("written").GetInt64(), one.GetProperty("failed").GetInt64()));
        var text = await File.ReadAllTextAsync(_folder.File("a*.jpg.xmp"), TestContext.Current.CancellationToken);
        Assert.Contains("our dog", text, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("ab.jpg.xmp")));

        var found = await server.PostAsync("/api/sidecars", """{"query":"\"our dog\""}""");
        Assert.Equal((0, 1), (found.GetProperty("written").GetInt64(), found.GetProperty("unchanged").GetInt64()));
        var all = await server.PostAsync("/api/sidecars", """{"all":true}""");
        Assert.Equal((1, 1), (all.GetProperty("written").GetInt64(), all.GetProperty("unchanged").GetInt64()));

        // What was written makes no picture one that is to be looked at anew.
        Assert.Equal(2, (await server.Pipeline.RunAsync()).Counts.Unchanged);
        await server.PostAsync("/api/sidecars", "{}", HttpStatusCode.BadRequest);
        await server.PostAsync("/api/sidecars", """{"all":true,"query":"dog"}""", HttpStatusCode.BadRequest);
        await server.PostAsync("/api/sidecars", """{"all":true}""", HttpStatusCode.Forbidden, "AAAA");
    }

    [Fact]
    public async Task Nobody_writes_where_the_host_does_not_offer_it_or_does_not_let_them()
    {
        await using (var server = await StartAsync(new()))
        {
            Assert.False((await server.GetAsync("/api/session")).GetProperty("canWriteSidecars").GetBoolean());
            await server.PostAsync("/api/sidecars", """{"all":true}""", HttpStatusCode.NotFound);
        }

        foreach (
            var options in (ImageTaggingWebOptions[])
                [
                    new() { WritesSidecars = true, IsReadOnly = true },
                    new() { WritesSidecars = true, Allow = (_, action) => action != WebAction.WriteSidecars },
                ]
        )
        {
            await using var server = await StartAsync(options);
            Assert.False((await server.GetAsync("/api/session")).GetProperty("canWriteSidecars").GetBoolean());
            await server.PostAsync("/api/sidecars", """{"all":true}""", HttpStatusCode.Forbidden);
        }

        Assert.Empty(Directory.EnumerateFiles(_folder.Path, "*.xmp"));
    }

    private async Task<Server> StartAsync(ImageTaggingWebOptions options)
    {
        File.WriteAllBytes(_folder.File("a*.jpg"), Photographs.Small(1));
        File.WriteAllBytes(_folder.File("ab.jpg"), Photographs.Small(2));
        var server = await Server.StartAsync(
            new FolderImageSource(_folder.Path, new() { Name = "photos" }),
            new ScriptedTagger { Otherwise = [new() { Name = "dog", Confidence = 90 }] },
            options
        );
        await server.Pipeline.RunAsync();
        return server;
    }
}
