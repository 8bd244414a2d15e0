using System.Text.Json;

namespace ImageTagging.Metadata.Tests;

/// <summary>Facts of files that real cameras and programs wrote. None comes with the project: a folder of them is named in the environment.</summary>
public sealed class RealFactsTests
{
    /// <summary>The folder: such as <c>t/images</c> of exiftool's own source, which has files of every maker.</summary>
    private const string Folder = "IMAGETAGGING_REAL_PICTURES";

    private static readonly string[] s_endings =
    [
        .. ImageScope.PictureSuffixes.Except([".ico", ".ppm", ".tga"]),
        ".mov",
        ".mp4",
        ".xmp",
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Facts_of_real_files_are_those_that_exiftool_reads()
    {
        var folder = Environment.GetEnvironmentVariable(Folder);
        Assert.SkipUnless(Directory.Exists(folder), $"{Folder} names no folder.");
        Assert.SkipUnless(PhotoFactsTests.ExifTool.IsThere, "exiftool is not installed.");
        var (equal, all) = (0, 0);
        var others = new List<string>();
        string[] files =
        [
            .. Directory.EnumerateFiles(folder).Where(f => s_endings.Contains(Path.GetExtension(f).ToLowerInvariant())).Order(),
        ];
        using var told = JsonDocument.Parse(await PhotoFactsTests.ExifTool.RunAsync(["-j", "-n", "-G1", .. files], Cancel));
        var tool = told.RootElement.EnumerateArray().ToDictionary(e => e.GetProperty("SourceFile").GetString()!);
        foreach (var file in files.Where(tool.ContainsKey))
        {
            var bytes = await File.ReadAllBytesAsync(file, Cancel);
            var isBeside = file.EndsWith(".xmp", StringComparison.OrdinalIgnoreCase);
            var (facts, _) = await new PhotoFactsReader().ReadAsync(
                new()
                {
                    Name = "a.jpg",
                    Content = isBeside ? default : bytes,
                    Sidecars = isBeside ? [bytes] : [],
                },
                Cancel
            );
            foreach (var (field, ours, theirs) in PhotoFactsTests.ExifTool.Compare(facts, tool[file]))
            {
                all++;
                equal += ours == theirs ? 1 : 0;
                if (ours != theirs)
                {
                    others.Add($"{Path.GetFileName(file)} {field}: '{ours}', exiftool has '{theirs}'");
                }
            }
        }

        TestContext.Current.SendDiagnosticMessage($"{files.Length} files: {equal} of {all} facts equal exiftool's.");
        others.ForEach(o => TestContext.Current.SendDiagnosticMessage(o));
        Assert.True(all > 0);
        Assert.True(equal >= all * 0.99, $"{equal} of {all} are equal:\n{string.Join('\n', others)}");
    }
}
