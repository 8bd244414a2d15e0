namespace ImageTagging;

/// <summary>The order of keys everywhere: the order of their UTF-8 bytes.</summary>
/// <remarks>
/// .NET's ordinal order compares UTF-16 units and differs beyond U+FFFF. Stateless; any thread may use it.
/// Unpaired surrogates, which have no UTF-8 form, count as U+FFFD as the encoder would write them.
/// </remarks>
public sealed class KeyOrder : IComparer<string>
{
    private KeyOrder() { }

    /// <summary>The one instance.</summary>
    public static KeyOrder Instance { get; } = new();

    /// <inheritdoc />
    public int Compare(string? x, string? y)
    {
        if (x is null || y is null)
        {
            return x is null ? (y is null ? 0 : -1) : 1;
        }

        return Compare(x.AsSpan(), y.AsSpan());
    }

    /// <summary>Compares two keys; negative, zero or positive as in <see cref="IComparer{T}"/>.</summary>
    public static int Compare(ReadOnlySpan<char> x, ReadOnlySpan<char> y)
    {
        var common = x.CommonPrefixLength(y);
        if (common == x.Length || common == y.Length)
        {
            return x.Length.CompareTo(y.Length);
        }

        // Behind a common high surrogate only the low ones differ, which sort alike in both encodings;
        // a unit of a pair otherwise stands for something above U+FFFF and so behind every unit that is not.
        char a = x[common],
            b = y[common];
        bool pairA = IsPair(x, common),
            pairB = IsPair(y, common);
        if (pairA != pairB)
        {
            return pairA ? 1 : -1;
        }

        return pairA ? a.CompareTo(b)
            : Replaced(a).CompareTo(Replaced(b)) is var c and not 0 ? c
            : Compare(x[(common + 1)..], y[(common + 1)..]);
    }

    private static bool IsPair(ReadOnlySpan<char> text, int at) =>
        char.IsHighSurrogate(text[at])
            ? at + 1 < text.Length && char.IsLowSurrogate(text[at + 1])
            : char.IsLowSurrogate(text[at]) && at > 0 && char.IsHighSurrogate(text[at - 1]);

    private static char Replaced(char c) => char.IsSurrogate(c) ? '\uFFFD' : c;
}
