namespace ImageTagging;

/// <summary>A tag and a name that leads to it: a parent or an alias. Both in the normal form.</summary>
/// <param name="Name">The parent or alias.</param>
/// <param name="Tag">The effective tag.</param>
public readonly record struct TagRelation(string Name, string Tag) : IComparable<TagRelation>
{
    /// <summary>By name, then by tag (ordinal).</summary>
    /// <param name="other">The other one.</param>
    /// <returns>Below 0, 0 or above: before, alike, behind.</returns>
    public int CompareTo(TagRelation other) =>
        string.CompareOrdinal(Name, other.Name) is var c and not 0 ? c : string.CompareOrdinal(Tag, other.Tag);

    /// <summary>Tells if one comes before the other.</summary>
    public static bool operator <(TagRelation left, TagRelation right) => left.CompareTo(right) < 0;

    /// <summary>Tells if one comes after the other.</summary>
    public static bool operator >(TagRelation left, TagRelation right) => left.CompareTo(right) > 0;

    /// <summary>Tells if one comes before the other or is it.</summary>
    public static bool operator <=(TagRelation left, TagRelation right) => left.CompareTo(right) <= 0;

    /// <summary>Tells if one comes after the other or is it.</summary>
    public static bool operator >=(TagRelation left, TagRelation right) => left.CompareTo(right) >= 0;
}
