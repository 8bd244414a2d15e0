using System.Text;
using ImageTagging.Conformance;
using ImageTagging.TestSupport;

namespace ImageTagging.Tests.Conformance;

public sealed class Folders : WritableImageSourceProvider
{
    private static readonly FolderSourceOptions s_options = new()
    {
        Suffixes = [],
        AllowEmpty = true,
        IncludeHidden = true,
    };
    private readonly Dictionary<string, TempFolder> _folders = new(StringComparer.Ordinal);

    public override IReadOnlyList<string> RefusedKeys =>
        ["", "../out.jpg", "/abs.jpg", "a/../../out.jpg", "a//b.jpg", "a/", ".", "..", "nul\0.jpg", "line\nbreak.jpg"];

    public override async ValueTask<IImageSource> CreateAsync(IReadOnlyDictionary<string, byte[]> pictures)
    {
        var folder = new TempFolder();
        var source = new FolderImageSource(folder.Path, s_options);
        _folders[source.Name] = folder;
        foreach (var (key, bytes) in pictures)
        {
            await PutAsync(source, key, bytes);
        }

        return source;
    }

    public override ValueTask<IImageSource> OpenAgainAsync(IImageSource source) =>
        new(new FolderImageSource(source.Name, s_options));

    public override ValueTask<IImageSource?> OpenWithPrefixAsync(IImageSource source, string prefix) =>
        new(new FolderImageSource(source.Name, s_options with { Prefix = prefix }));

    public override async ValueTask PutAsync(IImageSource source, string key, byte[] content)
    {
        var path = Path.Combine(source.Name, key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllBytesAsync(path, content);
    }

    public override ValueTask DeleteAsync(IImageSource source, string key)
    {
        File.Delete(Path.Combine(source.Name, key));
        return default;
    }

    public override bool CanHold(string key) =>
        !key.Contains('\0', StringComparison.Ordinal)
        && key.Split('/').All(s => s is not ("" or "." or "..") && Encoding.UTF8.GetByteCount(s) <= 255);

    public override ValueTask<bool> TryMakeGapAsync(IImageSource source, string prefix)
    {
        // Whoever may read everything meets no such folder.
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            return new(false);
        }

        File.SetUnixFileMode(Path.Combine(source.Name, prefix), UnixFileMode.None);
        return new(true);
    }

    public override ValueTask ReleaseAsync(IImageSource source)
    {
        if (_folders.Remove(source.Name, out var folder))
        {
            if (!OperatingSystem.IsWindows())
            {
                foreach (var path in Directory.EnumerateDirectories(folder.Path))
                {
                    File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                }
            }

            folder.Dispose();
        }

        return default;
    }
}

public sealed class FolderLists(Folders p) : ImageSourceListConformance<Folders>(p);

public sealed class FolderReads(Folders p) : ImageSourceReadConformance<Folders>(p);

public sealed class FolderWrites(Folders p) : ImageSourceWriteConformance<Folders>(p);
