namespace ImageTagging.Tool.Importing;

/// <summary>Brings what a file says together with what an import wrote before.</summary>
internal static class LabelMerge
{
    /// <summary>The tagger's state with these labels and where they came from; the given state itself where it has them.</summary>
    public static TaggerState Of(TaggerState? there, IReadOnlyList<ImageLabel> said, string file)
    {
        var isSameFile = string.Equals(there?.ModelVersion, file, StringComparison.Ordinal);
        var labels = new SortedDictionary<string, ImageLabel>(StringComparer.Ordinal);
        foreach (var label in there?.Labels ?? [])
        {
            labels[label.Name] = label;
        }

        var changed = there is null || !isSameFile;
        var now = new HashSet<string>(StringComparer.Ordinal);
        foreach (var label in said)
        {
            // What this file has said of a tag counts against what it says now; what another one said does not.
            var isRival = !now.Add(label.Name) || isSameFile;
            if (!labels.TryGetValue(label.Name, out var known) || !isRival || label.Confidence > known.Confidence)
            {
                changed |= known?.Confidence.Equals(label.Confidence) != true;
                labels[label.Name] = label;
            }
        }

        return changed || there is null
            ? new()
            {
                Name = there?.Name ?? "",
                ModelVersion = file,
                Labels = [.. labels.Values],
            }
            : there;
    }
}
