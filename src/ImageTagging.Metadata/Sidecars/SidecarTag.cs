namespace ImageTagging.Metadata;

/// <summary>A tag as a sidecar holds it: its name, and what stands above it, the broadest first.</summary>
internal readonly record struct SidecarTag(string Name, IReadOnlyList<string> Above)
{
    /// <summary>The whole way to the tag; null where a name holds what would part it.</summary>
    public string? Path(char between) =>
        Above.Append(Name).Any(n => n.Contains(between, StringComparison.Ordinal))
            ? null
            : string.Join(between, Above.Append(Name));
}
