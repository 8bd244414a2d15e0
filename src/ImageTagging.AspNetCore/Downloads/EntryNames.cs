using System.Text;

namespace ImageTagging.AspNetCore.Downloads;

/// <summary>From keys to names within a ZIP file that no program unpacks to elsewhere, each once.</summary>
internal sealed class EntryNames
{
    private const int LongestPart = 120;
    private const string Forbidden = "<>:\"|?*";
    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);

    public string Of(string key)
    {
        var parts = key.Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries)
            .Select(Clean)
            .Where(p => p.Length > 0)
            .TakeLast(20);
        var name = string.Join('/', parts) is { Length: > 0 } path ? path : "picture";
        var ending = Path.GetExtension(name);
        var stem = name[..^ending.Length];
        var free = name;
        for (var i = 2; !_taken.Add(free); i++)
        {
            free = $"{stem} ({i}){ending}";
        }

        return free;
    }

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
        if (name.Length <= LongestPart)
        {
            return name;
        }

        var ending = Path.GetExtension(name) is { Length: < 12 } e ? e : "";
        var end = LongestPart - ending.Length;
        return name[..(char.IsHighSurrogate(name[end - 1]) ? end - 1 : end)] + ending;
    }
}
