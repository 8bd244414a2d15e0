namespace ImageTagging.Tool.Setup;

/// <summary>Reads a file with a word a line; empty lines, and those that begin with <c>#</c>, are passed over.</summary>
internal static class WordFile
{
    private const int MaxBytes = 1 << 20;

    public static IReadOnlyList<string> Read(string path)
    {
        try
        {
            if (new FileInfo(path).Length > MaxBytes)
            {
                throw Fault(path, "it has more than a megabyte");
            }

            var words = File.ReadLines(path).Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#').Distinct().ToArray();
            return words.Length > 0 ? words : throw Fault(path, "there is no word in it");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw Fault(path, fault.Message);
        }
    }

    private static ImageTaggingException Fault(string path, string why) =>
        new($"The words of '{Output.Terminal.Safe(path)}' cannot be read: {why}.") { Code = "Usage" };
}
