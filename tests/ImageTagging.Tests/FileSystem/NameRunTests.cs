using ImageTagging.FileSystem;
using ImageTagging.TestSupport;

namespace ImageTagging.Tests.FileSystem;

public sealed class NameRunTests
{
    [Fact]
    public void Names_come_back_as_they_were_written_as_often_as_they_are_read()
    {
        using var folder = new TempFolder();
        string[] names = ["", "a", "été", "😀/", "line\nbreak", new string('x', 200_000)];
        using var run = NameRun.Write(names, folder.Path);
        Assert.Equal(names, run.Read());
        Assert.Equal(names, run.Read());
    }

    [Fact]
    public void No_file_outlives_the_process_or_the_fault_that_ends_its_writing()
    {
        using var folder = new TempFolder();
        using (NameRun.Write(["a"], folder.Path))
        {
            // On Unix it has no name even now.
            Assert.Equal(OperatingSystem.IsWindows() ? 1 : 0, Directory.GetFiles(folder.Path).Length);
        }

        Assert.Throws<InvalidOperationException>(() => NameRun.Write(Broken(), folder.Path));
        Assert.Empty(Directory.GetFiles(folder.Path));

        static IEnumerable<string> Broken()
        {
            yield return "a";
            throw new InvalidOperationException("The listing broke off.");
        }
    }
}
