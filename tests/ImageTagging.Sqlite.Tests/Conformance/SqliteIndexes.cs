using ImageTagging.Conformance;
using ImageTagging.TestSupport;

namespace ImageTagging.Sqlite.Tests.Conformance;

/// <summary>Indexes as a host opens them.</summary>
public class SqliteIndexes : TagIndexProvider
{
    private readonly Dictionary<string, TempFolder> _folders = [];

    public override async ValueTask<ITagIndex> CreateAsync()
    {
        var folder = new TempFolder();
        var index = await OpenAsync(folder.File("images.db"));
        lock (_folders)
        {
            _folders[index.Info.Location] = folder;
        }

        return index;
    }

    public override ValueTask<ITagIndex> OpenAgainAsync(ITagIndex index) => OpenAsync(index.Info.Location);

    public override ValueTask<ITagIndex?> OpenMissingAsync()
    {
        var folder = new TempFolder();
        var index = new SqliteTagIndex(folder.File("missing.db"));
        lock (_folders)
        {
            _folders[index.Info.Location] = folder;
        }

        return new(index);
    }

    public override async ValueTask ReleaseAsync(ITagIndex index)
    {
        await ((SqliteTagIndex)index).DisposeAsync();
        lock (_folders)
        {
            if (_folders.Remove(index.Info.Location, out var folder))
            {
                folder.Dispose();
            }
        }
    }

    protected virtual async ValueTask<ITagIndex> OpenAsync(string path)
    {
        var index = new SqliteTagIndex(path);
        await index.EnsureReadyAsync();
        return index;
    }
}
