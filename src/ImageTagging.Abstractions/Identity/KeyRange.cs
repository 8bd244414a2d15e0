using System.Text;

namespace ImageTagging;

/// <summary>A range of keys in <see cref="KeyOrder"/>: from (inclusive) up to, and not with, an end.</summary>
/// <param name="From">The first key that may be in the range; empty for the very first.</param>
/// <param name="Before">The first key that is beyond the range; null for none.</param>
public readonly record struct KeyRange(string From, string? Before)
{
    /// <summary>Every key.</summary>
    public static KeyRange All { get; } = new("", null);

    /// <summary>The keys that start with this prefix.</summary>
    /// <param name="prefix">The prefix; empty for every key.</param>
    /// <returns>The range.</returns>
    public static KeyRange WithPrefix(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        return new(prefix, After(prefix));
    }

    /// <summary>Just this key.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The range of that key alone.</returns>
    public static KeyRange Single(string key) => new(key, key + "\0");

    /// <summary>True if the range holds every key.</summary>
    public bool IsAll => string.IsNullOrEmpty(From) && Before is null;

    /// <summary>True if no key can be in the range.</summary>
    public bool IsEmpty => Before is not null && KeyOrder.Compare(From ?? "", Before) >= 0;

    /// <summary>Tells if the key lies in the range.</summary>
    /// <param name="key">The key.</param>
    /// <returns>True where it does.</returns>
    public bool Contains(string key) =>
        KeyOrder.Compare(key, From ?? "") >= 0 && (Before is null || KeyOrder.Compare(key, Before) < 0);

    /// <summary>Tells if some key may lie in both ranges.</summary>
    /// <param name="other">The other range.</param>
    /// <returns>True where one may.</returns>
    public bool Overlaps(KeyRange other) => !Intersect(other).IsEmpty;

    /// <summary>The keys that lie in both ranges; maybe an empty range.</summary>
    /// <param name="other">The other range.</param>
    /// <returns>What is in both.</returns>
    public KeyRange Intersect(KeyRange other)
    {
        var from = KeyOrder.Compare(From ?? "", other.From ?? "") >= 0 ? From ?? "" : other.From ?? "";
        var before =
            Before is null ? other.Before
            : other.Before is null ? Before
            : KeyOrder.Compare(Before, other.Before) <= 0 ? Before
            : other.Before;
        return new(from, before);
    }

    /// <summary>The part of the range strictly behind a key, as a listing that is resumed needs it.</summary>
    /// <param name="key">The last key that came.</param>
    /// <returns>The rest.</returns>
    public KeyRange StrictlyAfter(string key) => Intersect(new(key + "\0", null));

    /// <summary>For a message: <c>[from, before)</c>.</summary>
    public override string ToString() => IsAll ? "all keys" : $"[{From}, {Before ?? "end"})";

    // The first key behind all with this prefix: its last character raised by one, those that cannot rise dropped.
    private static string? After(string prefix)
    {
        var runes = prefix.EnumerateRunes().ToArray();
        for (var i = runes.Length - 1; i >= 0; i--)
        {
            var value = runes[i].Value;
            if (value == 0x10FFFF)
            {
                continue;
            }

            var next = new Rune(value == 0xD7FF ? 0xE000 : value + 1);
            return string.Concat(runes[..i].Select(r => r.ToString())) + next;
        }

        return null;
    }
}
