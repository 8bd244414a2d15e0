using System.Security.Cryptography;
using System.Text;

namespace ImageTagging.S3;

/// <summary>The files of some pages of a listing that tell of pictures: XMP files, and those of Google Takeout.</summary>
internal sealed class FilesBeside
{
    private const string Xmp = ".xmp";
    private const string Json = ".json";

    /// <summary>None.</summary>
    public static readonly FilesBeside None = new();

    private readonly HashSet<string> _keys = [];

    // By the key that an XMP file's own goes on from.
    private readonly Dictionary<string, List<(string Key, string State)>> _xmp = new(StringComparer.Ordinal);

    private FilesBeside() { }

    private FilesBeside(List<(string Key, string State)> files)
    {
        _keys = files.Select(f => f.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var file in files.Where(f => f.Key.EndsWith(Xmp, StringComparison.OrdinalIgnoreCase)))
        {
            var of = file.Key[..^Xmp.Length];
            Add(of, file);
            if (ImageFiles.IsRaw(of))
            {
                // Of a raw file, and so of the JPEG beside it.
                Add(ImageFiles.StemOf(of).ToString(), file);
            }
        }

        void Add(string of, (string, string) file)
        {
            if (!_xmp.TryGetValue(of, out var there))
            {
                _xmp[of] = there = [];
            }

            there.Add(file);
        }
    }

    /// <summary>Tells if a key may be that of such a file.</summary>
    public static bool IsOne(string key) =>
        key.EndsWith(Xmp, StringComparison.OrdinalIgnoreCase) || key.EndsWith(Json, StringComparison.OrdinalIgnoreCase);

    /// <summary>The files of several pages.</summary>
    public static FilesBeside Of(params ReadOnlySpan<IReadOnlyList<(string Key, string State)>?> pages)
    {
        var files = new List<(string, string)>();
        foreach (var page in pages)
        {
            files.AddRange(page ?? []);
        }

        return files.Count == 0 ? None : new(files);
    }

    /// <summary>Tells if files of a picture may come behind a key in a listing.</summary>
    public static bool MayFollow(ReadOnlySpan<char> picture, ReadOnlySpan<char> last)
    {
        var stem = ImageFiles.StemOf(picture);
        // IMG-edited.jpg and IMG(1).jpg have files that are called as IMG.jpg is.
        var name = stem.LastIndexOf('/') + 1;
        var mark = stem[name..].LastIndexOfAny('-', '(');
        return last.StartsWith(mark > 0 ? stem[..(name + mark)] : stem, StringComparison.Ordinal);
    }

    /// <summary>The listing of a picture with what is known of the files near it. What is changed in its XMP files is a change of the picture.</summary>
    public ImageListing Told(ImageListing picture)
    {
        List<(string Key, string State)>? own = null;
        if (_xmp.Count > 0)
        {
            own =
            [
                .. _xmp.GetValueOrDefault(picture.Key) ?? [],
                .. _xmp.GetValueOrDefault(ImageFiles.StemOf(picture.Key).ToString()) ?? [],
            ];
        }

        return picture with
        {
            Beside = _keys,
            Version = own is { Count: > 0 } ? ImageVersion.With(picture.Version, Mark(own)) : picture.Version,
        };
    }

    private static string Mark(List<(string Key, string State)> files)
    {
        var text = string.Join('\n', files.Select(f => f.Key + '\n' + f.State).Order(StringComparer.Ordinal));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
    }
}
