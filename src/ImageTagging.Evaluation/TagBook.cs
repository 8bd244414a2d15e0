namespace ImageTagging.Evaluation;

/// <summary>The counts that are gathered of each tag that is looked at, found by any spelling.</summary>
internal sealed class TagBook(IReadOnlyCollection<string>? wanted)
{
    private readonly HashSet<string>? _wanted = wanted is null
        ? null
        : new HashSet<string>(wanted.Select(TagName.Normalize), StringComparer.Ordinal);

    private readonly Dictionary<string, TagEntry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TagEntry?> _spellings = new(StringComparer.Ordinal);

    public IReadOnlyCollection<TagEntry> Entries => _entries.Values;

    /// <summary>The entry of a tag as somebody spells it; null where it is not looked at.</summary>
    public TagEntry? Of(string spelling)
    {
        if (!_spellings.TryGetValue(spelling, out var entry))
        {
            _spellings[spelling] = entry = OfNormal(TagName.Normalize(spelling));
        }

        return entry;
    }

    /// <summary>The entry of a tag in its normal form; null where it is not looked at.</summary>
    public TagEntry? OfNormal(string tag)
    {
        if (_entries.TryGetValue(tag, out var entry))
        {
            return entry;
        }

        return tag.Length == 0 || _wanted?.Contains(tag) == false ? null : _entries[tag] = new(tag);
    }
}
