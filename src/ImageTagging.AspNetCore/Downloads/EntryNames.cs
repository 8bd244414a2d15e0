using System.Globalization;
using System.Text;

namespace ImageTagging.AspNetCore.Downloads;

/// <summary>
/// The names of the files of an archive: by their keys, and yet never outside the folder that they are unpacked to, on any
/// system, and no two alike.
/// </summary>
internal sealed class EntryNames
{
    private const int LongestPart = 120;
    private const string Forbidden = "<>:\"|?*";

    private readonly HashSet<string> _files = new(StringComparer.OrdinalIgnoreCase);

    // Folders by what their keys call them: one of a file's name has another.
    private readonly Dictionary<string, string> _folders = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _foldersThere = new(StringComparer.OrdinalIgnoreCase);

    // Where the search for a free number goes on.
    private readonly Dictionary<string, int> _next = new(StringComparer.OrdinalIgnoreCase);

    public string Of(string key)
    {
        var parts = key.Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries)
            .Select(Clean)
            .Where(p => p.Length > 0)
            .TakeLast(20)
            .ToArray();
        var folder = "";
        foreach (var part in parts.SkipLast(1))
        {
            folder = FolderOf(folder + part) + "/";
        }

        var name = parts.Length > 0 ? parts[^1] : "picture";
        var ending = Path.GetExtension(name);
        var free = Free(folder + name[..^ending.Length], ending);
        _files.Add(free);
        return free;
    }

    private string FolderOf(string folder)
    {
        if (!_folders.TryGetValue(folder, out var known))
        {
            known = _files.Contains(folder) ? Free(folder, "") : folder;
            _folders.Add(folder, known);
            _foldersThere.Add(known);
        }

        return known;
    }

    private string Free(string stem, string ending)
    {
        var free = stem + ending;
        if (!IsTaken(free))
        {
            return free;
        }

        var wanted = free;
        var number = _next.GetValueOrDefault(wanted, 2);
        do
        {
            free = string.Create(CultureInfo.InvariantCulture, $"{stem} ({number++}){ending}");
        } while (IsTaken(free));
        _next[wanted] = number;
        return free;
    }

    private bool IsTaken(string name) => _files.Contains(name) || _foldersThere.Contains(name);

    private static string Clean(string part)
    {
        var clean = new StringBuilder(part.Length);
        foreach (var rune in part.EnumerateRunes())
        {
            clean.Append(
                UnseenText.Misleads(rune) || (rune.IsAscii && Forbidden.Contains((char)rune.Value)) ? "_" : rune.ToString()
            );
        }

        // Dots and spaces at the end mean nothing on some systems, and dots alone a folder above.
        var name = clean.ToString().TrimEnd('.', ' ').TrimStart(' ');
        if (name.Length > LongestPart)
        {
            var ending = Path.GetExtension(name) is { Length: < 12 } e ? e : "";
            var end = LongestPart - ending.Length;
            name = (name[..(char.IsHighSurrogate(name[end - 1]) ? end - 1 : end)] + ending).TrimEnd('.', ' ');
        }

        return IsDevice(name) ? "_" + name : name;
    }

    // Windows writes to a device of that name, whatever ending follows.
    private static bool IsDevice(string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        var stem = (dot < 0 ? name : name[..dot]).TrimEnd(' ').ToUpperInvariant();
        return stem is "CON" or "PRN" or "AUX" or "NUL" or "CONIN$" or "CONOUT$"
            || (stem.Length == 4 && stem[..3] is "COM" or "LPT" && stem[3] is (>= '0' and <= '9') or '¹' or '²' or '³');
    }
}
