using ImageTagging.FileSystem;
using ImageTagging.TestSupport;

namespace ImageTagging.Tests.FileSystem;

public sealed class SortedNamesTests
{
    [Fact]
    public void More_names_than_fit_into_memory_are_sorted_on_disk_and_come_once()
    {
        const int Seed = 42;
        var random = new Random(Seed);
        string[] ends = ["", "/", "😀/"];
        var names = Enumerable.Range(0, 20_000).Select(_ => $"name {random.Next(15_000)}{ends[random.Next(3)]}").ToArray();
        using var sorted = new SortedNames(inMemory: 100);
        foreach (var name in names)
        {
            sorted.Add(name);
        }

        Assert.InRange(sorted.RunsOnDisk, 1, 64);
        Assert.Equal(names.Distinct(StringComparer.Ordinal).Order(KeyOrder.Instance), sorted.Read());
    }

    [Fact]
    public void Names_on_disk_leave_no_file_behind()
    {
        using var folder = new TempFolder();
        using (var sorted = new SortedNames(inMemory: 2, folder.Path))
        {
            foreach (var name in new[] { "c", "a", "b", "d", "e" })
            {
                sorted.Add(name);
            }

            Assert.Equal(["a", "b", "c", "d", "e"], sorted.Read());
        }

        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }
}
