using System.Text;

namespace ImageTagging.Indexing;

/// <summary>The limits of named state, the same for every engine.</summary>
public static class StateLimits
{
    /// <summary>The most UTF-8 bytes of a name.</summary>
    public const int MaxNameBytes = 512;

    /// <summary>The most UTF-8 bytes of a value.</summary>
    public const int MaxValueBytes = 64 << 10;

    /// <summary>Refuses an entry that is too large, before it is written.</summary>
    /// <param name="entry">The entry.</param>
    /// <exception cref="ImageTaggingException">The entry is too large (code <c>StateTooLarge</c>).</exception>
    public static void Check(StateEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (
            entry.Name.Length == 0
            || Encoding.UTF8.GetByteCount(entry.Name) > MaxNameBytes
            || (entry.Value is not null && Encoding.UTF8.GetByteCount(entry.Value) > MaxValueBytes)
        )
        {
            throw new ImageTaggingException(
                $"A state entry has a name of 1 to {MaxNameBytes} bytes and a value of at most {MaxValueBytes}."
            )
            {
                Kind = FailureKind.Refused,
                Code = ErrorCodes.StateTooLarge,
            };
        }
    }
}
