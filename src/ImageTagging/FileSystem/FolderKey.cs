using System.Buffers;
using System.Text;

namespace ImageTagging.FileSystem;

/// <summary>Keys come from outside; here one becomes a path below the root, or is refused with a reason.</summary>
internal static class FolderKey
{
    private static readonly SearchValues<char> WindowsReserved = SearchValues.Create("<>:\"|?*\\");

    private static readonly string[] WindowsDevices =
    [
        "CON",
        "PRN",
        "AUX",
        "NUL",
        .. Enumerable.Range(0, 10).SelectMany(n => new[] { $"COM{n}", $"LPT{n}" }),
    ];

    /// <summary>Why no file below a root can have this key; null where one can.</summary>
    public static string? FaultOf(string key)
    {
        if (key.Length == 0)
        {
            return "it is empty";
        }

        if (key.Contains('\0') || !IsWellFormed(key))
        {
            return "it is no text that a file name can hold";
        }

        foreach (var segment in key.Split('/'))
        {
            if (segment.Length == 0)
            {
                return "it starts or ends with '/' or holds '//'";
            }

            if (segment is "." or "..")
            {
                return "it holds '.' or '..' as a folder";
            }

            if (OperatingSystem.IsWindows() && IsReservedOnWindows(segment))
            {
                return "Windows reserves such names";
            }
        }

        return null;
    }

    /// <summary>Why no new file should get this key; null where one may. Stricter than what may already lie there.</summary>
    public static string? FaultOfNew(string key)
    {
        if (FaultOf(key) is { } fault)
        {
            return fault;
        }

        if (key.Any(char.IsControl))
        {
            return "it holds control characters";
        }

        var longest = key.Split('/').Max(Encoding.UTF8.GetByteCount);
        return longest > 255 ? "a name in it is longer than 255 bytes"
            : Encoding.UTF8.GetByteCount(key) > 2048 ? "it is longer than 2,048 bytes"
            : null;
    }

    /// <summary>The path of a key that has no fault.</summary>
    public static string PathOf(string root, string key) =>
        Path.Join(root, Path.DirectorySeparatorChar == '/' ? key : key.Replace('/', Path.DirectorySeparatorChar));

    /// <summary>A path as a <c>file:</c> URI in which every character is escaped that has a meaning there.</summary>
    public static string UriOf(string path)
    {
        var segments = path.Split(Path.DirectorySeparatorChar);
        if (OperatingSystem.IsWindows() && path.StartsWith(@"\\", StringComparison.Ordinal))
        {
            return "file:" + string.Join('/', segments.Select(Uri.EscapeDataString));
        }

        var first = OperatingSystem.IsWindows() && segments[0].EndsWith(':') ? "/" + segments[0] : segments[0];
        return "file://" + string.Join('/', segments.Skip(1).Select(Uri.EscapeDataString).Prepend(first));
    }

    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsReservedOnWindows(string segment) =>
        segment.AsSpan().ContainsAny(WindowsReserved)
        || segment[^1] is ' ' or '.'
        || WindowsDevices.Contains(segment.Split('.')[0], StringComparer.OrdinalIgnoreCase);
}
