using System.Net;
using ImageTagging.Testing;
using ImageTagging.TestSupport;

namespace ImageTagging.AspNetCore.Tests;

/// <summary>A host whose index file is not there yet.</summary>
public sealed class BeginningTests
{
    [Fact]
    public async Task A_new_index_is_an_empty_page_that_makes_nothing_until_something_is_written()
    {
        using var folder = new TempFolder();
        var file = folder.File("new.db");
        var source = new FakeImageSource();
        source.Put("a.jpg", [1]);
        await using var server = await Server.StartAsync(
            source,
            new ScriptedTagger().Answer("a.jpg", 90, "cat"),
            images: i => i.UseSqliteIndex(file)
        );
        var session = await server.GetAsync("/api/session");
        Assert.Equal(0, session.GetProperty("count").GetInt64());
        Assert.True(session.GetProperty("canRun").GetBoolean());
        var found = await server.GetAsync("/api/search?q=dog&facets=tags,month&tag=cat&min=50");
        Assert.Equal(0, found.GetProperty("total").GetInt64());
        Assert.Equal(0, (await server.GetAsync("/api/tags")).GetProperty("images").GetInt64());
        Assert.Equal(0, (await server.GetAsync("/api/tags/together?q=dog")).GetProperty("images").GetInt64());
        Assert.Empty((await server.GetAsync("/api/suggest?q=do")).GetProperty("suggestions").EnumerateArray());
        Assert.Equal(0, (await server.GetAsync("/api/failures")).GetProperty("total").GetInt64());
        var id = Images.ImageAddress.Of(new("fake://pictures", "a.jpg"));
        await server.GetAsync("/api/pictures/" + id, HttpStatusCode.NotFound);
        var again = await server.PostAsync("/api/failures/retry", """{"all":true}""", HttpStatusCode.Conflict);
        Assert.Equal("NoIndex", again.GetProperty("code").GetString());
        Assert.Equal(1, (await server.GetAsync("/api/plan")).GetProperty("new").GetInt64());
        Assert.False(File.Exists(file));

        await server.Pipeline.RunAsync();
        Assert.Equal(1, (await server.GetAsync("/api/search?q=cat")).GetProperty("total").GetInt64());
    }

    [Fact]
    public async Task The_first_upload_makes_the_index()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder.File("photos"));
        await using var server = await Server.StartAsync(
            new FolderImageSource(folder.File("photos"), new() { AllowEmpty = true }),
            new ScriptedTagger { AsksForBytes = true, Otherwise = [new() { Name = "Portrait", Confidence = 77 }] },
            images: i => i.UseSqliteIndex(folder.File("new.db"))
        );
        var results = await server.UploadAsync(("ann.jpg", Photographs.Small(1)));
        Assert.Equal("tagged", results[0].GetProperty("outcome").GetString());
        Assert.Equal(1, (await server.GetAsync("/api/session")).GetProperty("count").GetInt64());
    }
}
