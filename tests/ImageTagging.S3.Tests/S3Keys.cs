using System.Text;

namespace ImageTagging.S3.Tests;

internal static class S3Keys
{
    /// <summary>Any text of 1 to 1,024 bytes that UTF-8 can write; NUL is not among it for the sake of HTTP.</summary>
    public static bool CanHold(string key) =>
        key.Length > 0
        && !key.Contains('\0', StringComparison.Ordinal)
        && Encoding.UTF8.GetByteCount(key) <= 1024
        && Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(key)) == key;
}
