using System.Text;

namespace ImageTagging.Tool.Workers;

/// <summary>Finds a key about half way between two, counting in the characters that keys were seen to have. Threads share it.</summary>
internal sealed class KeyMiddle
{
    private const int Precision = 10;
    private readonly Lock _lock = new();
    private readonly SortedSet<char> _seen = [];
    private char[] _alphabet = [];

    /// <summary>Learns a key's characters; those beyond ASCII do not help.</summary>
    public void Learn(string key)
    {
        lock (_lock)
        {
            foreach (var c in key)
            {
                if (c is > ' ' and < '\u007f' && _seen.Add(c))
                {
                    _alphabet = [.. _seen];
                }
            }
        }
    }

    /// <summary>A key strictly between them; null where none is found.</summary>
    /// <param name="low">The lower key.</param>
    /// <param name="high">The higher key; null for the end of all keys.</param>
    public string? Between(string low, string? high)
    {
        var alphabet = Volatile.Read(ref _alphabet);
        if (alphabet.Length < 2)
        {
            return null;
        }

        var common = high is null ? 0 : low.AsSpan().CommonPrefixLength(high);
        if (common > 0 && char.IsHighSurrogate(low[common - 1]))
        {
            common--;
        }

        // Digits of a number in the alphabet's base, the sum of both halved from the front.
        var radix = alphabet.Length;
        var length = common + Precision;
        var sum = new int[Precision];
        for (var i = 0; i < Precision; i++)
        {
            sum[i] = Digit(low, common + i, alphabet) + (high is null ? (i == 0 ? radix : 0) : Digit(high, common + i, alphabet));
        }

        var middle = new StringBuilder(length).Append(low.AsSpan(0, common));
        var carry = 0;
        for (var i = 0; i < Precision; i++)
        {
            var value = sum[i] + (carry * radix);
            carry = value % 2;
            var digit = value / 2;
            if (digit >= radix)
            {
                // A rounding up into the place before, which halving seldom needs.
                digit = radix - 1;
            }

            middle.Append(alphabet[digit]);
        }

        var key = middle.ToString();
        return KeyOrder.Compare(key, low) > 0 && (high is null || KeyOrder.Compare(key, high) < 0) ? key : null;
    }

    // A character that was not seen counts as the next one that was.
    private static int Digit(string key, int at, char[] alphabet)
    {
        if (at >= key.Length)
        {
            return 0;
        }

        var found = Array.BinarySearch(alphabet, key[at]);
        return found >= 0 ? found : Math.Min(~found, alphabet.Length - 1);
    }
}
