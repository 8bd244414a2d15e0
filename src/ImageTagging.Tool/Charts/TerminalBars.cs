using System.Globalization;

namespace ImageTagging.Tool.Charts;

/// <summary>A bar chart made of characters: an eighth of a character is the finest step.</summary>
internal static class TerminalBars
{
    private const string Eighths = " ▏▎▍▌▋▊▉█";

    public static IEnumerable<string> Lines(IReadOnlyList<TagCount> tags, int width)
    {
        if (tags.Count == 0)
        {
            yield break;
        }

        var most = tags.Max(t => t.Count);
        var names = Math.Min(30, tags.Max(t => t.Value.Length));
        var numbers = most.ToString("N0", CultureInfo.InvariantCulture).Length;
        var room = Math.Max(10, width - names - numbers - 4);
        foreach (var tag in tags)
        {
            var name = Signs.Shortened(tag.Value, names);
            var eighths = most == 0 ? 0 : (int)Math.Max(tag.Count == 0 ? 0 : 1, Math.Round(tag.Count * room * 8d / most));
            var bar = new string('█', eighths / 8) + (eighths % 8 == 0 ? "" : Eighths[eighths % 8].ToString());
            yield return $"{name.PadRight(names)}  {tag.Count.ToString("N0", CultureInfo.InvariantCulture).PadLeft(numbers)}  {bar}";
        }
    }
}
