using ImageTagging.FileSystem;
using ImageTagging.TestSupport;

namespace ImageTagging.Tests.FileSystem;

public sealed class TemporaryFileTests
{
    /// <summary>A run that is killed closes nothing.</summary>
    [Fact]
    public void On_Unix_it_has_no_name_that_could_outlive_the_process()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There the system deletes it with its last handle.");
        using var folder = new TempFolder();
        using var file = TemporaryFile.Create(folder.Path);
        file.Write([1, 2, 3]);
        Assert.Empty(Directory.GetFiles(folder.Path));
        file.Position = 0;
        Assert.Equal([1, 2, 3], new BinaryReader(file).ReadBytes(9));
    }
}
