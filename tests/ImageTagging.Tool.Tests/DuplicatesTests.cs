using ImageTagging.Imaging;
using ImageTagging.TestSupport;

namespace ImageTagging.Tool.Tests;

public sealed class DuplicatesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Index => _folder.File("index.db");

    private string Photos => _folder.File("photos");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task CopiesOfAPictureAreOneGroupWhoseBestIsTheLargest()
    {
        await CopyAsync();
        await ToolRun.OfAsync("index", Photos, "--index", Index);

        var found = await ToolRun.OfAsync("duplicates", "--index", Index, "--json");

        Assert.Equal(0, found.ExitCode);
        Assert.All(found.Objects, SchemaCheck.Holds);
        var group = Assert.Single(found.Objects);
        Assert.Equal("copies", group.GetProperty("kind").GetString());
        var pictures = group.GetProperty("pictures").EnumerateArray().ToArray();
        Assert.Equal(["cat.png", "cat-again.webp", "cat-small.jpg"], pictures.Select(p => p.GetProperty("key").GetString()));
        Assert.Equal([true, false, false], pictures.Select(p => p.GetProperty("best").GetBoolean()));

        var others = await ToolRun.OfAsync("duplicates", "--others", "--index", Index);
        Assert.Equal(2, others.Lines.Length);
        Assert.EndsWith("cat-again.webp", others.Lines[0], StringComparison.Ordinal);
        Assert.Contains(
            "1 groups, 2 pictures beside the best of each; nothing is deleted",
            others.Error,
            StringComparison.Ordinal
        );
        Assert.True(File.Exists(Path.Combine(Photos, "cat-small.jpg")));
        Assert.Empty((await ToolRun.OfAsync("duplicates", "key:*.png", "--index", Index)).Lines);

        // What a person keeps apart stays apart.
        string[] apart = ["duplicates", "--apart", "cat.png", "--apart", "cat-again.webp", "--apart", "cat-small.jpg"];
        var kept = await ToolRun.OfAsync([.. apart, "--index", Index]);
        Assert.Equal((0, ""), (kept.ExitCode, kept.Output));
        Assert.Equal("", (await ToolRun.OfAsync("duplicates", "--index", Index)).Output);
        Assert.Equal(2, (await ToolRun.OfAsync("duplicates", "--apart", "cat.png", "--index", Index)).ExitCode);
        Assert.Equal(2, (await ToolRun.OfAsync("duplicates", "--burst", "2d", "--index", Index)).ExitCode);
    }

    private async Task CopyAsync()
    {
        Directory.CreateDirectory(Photos);
        var cat = Path.Combine(TestPaths.Photos, "animals", "chelsea.png");
        File.Copy(cat, Path.Combine(Photos, "cat.png"));
        foreach (var other in (string[])["animals/horse.png", "people/camera.png", "textures/brick.png", "things/coffee.png"])
        {
            File.Copy(Path.Combine(TestPaths.Photos, other), Path.Combine(Photos, Path.GetFileName(other)));
        }

        var codec = new VipsImageCodec();
        var bytes = await File.ReadAllBytesAsync(cat);
        var small = await codec.EncodeAsync(bytes, new() { MaxSide = 220, Quality = 60 });
        await File.WriteAllBytesAsync(Path.Combine(Photos, "cat-small.jpg"), small.Content);
        var again = await codec.EncodeAsync(
            bytes,
            new()
            {
                MediaType = "image/webp",
                MaxSide = 400,
                Quality = 70,
            }
        );
        await File.WriteAllBytesAsync(Path.Combine(Photos, "cat-again.webp"), again.Content);
    }
}
