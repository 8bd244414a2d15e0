using System.Text;

namespace ImageTagging;

/// <summary>Several tags in one cell, as an export writes them: a backslash before what belongs to a tag.</summary>
internal static class TagList
{
    /// <summary>The tags between the separators; empty ones too.</summary>
    public static IReadOnlyList<string> Split(string tags, params ReadOnlySpan<char> separators)
    {
        if (!tags.Contains('\\', StringComparison.Ordinal))
        {
            return tags.Split(separators);
        }

        var (all, tag) = (new List<string>(), new StringBuilder());
        for (var i = 0; i < tags.Length; i++)
        {
            if (separators.Contains(tags[i]))
            {
                all.Add(tag.ToString());
                tag.Clear();
            }
            else
            {
                i += tags[i] == '\\' && i + 1 < tags.Length ? 1 : 0;
                tag.Append(tags[i]);
            }
        }

        all.Add(tag.ToString());
        return all;
    }
}
