using ImageTagging.TestSupport;

namespace ImageTagging.Tests.FileSystem;

/// <summary>A folder of made-up pictures, and what a source says of it.</summary>
internal sealed class PictureFolder : IDisposable
{
    private readonly TempFolder _folder = new();

    public string Path => _folder.Path;

    public PictureFolder With(params string[] keys)
    {
        foreach (var key in keys)
        {
            var path = PathOf(key);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "picture of " + key);
        }

        return this;
    }

    public string PathOf(string key) => System.IO.Path.Join(Path, key);

    public FolderImageSource Source(FolderSourceOptions? options = null, int namesInMemory = 1000) =>
        new(Path, options, namesInMemory);

    public static async Task<List<SourceEntry>> ListAsync(IImageSource source, KeyRange? range = null)
    {
        var entries = new List<SourceEntry>();
        await foreach (var entry in source.ListAsync(range ?? KeyRange.All, TestContext.Current.CancellationToken))
        {
            entries.Add(entry);
        }

        return entries;
    }

    public static async Task<string[]> KeysAsync(IImageSource source, KeyRange? range = null) =>
        [.. Told(await ListAsync(source, range)).Select(Text)];

    // What was left out is counted together, behind the pictures.
    private static IEnumerable<SourceEntry> Told(List<SourceEntry> entries) =>
        entries
            .Where(e => e is not ListingExclusion)
            .Concat(
                entries
                    .OfType<ListingExclusion>()
                    .GroupBy(e => e.Kind)
                    .OrderBy(e => e.Key)
                    .Select(e => new ListingExclusion(e.Key, e.Sum(x => x.Count)))
            );

    /// <summary>A listing's key, or a gap's prefix with an exclamation mark.</summary>
    public static string Text(SourceEntry entry) =>
        entry switch
        {
            ImageListing listing => listing.Key,
            ListingGap gap => "!" + gap.Prefix,
            ListingExclusion excluded => $"-{excluded.Kind} {excluded.Count}",
            _ => throw new InvalidOperationException(),
        };

    public void Dispose() => _folder.Dispose();
}
