using System.Collections;

namespace ImageTagging;

/// <summary>The parts of a query: an immutable list that is equal by its elements.</summary>
/// <param name="parts">The parts; copied.</param>
public sealed class QueryList(IEnumerable<TagQuery> parts) : IReadOnlyList<TagQuery>, IEquatable<QueryList>
{
    private readonly TagQuery[] _parts = [.. parts];

    /// <inheritdoc />
    public int Count => _parts.Length;

    /// <inheritdoc />
    public TagQuery this[int index] => _parts[index];

    /// <inheritdoc />
    public bool Equals(QueryList? other) => other is not null && _parts.AsSpan().SequenceEqual(other._parts);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as QueryList);

    /// <inheritdoc />
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var part in _parts)
        {
            hash.Add(part);
        }

        return hash.ToHashCode();
    }

    /// <inheritdoc />
    public IEnumerator<TagQuery> GetEnumerator() => ((IEnumerable<TagQuery>)_parts).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc />
    public override string ToString() => "[" + string.Join(", ", (IEnumerable<TagQuery>)_parts) + "]";
}
