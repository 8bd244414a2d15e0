using System.Text;

namespace ImageTagging.FileSystem;

/// <summary>Reads a folder's own file of what is to be left out of it.</summary>
internal static class IgnoreFile
{
    private const int MaxBytes = 1 << 20;

    /// <summary>The file's text; null where there is none.</summary>
    /// <exception cref="ImageTaggingException">It is there and cannot be read: what it hides must not be listed.</exception>
    public static string? Read(string root, string name)
    {
        if (FolderKey.FaultOf(name) is not null || name.Contains('/'))
        {
            throw Fault(name, "its name is not that of a file in the folder", null);
        }

        try
        {
            var (stream, facts) = Entries.OpenRegular(FolderKey.PathOf(root, name));
            using (stream)
            {
                if (facts.Size > MaxBytes)
                {
                    throw Fault(name, "it has more than 1 MiB", null);
                }

                var bytes = new byte[facts.Size];
                var read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
                return Encoding.UTF8.GetString(bytes, 0, read);
            }
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Fault(name, fault.Message.TrimEnd('.'), fault);
        }
    }

    private static ImageTaggingException Fault(string name, string why, Exception? fault) =>
        new($"The ignore file '{Telemetry.Printable.Text(name)}' cannot be used: {why}.", fault) { Code = ErrorCodes.IgnoreFile };
}
