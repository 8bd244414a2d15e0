using ImageTagging.FileSystem;

namespace ImageTagging.Tests.FileSystem;

public sealed class FolderKeyTests
{
    [Theory]
    [InlineData("a.jpg")]
    [InlineData("2024/june/été 😀.jpg")]
    [InlineData("..a/b..")]
    [InlineData(".hidden/...")]
    [InlineData("a b/%2e%2e/c")]
    public void A_name_below_the_root_has_no_fault(string key) => Assert.Null(FolderKey.FaultOf(key));

    [Theory]
    [InlineData("")]
    [InlineData("/etc/passwd")]
    [InlineData("a/")]
    [InlineData("a//b")]
    [InlineData("..")]
    [InlineData("a/../../b")]
    [InlineData("./a")]
    [InlineData("a/.")]
    [InlineData("a\0b")]
    public void What_leads_elsewhere_or_is_no_name_has_one(string key) => Assert.NotNull(FolderKey.FaultOf(key));

    [Fact]
    public void Half_a_character_is_no_name() =>
        Assert.All(["\ud800", "a\udc00", "\udc00\ud800"], key => Assert.NotNull(FolderKey.FaultOf(key)));

    [Fact]
    public void A_new_file_wants_more_of_its_name_than_one_that_lies_there()
    {
        Assert.Null(FolderKey.FaultOf("line\nbreak.jpg"));
        Assert.NotNull(FolderKey.FaultOfNew("line\nbreak.jpg"));
        Assert.NotNull(FolderKey.FaultOfNew("../a"));
        // File systems count bytes, not characters.
        Assert.Null(FolderKey.FaultOfNew(new string('x', 255)));
        Assert.NotNull(FolderKey.FaultOfNew(new string('x', 256)));
        Assert.NotNull(FolderKey.FaultOfNew(new string('é', 128)));
        Assert.Null(FolderKey.FaultOfNew(string.Join('/', Enumerable.Repeat(new string('x', 200), 10))));
        Assert.NotNull(FolderKey.FaultOfNew(string.Join('/', Enumerable.Repeat(new string('x', 200), 11))));
    }

    [Theory]
    [InlineData("/photos/a b/50% #1?.jpg")]
    [InlineData("/photos/été/😀'\".jpg")]
    public void An_address_leads_back_to_the_path(string path)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "These are paths of Unix.");
        Assert.Equal(path, new Uri(FolderKey.UriOf(path)).LocalPath);
    }

    /// <summary>Whatever a key without a fault holds, its file lies below the root.</summary>
    [Fact]
    public void No_key_without_a_fault_leads_out_of_the_root()
    {
        var root = Path.Join(Path.GetTempPath(), "root");
        string[] parts = ["..", ".", "/", "a", "", "\0", "\\", "é", "C:", "~"];
        for (var seed = 0; seed < TestSupport.Trials.Count(50_000); seed++)
        {
            var random = new Random(seed);
            var key = string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => parts[random.Next(parts.Length)]));
            if (FolderKey.FaultOf(key) is null)
            {
                var path = Path.GetFullPath(FolderKey.PathOf(root, key));
                Assert.True(path.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal), $"seed {seed}: {key}");
            }
        }
    }
}
