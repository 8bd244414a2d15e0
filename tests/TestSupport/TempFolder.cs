namespace ImageTagging.TestSupport;

/// <summary>A folder of a test's own, deleted at its end.</summary>
public sealed class TempFolder : IDisposable
{
    public TempFolder() => Path = Directory.CreateTempSubdirectory("imagetagging-").FullName;

    public string Path { get; }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A server that is being ended may still write; the system's temporary folder is cleaned by others.
        }
        catch (UnauthorizedAccessException)
        {
            // Files of a server's own user, likewise.
        }
    }
}
