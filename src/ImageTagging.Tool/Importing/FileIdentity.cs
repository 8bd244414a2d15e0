using System.Security.Cryptography;

namespace ImageTagging.Tool.Importing;

/// <summary>The identity of a file: their bytes. A pipe, which is read only once, is another one each time.</summary>
internal static class FileIdentity
{
    public static async Task<string> OfAsync(Stream stream, CancellationToken cancellationToken)
    {
        if (!stream.CanSeek)
        {
            return "file:" + Guid.NewGuid().ToString("N");
        }

        var hash = await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false);
        stream.Position = 0;
        return "file:" + Convert.ToHexStringLower(hash.AsSpan(0, 16));
    }
}
